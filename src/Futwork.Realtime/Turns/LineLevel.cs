using Futwork.Realtime.Audio;

namespace Futwork.Realtime.Turns;

/// <summary>
/// How loud the line is: the noise under it, the speech over that noise, and each of the last seconds, so that words can be told a level once
/// they are known. Told every chunk; for one thread at a time.
/// </summary>
internal sealed class LineLevel
{
    /// <summary>Chunks remembered: 16 s.</summary>
    private const int Memory = 512;

    // A door that slams is not the noise of the line, and no estimate of that takes more than 6 dB off a voice.
    private const double NoiseFalls = 0.3, NoiseRises = 0.02, LeastOfMean = 0.25;

    // Speech rises at once and falls by half in a third of a second.
    private const double SpeechRises = 0.5, SpeechFalls = 0.06;

    // Silence is 5 dB over the noise where speech is 10 dB louder than that, and 25 dB under the speech on a clean line.
    private const double OverNoise = 3, UnderSpeech = 0.1, CleanLine = 0.003;

    // What is 10 dB under the loudest of some words is the space between them.
    private const double OfLoudest = 0.1;
    private const float Silence = 0.1f;

    // A quarter of a second before the detector is sure, 6 dB over the noise.
    private const int MostBefore = 8;
    private const double BeforeOverNoise = 4;

    private readonly double[] _powers = new double[Memory];
    private long _chunks;
    private double _noise;
    private double _speech;

    /// <summary>How much more power a chunk has than the noise of the line; 0 as long as that is not known.</summary>
    public double RatioToNoise(ReadOnlySpan<short> chunk) => _noise > 0 ? Power(chunk) / _noise : 0;

    /// <summary>Takes the next chunk.</summary>
    /// <param name="chunk">The sound.</param>
    /// <param name="probability">How likely it is speech.</param>
    /// <param name="isOpen">Speech was going on before it.</param>
    /// <returns>It is too faint to be more of that speech, whatever the detector, which is slow to let go, makes of it.</returns>
    public bool Hear(ReadOnlySpan<short> chunk, float probability, bool isOpen)
    {
        double power = Power(chunk);
        _powers[_chunks++ % Memory] = power;
        if (!isOpen && probability < Silence)
            _noise += (power < _noise ? NoiseFalls : NoiseRises) * (power - _noise);
        bool isFaint = isOpen && power < Math.Max(Math.Min(OverNoise * _noise, UnderSpeech * _speech), CleanLine * _speech);
        if (probability >= VoiceGate.On && !isFaint)
            _speech += (power > _speech ? SpeechRises : SpeechFalls) * (power - _speech);
        else if (!isOpen)
            _speech = 0;
        return isFaint;
    }

    /// <summary>
    /// How many chunks before the latest <paramref name="voiced"/> ones are sound over the noise without a gap, <see cref="MostBefore"/> at the most: the detector is slow
    /// to believe in an "s" or a soft vowel.
    /// </summary>
    public int SoundingBefore(int voiced)
    {
        int count = 0;
        while (count < MostBefore && voiced + count < Math.Min(_chunks, Memory) && _powers[(_chunks - 1 - voiced - count) % Memory] > BeforeOverNoise * _noise)
            count++;
        return _noise > 0 ? count : 0;
    }

    /// <summary>The level of what was said between two samples, in dBFS, less the noise of the line; null when that is too long ago.</summary>
    public double? Dbfs(long start, long end)
    {
        long first = start / VoiceGate.ChunkSamples, last = Math.Min(_chunks, (end + VoiceGate.ChunkSamples - 1) / VoiceGate.ChunkSamples);
        if (first < Math.Max(0, _chunks - Memory) || last <= first)
            return null;
        double loudest = 0;
        for (long i = first; i < last; i++)
            loudest = Math.Max(loudest, _powers[i % Memory]);
        (double sum, int count) = (0, 0);
        for (long i = first; i < last; i++)
        {
            if (_powers[i % Memory] >= loudest * OfLoudest)
                (sum, count) = (sum + _powers[i % Memory], count + 1);
        }

        double mean = sum / count;
        return 10 * Math.Log10(Math.Max(Math.Max(mean - _noise, mean * LeastOfMean), 1e-9));
    }

    private static double Power(ReadOnlySpan<short> chunk) => Math.Pow(10, AudioLevel.RmsDbfs(chunk) / 10);
}
