namespace Futwork.Tests.Support;

/// <summary>What a piece of work allocates on this thread, in bytes.</summary>
internal static class Allocated
{
    private const int MostRuns = 5;

    /// <summary>
    /// The least of some runs, for work that may be repeated: what the runtime does meanwhile (a collection, a method compiled anew) is counted as well now and then.
    /// </summary>
    public static long By(Action work)
    {
        var least = long.MaxValue;
        for (var run = 0; run < MostRuns && least > 0; run++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
