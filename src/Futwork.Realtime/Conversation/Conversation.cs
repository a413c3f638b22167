using System.Threading.Channels;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Conversation.Answering;
using Futwork.Realtime.Conversation.Hearing;
using Futwork.Realtime.Conversation.Machine;
using Futwork.Realtime.Conversation.Minds;
using Futwork.Realtime.Conversation.Speaking;
using Futwork.Realtime.Metering;
using Futwork.Realtime.Telephony;
using Futwork.Realtime.Turns;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Realtime.Conversation;

/// <summary>One conversation of one agent with one person: ears, mind and mouth around one loop, which also owns the call's end.</summary>
public sealed class Conversation : IAsyncDisposable
{
    private static readonly TimeSpan FinaliseLimit = TimeSpan.FromSeconds(1);

    private readonly Channel<ConversationInput> _inputs =
        Channel.CreateUnbounded<ConversationInput>(new UnboundedChannelOptions { SingleReader = true });

    private readonly ConversationSetup _setup;
    private readonly VoiceActivityPump _voiceActivity;
    private readonly ILogger _logger;
    private readonly CallClock _clock = new();
    private readonly PlayoutQueue _playout;
    private readonly Mouth _mouth;
    private readonly AgentTexts _texts;
    private readonly IMind _mind;
    private readonly Thinking _thinking;
    private readonly string? _message;
    private Ears? _ears;
    private AnnouncementListener? _early;
    private Task _earlyClosing = Task.CompletedTask;
    private Task? _closing;

    /// <summary>Takes the agent's texts in, and checks that they can be filled.</summary>
    /// <exception cref="ArgumentException">A variable of the agent has neither a value nor a default, or a prompt came without its model.</exception>
    public Conversation(ConversationSetup setup, VoiceActivityPump voiceActivity, ILogger<Conversation>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(setup);
        ArgumentNullException.ThrowIfNull(voiceActivity);
        (_setup, _voiceActivity, _logger) = (setup, voiceActivity, logger ?? NullLogger<Conversation>.Instance);
        _texts = new AgentTexts(setup.Agent, Mind.Variables(setup));
        _message = _texts.TryFill(setup.Answering.Message);
        _mind = Mind.Of(setup, _texts);
        _thinking = new Thinking(_mind, _inputs.Writer, setup.CallId, _logger);
        _playout = new PlayoutQueue(Began, Closed) { SoftenDecibels = setup.Agent.Turns.Interruption.SoftenDecibels };
        _mouth = new Mouth(setup, _playout, VoiceFailed);
    }

    /// <summary>
    /// While it rings: opens the ears, connects to the model, and makes the sound of the opening, so that the first word is heard at
    /// once. Whatever is wrong shows here, before anything is said; of the model it shows when it is asked.
    /// </summary>
    /// <exception cref="Speech.SpeechException">The ears or the mouth cannot start; says what would help.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        _ = ConnectModelAsync(cancellationToken);
        await Task.WhenAll(OpenEarsAsync(cancellationToken), _mouth.OpenAsync(cancellationToken));
        foreach (Reply reply in await _thinking.PrepareOpeningAsync(cancellationToken))
        {
            if (reply is Reply.Say say)
                await _mouth.PrepareAsync(say.Text, cancellationToken);
        }

