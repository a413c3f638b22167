namespace Futwork.Realtime.Rtp;

/// <summary>
/// How calls are spread over threads that each serve many: the first has all until it has enough to do, since work for many calls at once is cheaper and each
/// thread that runs costs its wake-ups; then the next, and at last whichever has the fewest. Calls keep their thread.
/// </summary>
internal static class ThreadSpread
{
    /// <summary>Calls that a thread is given before the next one gets any. A clock, or voice activity, takes a sixth to a third of a processor for them.</summary>
    public const int Enough = 500;

    /// <summary>Half of the processors: the rest is for everything else that a call needs.</summary>
    public static int Threads { get; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Who takes the next call.</summary>
    /// <param name="threads">All there are.</param>
    /// <param name="calls">How many calls one has.</param>
    /// <param name="enough">How many are enough for one.</param>
    public static T Next<T>(IReadOnlyList<T> threads, Func<T, int> calls, int enough)
        where T : class => threads.FirstOrDefault(thread => calls(thread) < enough) ?? threads.MinBy(calls)!;
}
