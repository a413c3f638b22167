namespace Futwork.Benchmarks.Voice;

/// <summary>
/// A system's row on the τ-voice leaderboard: the mean over its domains, from the submissions in sierra-research/tau2-bench (commit
/// a2c0247, August 2026). Measured by others, with other callers, other tasks and real engines: a yardstick, not a race on the same track.
/// </summary>
internal sealed record PublishedSystem(
    string Name, double Response, double Yield, double ResponseRate, double YieldRate, double Interruptions, double Backchannel, double Tic, double NonDirected)
{
    public static IReadOnlyList<PublishedSystem> All { get; } =
    [
        new("LiveKit cascade 2026-05", 4.24, 0.87, 0.79, 0.99, 0.64, 0.67, 0.49, 0.58),
        new("gpt-realtime-1.5", 1.39, 0.42, 1.0, 1.0, 0.14, 0.02, 0.05, 0.10),
        new("gpt-realtime-2 (best of each)", 1.94, 0.61, 0.97, 1.0, 0.21, 0.04, 0.13, 0.20),
        new("gemini-3.1-flash-live (best of each)", 1.64, 0.82, 0.97, 0.50, 0.10, 0.94, 0.62, 0.43),
        new("xAI realtime", 1.15, 1.15, 0.91, 0.75, 0.84, 0.93, 0.58, 0.21),
    ];
}
