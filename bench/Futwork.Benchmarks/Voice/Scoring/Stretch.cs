namespace Futwork.Benchmarks.Voice.Scoring;

/// <summary>A stretch of sound, in seconds since the start of the call by the sample clock.</summary>
internal readonly record struct Stretch(double Start, double End)
{
    /// <summary>How long both sound at once.</summary>
    public double Overlap(Stretch other) => Math.Max(0, Math.Min(End, other.End) - Math.Max(Start, other.Start));

    /// <summary>It sounds at this moment.</summary>
    public bool Holds(double at) => Start <= at && at < End;
}
