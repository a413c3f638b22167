using Futwork.Realtime.Audio;
using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Conversation;

/// <summary>
/// Carries sound and keys between the person's leg and that of whoever takes over. Both sides are served by media clocks, each in its own
/// slot and perhaps on its own thread, so each way has one writer and one reader; a side that falls behind is caught up with, so that the way never grows longer than some frames.
/// </summary>
internal sealed class Bridge(ICallLeg person, ICallLeg other) : ICallAudio
{
    private const int MostWaiting = 4 * PhoneAudio.FrameSamples;

    private readonly SoundRing _toOther = new();
    private readonly SoundRing _toPerson = new();

    /// <summary>A frame of the person's leg.</summary>
    public void OnPersonFrame(ReadOnlySpan<short> heard, Span<short> say) => Exchange(_toOther, heard, _toPerson, say);

    /// <summary>A key that the person pressed.</summary>
    public void OnPersonDigit(char digit) => other.SendDigits(digit.ToString());

    /// <inheritdoc/>
    public void OnFrame(ReadOnlySpan<short> heard, Span<short> say) => Exchange(_toPerson, heard, _toOther, say);

    /// <inheritdoc/>
    public void OnDigit(char digit) => person.SendDigits(digit.ToString());

    private static void Exchange(SoundRing away, ReadOnlySpan<short> heard, SoundRing here, Span<short> say)
    {
        away.Write(heard);
        while (here.Count > MostWaiting) here.TryRead(say);
        if (!here.TryRead(say)) say.Clear();
    }
}
