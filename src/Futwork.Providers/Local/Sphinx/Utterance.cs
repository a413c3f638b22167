namespace Futwork.Providers.Local.Sphinx;

/// <summary>The sound of one utterance while it grows: written by the call, read by the recogniser.</summary>
internal sealed class Utterance
{
    /// <summary>Longer ones are cut: nobody speaks so long without a pause, a noise may.</summary>
    public const int LongestSamples = 30 * 8000;

    private readonly Lock _lock = new();
    private short[] _samples = new short[4 * 8000];
    private int _count;

    /// <summary>When it ended, by the clock's timestamp.</summary>
    public long EndedAt { get; set; }

    /// <summary>Adds sound to it.</summary>
    /// <returns>How many samples it holds.</returns>
    public int Append(ReadOnlySpan<short> pcm)
    {
        lock (_lock)
        {
            pcm = pcm[..Math.Min(pcm.Length, LongestSamples - _count)];
            if (_count + pcm.Length > _samples.Length)
                Array.Resize(ref _samples, Math.Min(LongestSamples, Math.Max(2 * _samples.Length, _count + pcm.Length)));
            pcm.CopyTo(_samples.AsSpan(_count));
            return _count += pcm.Length;
        }
    }

    /// <summary>A copy of the sound from a sample on.</summary>
    public short[] From(int sample)
    {
        lock (_lock)
            return _samples[sample.._count];
    }
}
