namespace Futwork.Tests.Support;

/// <summary>Counts what a piece of work allocates once everything it needs is loaded and compiled.</summary>
internal static class Allocations
{
    /// <summary>Does the work twice, and returns the bytes that this thread allocated the second time.</summary>
    public static long Of(Action work)
    {
        work();
        long before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
