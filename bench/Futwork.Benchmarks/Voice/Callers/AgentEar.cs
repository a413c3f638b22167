namespace Futwork.Benchmarks.Voice.Callers;

/// <summary>The caller's own hearing: whether the agent sounds, and since when, in samples of the call.</summary>
internal sealed class AgentEar
{
    private const int Breath = 8 * 600;
    private long _last = long.MinValue / 2;

    /// <summary>The agent sounds right now.</summary>
    public bool Sounds { get; private set; }

    /// <summary>Where the agent's current or last stretch of talk began; a short breath does not end it.</summary>
    public long TalkBegan { get; private set; } = -1;

    /// <summary>Where the agent was last heard.</summary>
    public long LastHeard => _last;

    /// <summary>Takes the frame that begins at <paramref name="sample"/>.</summary>
    public void Hear(ReadOnlySpan<short> frame, long sample)
    {
        Sounds = frame.ContainsAnyExcept((short)0);
        if (!Sounds)
            return;
        if (sample - _last > Breath)
            TalkBegan = sample;
        _last = sample + frame.Length;
    }
}
