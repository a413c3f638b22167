using Futwork.Realtime;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Metering;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Telephony;
using Futwork.Realtime.Turns;
using Microsoft.Extensions.AI;
using Talk = Futwork.Realtime.Conversation.Conversation;

namespace Futwork.Tests.Support;

/// <summary>
/// A whole conversation in virtual time: frames, voice activity, timers and engines are driven millisecond by millisecond on
/// one thread. Its time 0 is the answer.
/// </summary>
public sealed class VirtualCall : IDisposable
{
    private const short PersonLoudness = 8000;

    private readonly SingleThread _thread = new();
    private readonly VoiceActivityPump _pump = new(() => IsLoud, threads: 0);
    private readonly List<(int Start, int End)> _speech = [];
    private readonly List<(int Start, int End, double Hertz)> _tones = [];
    private readonly List<(int Start, short[] Pcm)> _sounds = [];
    private readonly SortedDictionary<int, List<Action>> _plan = [];
    private readonly List<(short Word, int Samples)> _onTheLine = [];
    private readonly CancellationTokenSource _hangUp = new();
    private bool _wasSilent;
    private Task<ConversationResult>? _running;
    private int _now;

    public VirtualCall()
    {
        Ears = new ScriptedEars(Time);
        Voice = new ScriptedVoice(Time);
    }

    public FakeTime Time { get; } = new();

    /// <summary>Milliseconds since the answer.</summary>
    public int Now => _now;

    public ScriptedEars Ears { get; }

    public ScriptedVoice Voice { get; }

    public ScriptedLeg Leg { get; } = new();

    /// <summary>What happened, with the time in milliseconds.</summary>
    public List<(int At, ConversationEventKind Kind, string? Text)> Events { get; } = [];

    /// <summary>The lines of the transcript as they were told, with their positions; those that changed, more than once.</summary>
    public List<(int Position, string Text)> Lines { get; } = [];

    /// <summary>The milliseconds in which the agent's voice was on the line: start and end of each stretch.</summary>
    public List<(int Start, int End)> AgentSound { get; } = [];

    /// <summary>The words of the agent whose sound went out to the last sample, in order.</summary>
    public string WordsOnTheLine => string.Join(' ', _onTheLine.Where(w => w.Samples >= Voice.WordSamples).Select(w => Voice.WordOf(w.Word)));

    /// <summary>
    /// The agent gives way by degrees, as it is set to. Otherwise it pauses at the first sound and never speaks softly, so that each word on the line
    /// can be told from the others by its samples.
    /// </summary>
    public bool GivesWayByDegrees { get; init; }

    public Dictionary<string, string> Variables { get; } = [];

    public IChatClient? Model { get; set; }

    /// <summary>What listens instead of <see cref="Ears"/>, such as a wrapper around them.</summary>
    public ISpeechToText? OtherEars { get; set; }

    /// <summary>What speaks instead of <see cref="Voice"/>.</summary>
    public ITextToSpeech? OtherVoice { get; set; }

    /// <summary>Counts what the engines do.</summary>
    public UsageMeter? Usage { get; set; }

    public AnsweringPolicy Answering { get; set; } = new();

    /// <summary>The servers that tools call.</summary>
    public HttpMessageInvoker? Http { get; set; }

    /// <summary>How the person is handed over.</summary>
    public TransferLine? Transfer { get; set; }

    public string? TranscriptPath { get; init; }

    public string? RecordingPath { get; init; }

    /// <summary>The phone rings, in <see cref="PlayAsync"/>, until this is over.</summary>
    public Func<Task> Ringing { get; init; } = () => Task.CompletedTask;

    /// <summary>Watches, besides <see cref="Events"/>.</summary>
    public Action<ConversationEvent>? OnEvent { get; init; }

    /// <summary>The person speaks these words from one millisecond to another; null is a sound without words.</summary>
    public VirtualCall Says(int from, int to, string? words, double confidence = 1)
    {
        _speech.Add((from, to));
        Ears.Script.Enqueue(new RecognitionResult(words ?? "", true, confidence));
        return this;
    }

    /// <summary>This sound comes down the line from a millisecond on, for ears that understand sound.</summary>
    public VirtualCall Sounds(int from, short[] pcm)
    {
        _sounds.Add((from, pcm));
        return this;
    }

    /// <summary>A tone comes down the line, such as the beep of an answering machine. To voice activity it is as loud as speech.</summary>
    public VirtualCall Beeps(int from, int to, double hertz)
    {
        _tones.Add((from, to, hertz));
        Ears.Script.Enqueue(new RecognitionResult("", true));
        return this;
    }

    /// <summary>Something happens at a millisecond.</summary>
    public VirtualCall At(int millisecond, Action action)
    {
        if (!_plan.TryGetValue(millisecond, out List<Action>? actions))
            _plan[millisecond] = actions = [];
        actions.Add(action);
        return this;
    }

    public VirtualCall Presses(int millisecond, char key) => At(millisecond, () => Leg.Audio!.OnDigit(key));

    public VirtualCall PersonHangsUp(int millisecond) => At(millisecond, () => Leg.End(LegEndedBy.Remote));

    public VirtualCall ApiHangsUp(int millisecond) => At(millisecond, _hangUp.Cancel);

    /// <summary>Plays the call to its end.</summary>
    public ConversationResult Play(AgentDefinition agent, int limitMilliseconds = 120_000)
    {
        Talk talk = Prepare(agent);
        _thread.Run(() => _running = talk.RunAsync(Leg, _hangUp.Token));
        for (_now = 0; !_running!.IsCompleted; _now++)
        {
            (_now < limitMilliseconds).ShouldBeTrue($"the call should be over after {limitMilliseconds} ms");
            Millisecond();
        }

        return _running.Completed();
    }

