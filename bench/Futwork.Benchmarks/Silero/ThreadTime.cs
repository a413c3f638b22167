using System.Runtime.InteropServices;

namespace Futwork.Benchmarks.Silero;

/// <summary>Processor time of the calling thread, which other work on the machine does not count to.</summary>
internal static unsafe partial class ThreadTime
{
    private const int ThreadClock = 3;

    /// <summary>So far.</summary>
    public static TimeSpan Now
    {
        get
        {
            nint* time = stackalloc nint[2];
            return Read(ThreadClock, time) != 0 ? throw new PlatformNotSupportedException() : TimeSpan.FromTicks((time[0] * TimeSpan.TicksPerSecond) + (time[1] / 100));
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int Read(int clock, nint* time);
}
