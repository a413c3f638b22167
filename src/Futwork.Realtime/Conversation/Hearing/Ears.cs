using System.Threading.Channels;
using Futwork.Realtime.Conversation.Machine;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Turns;

namespace Futwork.Realtime.Conversation.Hearing;

/// <summary>The ears of one call: voice activity and the recogniser, reported as inputs to the conversation.</summary>
internal sealed class Ears : IAsyncDisposable
{
    private readonly IRecognition _recognition;
    private readonly CallClock _clock;
    private readonly ChannelWriter<ConversationInput> _inputs;
    private readonly ToneDetector _tones;
    private readonly VoiceStream _voice;
    private readonly Action<Exception> _failed;
    private readonly Task _reading;
    private Task? _closing;
    private bool _speech;

    private Ears(IRecognition recognition, VoiceActivityPump pump, CallClock clock, ChannelWriter<ConversationInput> inputs, Action<Exception> failed)
    {
        (_recognition, _clock, _inputs, _failed) = (recognition, clock, inputs, failed);
        _tones = new ToneDetector((hertz, start, end) => _inputs.TryWrite(new ConversationInput.ToneHeard(new Tone(hertz, _clock.At(start), _clock.At(end)))));
        _voice = pump.Open(Listen, Changed, failed);
        _reading = ReadAsync();
    }

    /// <summary>Opens them.</summary>
    /// <exception cref="SpeechException">The engine cannot start.</exception>
    public static async Task<Ears> OpenAsync(
        ConversationSetup setup, VoiceActivityPump pump, CallClock clock, ChannelWriter<ConversationInput> inputs, Action<Exception> failed, CancellationToken cancellationToken)
    {
        RecognitionOptions options = setup.Agent.Listening.Options(setup.Agent.Language);
        return new Ears(await setup.SpeechToText.OpenAsync(options, cancellationToken), pump, clock, inputs, failed);
    }

    /// <summary>Takes a frame; called by the media clock.</summary>
    public void Hear(ReadOnlySpan<short> frame) => _voice.Hear(frame);

    public void Expect(Expectation expectation) => Guard(() => _recognition.Expect(expectation));

    /// <summary>The sound ends here: what was said so far is all.</summary>
    public void EndListening()
    {
        _voice.Dispose();
        if (_speech)
            Guard(_recognition.SpeechEnded);
        _speech = false;
    }

    /// <summary>Lets the engine go; nothing more is heard. Safe to call again.</summary>
    public ValueTask DisposeAsync() => new(_closing ??= CloseAsync());

    private async Task CloseAsync()
    {
        _voice.Dispose();
        await _recognition.DisposeAsync();
        await _reading;
    }

    private void Listen(ReadOnlySpan<short> sound)
    {
        _recognition.Write(sound);
        _tones.Hear(sound);
    }

    private void Changed(VoiceStream voice, VoiceChange change)
    {
        VoiceGate gate = voice.Gate;
        // Told first: an engine may have its words ready before it returns.
        _inputs.TryWrite(change switch
        {
            VoiceChange.Started => new ConversationInput.SpeechBegan(_clock.At(gate.StartSample)),
            VoiceChange.Levelled => new ConversationInput.SpeechLevel(voice.LevelDbfs),
            VoiceChange.Hums => new ConversationInput.SpeechHums(true),
            VoiceChange.Speaks => new ConversationInput.SpeechHums(false),
            VoiceChange.Dipped => new ConversationInput.SpeechDipped(_clock.At(gate.EndSample)),
            VoiceChange.Rose => new ConversationInput.SpeechRose(),
            _ => new ConversationInput.SpeechEnded(_clock.At(gate.EndSample), voice.Melody.Score),
        });
        _speech = gate.IsOpen;
        if (change is VoiceChange.Started)
            _recognition.SpeechStarted((int)(gate.Position - gate.StartSample));
        if (change is VoiceChange.Ended)
            _recognition.SpeechEnded();
    }

    private double? LevelOf(IReadOnlyList<RecognisedWord> words) => words is [var first, .., var last] ? _voice.LevelOf(first.StartSample, last.EndSample)
        : words is [var only] ? _voice.LevelOf(only.StartSample, only.EndSample)
        : null;

    private void Guard(Action work)
    {
        try
        {
            work();
        }
        // Whatever a vendor throws, the conversation must end in order.
        catch (Exception e)
        {
            _failed(e);
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await _recognition.Results.WaitToReadAsync())
            {
                while (_recognition.Results.TryRead(out RecognitionResult? result))
                    _inputs.TryWrite(new ConversationInput.Recognised(result, LevelOf(result.Words)));
            }
        }
        // Whatever a vendor throws, the conversation must end in order.
        catch (Exception e)
        {
            _failed(e);
        }
    }
}
