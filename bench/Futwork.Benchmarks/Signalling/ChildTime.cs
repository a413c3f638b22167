using System.Runtime.InteropServices;

namespace Futwork.Benchmarks.Signalling;

/// <summary>Processor time of the processes that this one has started and that are over (getrusage).</summary>
internal static unsafe partial class ChildTime
{
    private const int Children = -1;

    /// <summary>A <c>struct rusage</c> of 64-bit Linux: user and system time in seconds and microseconds, and 14 numbers more.</summary>
    private const int Numbers = 18;

    /// <summary>So far.</summary>
    public static TimeSpan Now
    {
        get
        {
            long* used = stackalloc long[Numbers];
            return Read(Children, used) != 0 ? throw new PlatformNotSupportedException() : TimeSpan.FromSeconds(used[0] + used[2]) + TimeSpan.FromMicroseconds(used[1] + used[3]);
        }
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int Read(int who, long* used);
}
