using Futwork.Realtime.Audio;

namespace Futwork.Realtime.Rtp;

/// <summary>The two tones of a key (ITU-T Q.23), for far ends that did not agree on telephone-event.</summary>
internal sealed class DtmfTone
{
    private const double Amplitude = 7000;
    private static readonly int[] Rows = [697, 770, 852, 941];
    private static readonly int[] Columns = [1209, 1336, 1477, 1633];
    private int _sample;

    /// <summary>Writes the next 20 ms of the key's tones.</summary>
    public void Write(in DigitTick tick, Span<short> frame)
    {
        if (tick.IsFirst) _sample = 0;
        var place = "123A456B789C*0#D".IndexOf(char.ToUpperInvariant(tick.Key), StringComparison.Ordinal);
        var (row, column) = (Step(Rows[place / 4]), Step(Columns[place % 4]));
        for (var i = 0; i < frame.Length; i++, _sample++)
            frame[i] = (short)(Amplitude * (Math.Sin(row * _sample) + Math.Sin(column * _sample)));
    }

    private static double Step(int hertz) => 2 * Math.PI * hertz / PhoneAudio.SampleRate;
}
