namespace Futwork.Realtime.Turns;

/// <summary>The pitches a caller speaks at, in semitones above 1 Hz: a histogram that slowly forgets.</summary>
internal sealed class VoiceRange
{
    private const double StepsPerSemitone = 2;
    private const int Memory = 2500;
    private const int Enough = 10;
    private const double Octave = 12;
    private const double OctaveError = 8;
    private readonly int[] _counts = new int[(int)((VoicePitch.Highest - VoicePitch.Lowest) * StepsPerSemitone) + 2];
    private int _total;

    /// <summary>How many pitches it knows.</summary>
    public int Count => _total;

    /// <summary>Adds a pitch, and returns it; an octave lower or higher when it was mistaken for its double or half.</summary>
    public double Learn(double pitch)
    {
        pitch = Fold(pitch);
        _counts[Math.Clamp((int)((pitch - VoicePitch.Lowest) * StepsPerSemitone), 0, _counts.Length - 1)]++;
        if (++_total < Memory)
            return pitch;
        _total = 0;
        for (int i = 0; i < _counts.Length; i++)
            _total += _counts[i] /= 2;
        return pitch;
    }

    /// <summary>The pitch below which a share of them lies.</summary>
    public double At(double share)
    {
        double left = share * _total;
        for (int i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] > 0 && left <= _counts[i])
                return VoicePitch.Lowest + ((i + (left / _counts[i])) / StepsPerSemitone);
            left -= _counts[i];
        }

        return VoicePitch.Highest;
    }

    private double Fold(double pitch)
    {
        if (_total < Enough)
            return pitch;
        double off = pitch - At(0.5);
        return off > OctaveError ? pitch - Octave : off < -OctaveError ? pitch + Octave : pitch;
    }
}
