using Futwork.Realtime.Audio;
using Futwork.Realtime.Telephony;
using Futwork.Realtime.Turns;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>
/// Listens to what comes before the answer, for the tones by which a network says that there will be none, and lets another listen, who may understand words. It says nothing.
/// </summary>
internal sealed class EarlyEar : ICallAudio
{
    private const int MostTones = 3;

    private readonly List<Tone> _tones = new(MostTones + 1);
    private readonly ToneDetector _detector;
    private readonly ICallAudio? _listener;
    private volatile object? _announcement;

    public EarlyEar(ICallAudio? listener = null) => (_detector, _listener) = (new ToneDetector(Heard), listener);

    /// <summary>The last one heard; null when there was none.</summary>
    public NetworkAnnouncement? Announcement => (NetworkAnnouncement?)_announcement;

    public void OnFrame(ReadOnlySpan<short> heard, Span<short> say)
    {
        _detector.Hear(heard);
        _listener?.OnFrame(heard, say);
    }

    public void OnDigit(char digit) => _ = digit;

    private void Heard(double hertz, long start, long end)
    {
        if (_tones.Count == MostTones) _tones.RemoveAt(0);
        _tones.Add(new Tone(hertz, PhoneAudio.Duration(start), PhoneAudio.Duration(end)));
        if (SpecialInformation.EndOf(_tones) is { } announcement) _announcement = announcement;
    }
}
