namespace Futwork.Realtime.Turns;

/// <summary>A tone was heard, from one sample of the call to another.</summary>
internal delegate void ToneFound(double hertz, long start, long end);

/// <summary>
/// Finds stretches of a single steady frequency (beeps, special information tones, busy tones) in the sound of a call: blocks
/// that are one sine and nothing else, one after the other, of the same frequency. Allocates nothing while it listens.
/// </summary>
internal sealed class ToneDetector(ToneFound found)
{
    /// <summary>Samples in a block: 16 ms at 8 kHz.</summary>
    public const int BlockSamples = 128;

    /// <summary>Vowels hold one frequency for two or three blocks; tones are longer than that.</summary>
    private const int FewestBlocks = 5;

    private const double Drift = 0.02;

    private readonly short[] _block = new short[BlockSamples];
    private int _filled;
    private long _position;
    private long _start;
    private int _blocks;
    private double _sum;

    /// <summary>Takes the next sound, any length.</summary>
    public void Hear(ReadOnlySpan<short> sound)
    {
        while (!sound.IsEmpty)
        {
            int count = Math.Min(sound.Length, BlockSamples - _filled);
            sound[..count].CopyTo(_block.AsSpan(_filled));
            sound = sound[count..];
            _filled += count;
            if (_filled < BlockSamples)
                return;
            _filled = 0;
            Take(Sine.In(_block));
            _position += BlockSamples;
        }
    }

    private void Take(Sine sine)
    {
        bool goesOn = _blocks > 0 && sine.IsPure && Math.Abs(sine.Hertz - (_sum / _blocks)) <= Drift * sine.Hertz;
        if (!goesOn)
        {
            if (_blocks >= FewestBlocks)
                found(_sum / _blocks, _start, _position);
            (_blocks, _sum, _start) = (0, 0, _position);
        }

        if (!sine.IsPure)
            return;
        _blocks++;
        _sum += sine.Hertz;
    }
}