        _mouth.KeepReady(_texts.Phrases.Trouble);
        if (_setup.Answering.Action is AnsweringAction.LeaveMessage && _message is not null)
            await _mouth.PrepareAsync(_message, cancellationToken);
    }

    /// <summary>What was used while it rang, where somebody spoke before the answer and was listened to; otherwise nothing.</summary>
    public IReadOnlyList<EngineUsage> UsageBeforeAnswer => _early is { HasListened: true } ? Used() : [];

    /// <summary>Listens to what the line plays before the answer, for announcements of the network; asked for when that begins. Opens ears only once somebody speaks.</summary>
    public ICallAudio ListenBeforeAnswer() => _early ??= new AnnouncementListener(_setup, _voiceActivity, _logger);

    /// <summary>
    /// The ringing is over: where nobody was reached and the carrier does not say definitely why, what the network announced tells. For the last words of it this waits two
    /// seconds at the most; an answer does not wait.
    /// </summary>
    public async Task<LegAnswer> ExplainAsync(LegAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (_early is not { } early)
            return answer;
        LegAnswer explained = await early.ExplainAsync(answer);
        // What it has in its memory is not needed for the conversation; that it may take a moment to close delays nobody.
        if (explained.IsAnswered)
            (_early, _earlyClosing) = (null, early.DisposeAsync().AsTask());
        return explained;
    }

    /// <summary>
    /// Talks on an answered leg until the call is over, hangs the leg up, and finalises recording and transcript within a
    /// second. Never throws for anything the call does.
    /// </summary>
    /// <param name="leg">An answered leg; this conversation ends it.</param>
    /// <param name="hangUp">Cancelled when somebody hangs up through the API or the node shuts down.</param>
    /// <exception cref="InvalidOperationException"><see cref="PrepareAsync"/> has not run.</exception>
    public async Task<ConversationResult> RunAsync(ICallLeg leg, CancellationToken hangUp)
    {
        ArgumentNullException.ThrowIfNull(leg);
        Ears ears = _ears ?? throw new InvalidOperationException("Prepare the conversation before running it.");
        long answered = _setup.Time.GetTimestamp();
        TimeSpan SinceAnswer() => _setup.Time.GetElapsedTime(answered);

        using TranscriptFile? transcript = OpenTranscript();
        StereoRecorder? recorder = OpenRecorder();
        var machine = new ConversationMachine(Rules());
        var backdrop = new Backdrop(_setup.Agent.Sounds);
        var line = new CallLine(_playout, backdrop, ears, recorder, _clock, SinceAnswer, _inputs.Writer);
        var handover = new Handover(leg, line, _setup.Transfer, _setup.Time, _inputs.Writer);
        var loop = new ConversationLoop(machine, _inputs.Reader, leg, ears, _mouth, _playout, _mind, _thinking, handover, backdrop)
        {
            OnEvent = e => Guard("telling of an event", () => _setup.OnEvent?.Invoke(e)),
            OnLine = (position, said) =>
            {
                Guard("the transcript", () => transcript?.Keep(position, said));
                Guard("telling of a line", () => _setup.OnLine?.Invoke(position, said));
            },
        };

        await using ITimer timer = _setup.Time.CreateTimer(_ => Tell(new ConversationInput.Tick()), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Tell(new ConversationInput.Answered());
        leg.Attach(line);
        await using CancellationTokenRegistration asked = hangUp.Register(() => Tell(new ConversationInput.HangUpRequested()));
        Task watching = WatchAsync(leg);

        await loop.RunAsync(timer, SinceAnswer);
        await FinaliseAsync(recorder, loop.HangUp);
        _logger.Ended(_setup.CallId, machine.Why);
        return Result(machine, loop.Transcript);
    }

    /// <summary>Frees what <see cref="PrepareAsync"/> opened. Safe after <see cref="RunAsync"/> and instead of it.</summary>
    public ValueTask DisposeAsync() => new(_closing ??= CloseAsync());

    private async Task OpenEarsAsync(CancellationToken cancellationToken) =>
        _ears = await Ears.OpenAsync(_setup, _voiceActivity, _clock, _inputs.Writer, EarsFailed, cancellationToken);

    /// <summary>Nobody waits for it, and what fails here fails again, and is told, when the model is asked.</summary>
    private async Task ConnectModelAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Mind.UsesModel(_setup.Agent) && _setup.Model?.GetService(typeof(ModelConnection)) is ModelConnection connection)
                await connection.OpenAsync(cancellationToken);
        }
        catch (Exception)
        {
        }
    }

    private async Task CloseAsync()
    {
        _thinking.Dispose();
        await _mouth.DisposeAsync();
        if (_ears is { } ears)
            await ears.DisposeAsync();
        if (_early is { } early)
            await early.DisposeAsync();
        await _earlyClosing;
    }

    private ConversationRules Rules() => new(
        TurnPolicy.From(_setup.Agent.Turns, _setup.Agent.Language, _setup.SpeechToText.Capabilities.TimeToFinal99), TimeSpan.FromSeconds(_setup.Agent.Turns.MaxCallSeconds), _texts.Phrases.Trouble)
    {
        Answering = _setup.Answering with { Message = _message },
        Redact = _setup.Agent.Listening.Redact,
        ThinksAhead = () => _setup.Agent.Turns.PreemptiveReplies && _mind.ThinksAhead,
        Fillers = _texts.Phrases.Fillers,
        FillerDelay = TimeSpan.FromMilliseconds(_setup.Agent.Sounds.FillerMilliseconds),
    };

    private ConversationResult Result(ConversationMachine machine, IReadOnlyList<TranscriptLine> transcript) => new()
    {
        Transcript = transcript,
        End = machine.Why,
        Disposition = machine.Disposition,
        Fields = _mind.Record.Fields,
        ToolCalls = [.. _mind.Record.ToolCalls.Select(machine.Dated)],
        Callback = _mind.Record.Callback,
        OptedOut = _mind.Record.OptedOut,
        AnsweredBy = machine.AnsweredBy.Kind,
        AnsweredByConfidence = machine.AnsweredBy.Confidence,
        Duration = machine.Duration,
        Metrics = machine.Metrics,
        Usage = Used(),
    };

    private IReadOnlyList<EngineUsage> Used() => _setup.Usage?.Read() ?? [];

    private async Task WatchAsync(ICallLeg leg)
    {
        LegEnding ending = await leg.Ended;
        Tell(new ConversationInput.LegOver(ending.By switch
        {
            LegEndedBy.Line => ConversationEnd.LineLost,
            LegEndedBy.Local => ConversationEnd.HungUpByApi,
            _ => ConversationEnd.PersonHungUp,
        }));
    }

    private async Task FinaliseAsync(StereoRecorder? recorder, Task hangUp)
    {
        Task closing = DisposeAsync().AsTask();
        Task recording = recorder?.CompleteAsync().AsTask() ?? Task.CompletedTask;
        await Task.WhenAll(Limited("the recording", recording), Limited("the hang-up", hangUp), Limited("ears and mouth", closing));
    }

    private async Task Limited(string what, Task work)
    {
        try
        {
            await work.WaitAsync(FinaliseLimit, _setup.Time);
        }
        // The call is over; what it left behind is kept.
        catch (Exception e)
        {
            _logger.Unfinished(e, _setup.CallId, what);
        }
    }

    private TranscriptFile? OpenTranscript()
    {
        TranscriptFile? file = null;
        Guard("the transcript", () => file = _setup.TranscriptPath is { } path ? new TranscriptFile(path) : null);
        return file;
    }

    private StereoRecorder? OpenRecorder()
    {
        StereoRecorder? recorder = null;
        Guard("the recording", () => recorder = _setup.RecordingPath is { } path ? new StereoRecorder(path) : null);
        return recorder;
    }

    private void Guard(string what, Action work)
    {
        try
        {
            work();
        }
        // The talk goes on without it.
        catch (Exception e)
        {
            _logger.Unfinished(e, _setup.CallId, what);
        }
    }

    private void Began(Utterance utterance, long sample) =>
        Tell(new ConversationInput.UtteranceBegan(utterance.Id, _clock.At(sample), utterance.EngineTime));

    private void Closed(Utterance utterance, long sample) =>
        Tell(new ConversationInput.UtteranceClosed(utterance.Id, utterance.Heard, _clock.At(sample)));

    private void VoiceFailed(Exception e)
    {
        _logger.VoiceFailed(e, _setup.CallId);
        Tell(new ConversationInput.EngineFailed(ConversationEnd.TextToSpeechFailed) { CanApologise = _mouth.HasKept(_texts.Phrases.Trouble) });
    }

    private void EarsFailed(Exception e)
    {
        _logger.EarsFailed(e, _setup.CallId);
        Tell(new ConversationInput.EngineFailed(ConversationEnd.SpeechToTextFailed));
    }

    private void Tell(ConversationInput input) => _inputs.Writer.TryWrite(input);
}
