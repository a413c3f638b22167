namespace Futwork.Realtime.Turns;

/// <summary>
/// How the voice ends a phrase: low in the caller's own range it sounds final, kept up it sounds as if more were to come (Gravano and
/// Hirschberg, "Turn-taking cues in task-oriented dialogue", 2011). Told every chunk of the call; allocates nothing.
/// </summary>
internal sealed class PhraseMelody
{
    /// <summary>Samples from one pitch to the next: 16 ms.</summary>
    private const int Hop = 128;

    /// <summary>The last 200 ms of voiced sound are the end of a phrase.</summary>
    private const int Tail = 12;
    private const int LastOfTail = 4;
    private const int EnoughRange = 24;
    private const double UsualLow = 0.25;
    private const double Level = 0.5;
    private const double Spread = 1.5;
    private const double SteepRise = 3;

    private readonly float[] _window = new float[VoicePitch.WindowSamples];
    private readonly double[] _tail = new double[Tail];
    private readonly VoiceRange _range = new();
    private int _count;

    /// <summary>
    /// How the speech so far ends: from -1, more is to come, to 1, that was all. Semitones over the pitch that a quarter of the caller's
    /// sound is below; 0 when too little is known, and after a steep rise, which may be a question or the middle of a list.
    /// </summary>
    public double Score
    {
        get
        {
            if (_count < Tail || _range.Count < EnoughRange || Rise() >= SteepRise)
                return 0;
            return Math.Clamp((_range.At(UsualLow) + Level - Median(0, Tail)) / Spread, -1, 1);
        }
    }

    /// <summary>Takes the next <see cref="VoiceGate.ChunkSamples"/>.</summary>
    /// <param name="chunk">The sound, 8 kHz.</param>
    /// <param name="voiced">It holds speech.</param>
    /// <param name="change">What it changed: where speech begins, what was heard before belongs to another phrase.</param>
    public void Hear(ReadOnlySpan<short> chunk, bool voiced, VoiceChange change)
    {
        _count = change is VoiceChange.Started ? 0 : _count;
        for (int at = 0; at + Hop <= chunk.Length; at += Hop)
        {
            _window.AsSpan(Hop).CopyTo(_window);
            for (int i = 0; i < Hop; i++)
                _window[^(Hop - i)] = chunk[at + i];
            if (voiced && VoicePitch.Semitones(_window) is { } pitch)
                _tail[_count++ % Tail] = _range.Learn(pitch);
        }
    }

    private double Rise() => Median(Tail - LastOfTail, LastOfTail) - Median(0, Tail - LastOfTail);

    /// <summary>The median of some of the tail, which is told from its oldest on.</summary>
    private double Median(int first, int count)
    {
        Span<double> some = stackalloc double[count];
        for (int i = 0; i < count; i++)
            some[i] = _tail[(_count + first + i) % Tail];
        some.Sort();
        return (some[(count - 1) / 2] + some[count / 2]) / 2;
    }
}
