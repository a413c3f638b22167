namespace Futwork.Benchmarks.Pacing;

/// <summary>The far end of calls, which notes when each came.</summary>
internal interface ILine : IDisposable
{
    /// <summary>Where it listens, UDP, on the loopback address.</summary>
    int Port { get; }

    /// <summary>What came so far, by the line's clock. An INVITE that is repeated is one call.</summary>
    IReadOnlyList<LineCall> Calls();
}

/// <summary>A call at a line.</summary>
/// <param name="At">When it came.</param>
/// <param name="Status">What it was answered with; null: nothing yet.</param>
internal sealed record LineCall(DateTimeOffset At, int? Status);

/// <summary>What becomes of the calls at a line.</summary>
internal enum LineAnswer
{
    /// <summary>Everybody is busy (486).</summary>
    Busy,

    /// <summary>The line takes no call (503).</summary>
    Refusing,

    /// <summary>Everybody is busy, and one call in ten finds that the line wants two seconds of rest (503 with Retry-After).</summary>
    Resting,
}
