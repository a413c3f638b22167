using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace Futwork.Realtime.Rtp;

/// <summary>What the clock thread asks of the operating system: to be woken exactly, and first.</summary>
internal static unsafe class ClockThread
{
    // Above every ordinary thread, below what the kernel and an operator may deem more urgent.
    private const int Priority = 10;
    private static readonly ManualResetEvent Never = new(initialState: false);

    /// <summary>Gives the calling thread real-time scheduling where asked for and allowed.</summary>
    /// <returns>The scheduling class obtained.</returns>
    public static string Enter(bool realTime, ILogger logger)
    {
        const string ordinary = "SCHED_OTHER";
        if (!OperatingSystem.IsLinux())
        {
            Thread.CurrentThread.Priority = ThreadPriority.Highest;
            return ordinary;
        }

        if (!realTime) return ordinary;
        var priority = Priority;
        if (Linux.SchedSetScheduler(0, Linux.SchedFifo | Linux.SchedResetOnFork, &priority) == 0) return "SCHED_FIFO";
        logger.RealTimeRefused(Marshal.GetLastPInvokeErrorMessage(), Priority);
        return ordinary;
    }

    /// <summary>Sleeps until the monotonic clock reads <paramref name="nanoseconds"/>.</summary>
    public static void SleepUntil(long nanoseconds)
    {
        if (!OperatingSystem.IsLinux())
        {
            var left = (nanoseconds / 1_000_000) - (Stopwatch.GetTimestamp() * 1000 / Stopwatch.Frequency);
            if (left > 0) Never.WaitOne((int)left);
            return;
        }

        var until = new Linux.Timespec { Seconds = (nint)(nanoseconds / 1_000_000_000), Nanoseconds = (nint)(nanoseconds % 1_000_000_000) };
        while (Linux.ClockNanosleep(Linux.ClockMonotonic, Linux.AbsoluteTime, &until, null) == Linux.Interrupted)
        {
        }
    }
}
