using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Telephony;
using Futwork.Realtime.Turns;
using Microsoft.Extensions.Logging;

namespace Futwork.Realtime.Conversation.Answering;

/// <summary>
/// Listens before the answer for what networks say instead of one. Ears of its own are opened once somebody speaks, and closed when they know enough or were paid for long
/// enough. It says nothing, keeps no words but those that it needs to decide, and its failures are the call's never.
/// </summary>
internal sealed class AnnouncementListener : ICallAudio, IAsyncDisposable
{
    /// <summary>What ears are given at the most: an announcement comes at once, a caller tune lasts until the answer.</summary>
    private static readonly int MostSound = PhoneAudio.Samples(TimeSpan.FromSeconds(20));

    /// <summary>How long the last words are waited for: the attempt often ends with the announcement.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private static readonly RecognitionResult NoWords = new("", true);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _over = new();
    private readonly UnansweredSound _sound = new();
    private readonly AnnouncementWords _words = new();
    private readonly ConversationSetup _setup;
    private readonly ILogger _logger;
    private readonly VoiceStream _voice;
    private Task? _listening;
    private IRecognition? _ears;
    private long _offset;
    private int _left = MostSound;
    private bool _speaks;
    private bool _isOver;

    public AnnouncementListener(ConversationSetup setup, VoiceActivityPump voiceActivity, ILogger logger)
    {
        (_setup, _logger) = (setup, logger);
        _voice = voiceActivity.Open(Listen, Changed, Failed);
    }

    /// <summary>Somebody spoke, and ears were asked for.</summary>
    public bool HasListened => _listening is not null;

    public void OnFrame(ReadOnlySpan<short> heard, Span<short> say)
    {
        if (!Volatile.Read(ref _isOver))
            _voice.Hear(heard);
    }

    public void OnDigit(char digit) => _ = digit;

    /// <summary>The ringing is over. Where the carrier is vague, the last words are waited for, and what the network announced decides.</summary>
    public async Task<LegAnswer> ExplainAsync(LegAnswer answer)
    {
        // Not under the gate, for which the thread of the voice activity may wait.
        _voice.Dispose();
        Task? listening;
        lock (_gate)
        {
            EndSound();
            listening = _listening;
        }

        if (answer.IsVague && listening is not null)
            await FinishAsync(listening);
        _over.Cancel();
        return answer.IsAnswered ? answer : Explained(answer);
    }

    public async ValueTask DisposeAsync()
    {
        _voice.Dispose();
        _over.Cancel();
        if (_listening is { } listening)
            await listening;
        _over.Dispose();
    }

    private async Task FinishAsync(Task listening)
    {
        try
        {
            await listening.WaitAsync(LastWords, _setup.Time);
        }
        catch (TimeoutException)
        {
            // What was understood by now counts.
        }
    }

    private LegAnswer Explained(LegAnswer answer)
    {
        NetworkAnnouncement? announcement;
        lock (_gate)
            announcement = _words.Announcement;
        if (announcement is { } kind)
            _logger.Announced(_setup.CallId, kind);
        return answer.Hearing(announcement);
    }

    private void Listen(ReadOnlySpan<short> sound)
    {
        lock (_gate)
        {
            if (_isOver)
                return;
            _sound.Write(sound);
            if (_ears is null)
                return;
            _ears.Write(sound);
            _left -= sound.Length;
            if (_left <= 0)
                EndSound();
        }
    }

    private void Changed(VoiceStream voice, VoiceChange change)
    {
        lock (_gate)
        {
            if (_isOver)
                return;
            if (change is VoiceChange.Started)
                SpeechBegan((int)(voice.Gate.Position - voice.Gate.StartSample));
            else if (change is VoiceChange.Ended)
                SpeechEnded();
            // A third of a second of it: a click is worth no ears, and a ringing tone is no speech.
            else if (change is VoiceChange.Levelled)
                _listening ??= ListenAsync();
        }
    }

    private void SpeechBegan(int samplesAgo)
    {
        _speaks = true;
        _sound.Started(samplesAgo);
        _ears?.SpeechStarted(samplesAgo);
    }

    private void SpeechEnded()
    {
        _speaks = false;
        _sound.Ended();
        _ears?.SpeechEnded();
        if (_listening is null)
            _sound.Answered(NoWords, offset: 0);
    }

    /// <summary>No more sound is listened to; words that are owed may still come.</summary>
    private void EndSound()
    {
        if (_isOver)
            return;
        if (_speaks)
            SpeechEnded();
        _isOver = true;
        if (_sound.Owed == 0)
            _over.Cancel();
    }

    private async Task ListenAsync()
    {
        // The thread of the voice activity serves all calls.
        await Task.Yield();
        try
        {
            RecognitionOptions options = _setup.Agent.Listening.Options(_setup.Agent.Language) with { Initial = AnnouncementPhrases.Expected };
            await using IRecognition ears = await _setup.SpeechToText.OpenAsync(options, _over.Token);
            Give(ears);
            await ReadAsync(ears);
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            // Nobody needs to know any more.
        }
        // Whatever a vendor throws, the call goes on as if nobody had listened.
        catch (Exception e)
        {
            _logger.AnnouncementMissed(e, _setup.CallId);
        }
        finally
        {
            Close();
        }
    }

    /// <summary>They are given all that was said while they were opened.</summary>
    private void Give(IRecognition ears)
    {
        lock (_gate)
        {
            _offset = _sound.Replay(ears);
            _left -= (int)(_sound.Position - _offset);
            _ears = ears;
        }
    }

    private async Task ReadAsync(IRecognition ears)
    {
        while (await ears.Results.WaitToReadAsync(_over.Token))
        {
            while (ears.Results.TryRead(out RecognitionResult? result))
            {
                if (IsEnough(result))
                    return;
            }
        }
    }

    /// <summary>The result tells what was announced, or is the last that is owed.</summary>
    private bool IsEnough(RecognitionResult result)
    {
        lock (_gate)
        {
            _sound.Answered(result, _offset);
            _words.Heard(result);
            return (result.IsFinal && _words.Announcement is not null) || (_isOver && _sound.Owed == 0);
        }
    }

    private void Close()
    {
        _voice.Dispose();
        lock (_gate)
            (_isOver, _ears) = (true, null);
    }

    private void Failed(Exception e)
    {
        _logger.AnnouncementMissed(e, _setup.CallId);
        _over.Cancel();
    }
}
