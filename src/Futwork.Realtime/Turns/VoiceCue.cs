namespace Futwork.Realtime.Turns;

/// <summary>
/// Tells a voice that speaks from one that hums, and from a noise, within a tenth of a second. A voice repeats with the period of its
/// vocal folds, however loud the noise of a cough, a sniff or a breath is, which repeats with none. The murmur of a closed mouth, "mm-hmm",
/// has its energy below some 700 Hz, as the nasal tract damps what lies above (Fant, "Acoustic Theory of Speech Production", 1960;
/// Fujimura, "Analysis of Nasal Consonants", 1962), and keeps it there: an open mouth has a second formant between 800 and 2300 Hz
/// (Peterson and Barney, 1952) that speech does not leave in one place. Told every chunk of the call; allocates nothing.
/// </summary>
internal sealed class VoiceCue
{
    // Eight decibels over the noise, the likeness of two periods falls to 0.86 from the noise alone.
    private const double OverNoise = 6.3, Voiced = 0.7;

    /// <summary>
    /// The likeness of neighbouring samples of a murmur in the telephone band: the cosine of a mean frequency of some 570 Hz. Where it is
    /// negative most of the sound lies above 2 kHz, which no voice with a pitch does.
    /// </summary>
    private const double Murmur = 0.91;

    /// <summary>A speaking voice is this much brighter.</summary>
    private const double Bright = 0.01;

    // Log odds: per chunk that is brighter or duller than a murmur by a tenth, at the most, and together at the most.
    private const double PerTenth = 2, MostOfChunk = 1, MostOfAll = 3, Hum = -1.5;

    /// <summary>
    /// What a speaking voice adds to the log odds of the detector, which is slow to believe in the beginning of a word: from its second chunk
    /// on, and only where the detector does not rule speech out, as it soon does for tones.
    /// </summary>
    private const double Speaking = 3;
    private const double LeastProbability = 1e-4;

    private readonly float[] _window = new float[VoicePitch.WindowSamples];
    private double _speaks;
    private int _speaking;

    /// <summary>What was heard since the beginning of the speech that goes on is a hum by odds of four to one and more: "mm-hmm". One dull chunk is not enough: words begin with "m", "n" and "w", too.</summary>
    public bool IsHum => _speaks <= Hum;

    /// <summary>Takes the next <see cref="VoiceGate.ChunkSamples"/>.</summary>
    /// <param name="chunk">The sound, 8 kHz.</param>
    /// <param name="overNoise">Its power over that of the line's noise.</param>
    public void Hear(ReadOnlySpan<short> chunk, double overNoise)
    {
        _window.AsSpan(chunk.Length).CopyTo(_window);
        Span<float> now = _window.AsSpan(_window.Length - chunk.Length);
        for (int i = 0; i < chunk.Length; i++)
            now[i] = chunk[i];
        bool isVoiced = overNoise >= OverNoise && VoicePitch.Periodicity(_window) >= Voiced;
        double brightness = isVoiced && Likeness(chunk) is > 0 and var alike ? Murmur - alike : 0;
        _speaking = brightness > Bright ? _speaking + 1 : 0;
        _speaks = Math.Clamp(_speaks + Math.Clamp(brightness * 10 * PerTenth, -MostOfChunk, MostOfChunk), -MostOfAll, MostOfAll);
    }

    /// <summary>Another speech begins; what was heard of it stays.</summary>
    public void Forget() => _speaks = 0;

    /// <summary>How likely the latest chunk is speech, by the detector and by how it sounds.</summary>
    public float Believe(float probability)
    {
        if (_speaking < 2)
            return probability;
        double odds = Math.Max(probability, LeastProbability) / Math.Max(1 - probability, LeastProbability) * Math.Exp(Speaking);
        return (float)(odds / (1 + odds));
    }

    private static double Likeness(ReadOnlySpan<short> chunk)
    {
        (double energy, double product) = (1, 0);
        for (int i = 1; i < chunk.Length; i++)
        {
            energy += (double)chunk[i] * chunk[i];
            product += (double)chunk[i] * chunk[i - 1];
        }

        return product / energy;
    }
}
