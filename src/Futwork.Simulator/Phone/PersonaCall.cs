using Futwork.Realtime.Audio;
using Futwork.Realtime.Turns;

namespace Futwork.Simulator.Phone;

/// <summary>
/// A persona on the line. The media clock only copies sound in and out; what the persona makes of it happens on the thread
/// of the voice activity pump.
/// </summary>
internal sealed class PersonaCall : ICallAudio, IDisposable
{
    private readonly TaskCompletionSource _hungUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PersonaTalk _talk;
    private readonly PersonaVoice _voice;
    private readonly Action<LineEvent, string> _tell;
    private readonly VoiceStream _heard;
    private VoiceChange _change;

    /// <summary>Is not on the line yet.</summary>
    public PersonaCall(PersonaTalk talk, PersonaVoice voice, VoiceActivityPump voiceActivity, Action<LineEvent, string> tell)
    {
        (_talk, _voice, _tell) = (talk, voice, tell);
        talk.Begin();
        _heard = voiceActivity.Open(Hear, (_, change) => Note(change), e => _hungUp.TrySetException(e));
    }

    /// <summary>Completes when the persona hangs up; faults when it failed.</summary>
    public Task HungUp => _hungUp.Task;

    /// <inheritdoc/>
    public void OnFrame(ReadOnlySpan<short> heard, Span<short> say)
    {
        _voice.Play(say);
        _heard.Hear(heard);
    }

    /// <inheritdoc/>
    public void OnDigit(char digit) => _tell(LineEvent.Digit, $"{digit}");

    /// <summary>Leaves the line.</summary>
    public void Dispose() => _heard.Dispose();

    // One chunk may change several things: how a voice sounds and how loud it is comes after its beginning, and is of no interest here.
    private void Note(VoiceChange change)
    {
        if (change is not (VoiceChange.Hums or VoiceChange.Speaks or VoiceChange.Levelled))
            _change = change;
    }

    // The pump hands over a chunk before it judges it, so a change belongs to the chunk before this one.
    private void Hear(ReadOnlySpan<short> chunk)
    {
        _talk.Hear(chunk, _change);
        _change = VoiceChange.None;
        if (_talk.HasHungUp)
            _hungUp.TrySetResult();
    }
}
