using Futwork.Benchmarks.Voice.Callers;

namespace Futwork.Benchmarks.Voice.Scoring;

/// <summary>A sound that the caller made.</summary>
/// <param name="Kind">What it was.</param>
/// <param name="Category">What it tests.</param>
/// <param name="When">From its first sample to its last, pauses within it included.</param>
/// <param name="OverAgent">The agent sounded when it began.</param>
internal sealed record CallerEvent(CallerSoundKind Kind, string Category, Stretch When, bool OverAgent)
{
    /// <summary>The line it was read from, for people who look into a call.</summary>
    public string Line { get; init; } = "";

    /// <summary>Where vocal tics lie in it.</summary>
    public IReadOnlyList<Stretch> Tics { get; init; } = [];
}
