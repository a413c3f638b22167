namespace Futwork.Tests.Support;

/// <summary>Counts what a piece of work allocates once everything it needs is loaded and compiled.</summary>
internal static class Allocations
{
    private const int MostRuns = 5;

    /// <summary>
    /// Does the work once, and then returns the fewest bytes that this thread allocated in any of some runs: what the runtime does meanwhile
    /// (a method compiled anew) is counted as well now and then.
    /// </summary>
    public static long Of(Action work)
    {
        work();
        return Least(() =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            work();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
    }

    /// <summary>As <see cref="Of"/>, for work of which only a part is measured: the fewest bytes that <paramref name="measure"/> finds in any of some runs.</summary>
    public static long Least(Func<long> measure)
    {
        var least = long.MaxValue;
        for (var run = 0; run < MostRuns && least > 0; run++) least = Math.Min(least, measure());
        return least;
    }
}