    /// <summary>Plays the call to its end while real sockets do their part: after each frame it waits for the next tick.</summary>
    public async Task<ConversationResult> PlayAsync(AgentDefinition agent, PeriodicTimer tick, int limitMilliseconds = 120_000)
    {
        Talk talk = Make(agent);
        Task? preparing = null;
        _thread.Run(() => preparing = talk.PrepareAsync(CancellationToken.None));
        for (; !preparing!.IsCompleted; await tick.WaitForNextTickAsync())
            _thread.Run(() => Time.Advance(1));
        await preparing;
        await Ringing();
        _thread.Run(() => _running = talk.RunAsync(Leg, _hangUp.Token));
        for (_now = 0; !_running!.IsCompleted; _now++)
        {
            (_now < limitMilliseconds).ShouldBeTrue($"the call should be over after {limitMilliseconds} ms");
            Millisecond();
            if (_now % PhoneAudio.FrameMilliseconds == 0)
                await tick.WaitForNextTickAsync();
        }

        return await _running;
    }

    public void Dispose()
    {
        _pump.Dispose();
        _hangUp.Dispose();
    }

    private static AgentDefinition AtOnce(AgentDefinition agent) => agent with
    {
        Turns = agent.Turns with { Interruption = agent.Turns.Interruption with { ConfirmedMilliseconds = 0, SoftenDecibels = 0 } },
    };

    private static float IsLoud(ReadOnlySpan<short> chunk) => chunk.ContainsAnyExcept((short)0) ? 1 : 0;

    private Talk Make(AgentDefinition agent) => new(
        new ConversationSetup
        {
            CallId = Guid.Empty,
            Agent = GivesWayByDegrees ? agent : AtOnce(agent),
            Variables = Variables,
            SpeechToText = OtherEars ?? Ears,
            TextToSpeech = OtherVoice ?? Voice,
            Model = Model,
            Usage = Usage,
            Answering = Answering,
            Http = Http,
            Transfer = Transfer,
            Time = Time,
            TranscriptPath = TranscriptPath,
            RecordingPath = RecordingPath,
            OnEvent = Happened,
            OnLine = (position, line) => Lines.Add((position, line.Text)),
        },
        _pump);

    private Talk Prepare(AgentDefinition agent)
    {
        Talk talk = Make(agent);
        Task? preparing = null;
        _thread.Run(() => preparing = talk.PrepareAsync(CancellationToken.None));
        while (!preparing!.IsCompleted)
            _thread.Run(() => Time.Advance(1));
        preparing.Completed();
        return talk;
    }

    private void Happened(ConversationEvent e)
    {
        Events.Add(((int)e.At.TotalMilliseconds, e.Kind, e.Text));
        OnEvent?.Invoke(e);
    }

    private void Millisecond()
    {
        if (_plan.TryGetValue(_now, out List<Action>? actions))
            actions.ForEach(_thread.Run);
        if (_now % PhoneAudio.FrameMilliseconds == 0 && !Leg.Ended.IsCompleted)
            _thread.Run(Frame);
        _thread.Run(() => Time.Advance(1));
    }

    private void Frame()
    {
        Span<short> heard = stackalloc short[PhoneAudio.FrameSamples];
        Span<short> say = stackalloc short[PhoneAudio.FrameSamples];
        for (int i = 0; i < heard.Length; i++)
            heard[i] = Sample((_now * PhoneAudio.SampleRate / 1000) + i);
        Leg.Audio!.OnFrame(heard, say);
        _pump.PumpNow();
        NoteSound(say);
    }

    private short Sample(int sample)
    {
        double at = sample * 1000d / PhoneAudio.SampleRate;
        foreach ((int start, short[] pcm) in _sounds)
        {
            int index = sample - (start * PhoneAudio.SampleRate / 1000);
            if (index >= 0 && index < pcm.Length)
                return pcm[index];
        }

        if (_tones.Find(t => t.Start <= at && at < t.End) is { Hertz: > 0 } tone)
            return (short)(PersonLoudness * Math.Sin(Math.Tau * tone.Hertz * sample / PhoneAudio.SampleRate));
        return _speech.Exists(s => s.Start <= (int)at && (int)at < s.End) ? PersonLoudness : (short)0;
    }

    private void NoteSound(ReadOnlySpan<short> say)
    {
        foreach (short sample in say)
            NoteWord(sample);
        int first = say.IndexOfAnyExcept((short)0);
        if (first < 0)
            return;
        int from = _now + (first / 8), to = _now + ((say.LastIndexOfAnyExcept((short)0) + 1) / 8);
        if (AgentSound.Count > 0 && AgentSound[^1].End >= from)
            AgentSound[^1] = (AgentSound[^1].Start, to);
        else
            AgentSound.Add((from, to));
    }

    /// <summary>After a pause a word whose place is known is heard again from its beginning.</summary>
    private void NoteWord(short sample)
    {
        bool afresh = _wasSilent && Voice.Capabilities.WordTimings;
        _wasSilent = sample == 0;
        if (sample == 0)
            return;
        if (!afresh && _onTheLine.Count > 0 && _onTheLine[^1].Word == sample)
            _onTheLine[^1] = (sample, _onTheLine[^1].Samples + 1);
        else
            _onTheLine.Add((sample, 1));
    }
}
