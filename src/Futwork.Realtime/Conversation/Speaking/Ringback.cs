using Futwork.Realtime.Audio;

namespace Futwork.Realtime.Conversation.Speaking;

/// <summary>What a person hears while another phone rings for them: 425 Hz, one second of five (ITU-T E.180 section 2.2 and its supplement 2).</summary>
internal sealed class Ringback
{
    private const double Hertz = 425;
    private const int Amplitude = 2500;
    private const int On = PhoneAudio.SampleRate;
    private const int Cycle = 5 * PhoneAudio.SampleRate;

    private int _at;
    private volatile bool _rings;

    /// <summary>Begins with the tone each time it is switched on.</summary>
    public bool IsRinging
    {
        get => _rings;
        set => _rings = value;
    }

    /// <summary>Adds it to a frame; called by the media clock, allocates nothing.</summary>
    public void Mix(Span<short> say)
    {
        if (!_rings)
        {
            _at = 0;
            return;
        }

        for (int i = 0; i < say.Length; i++, _at = (_at + 1) % Cycle)
        {
            if (_at < On)
                say[i] = (short)Math.Clamp(say[i] + (Amplitude * Math.Sin(2 * Math.PI * Hertz * _at / PhoneAudio.SampleRate)), short.MinValue, short.MaxValue);
        }
    }
}
