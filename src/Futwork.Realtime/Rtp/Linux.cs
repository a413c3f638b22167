using System.Runtime.InteropServices;

namespace Futwork.Realtime.Rtp;

/// <summary>The few system calls that .NET has no allocation-free, exception-free form of.</summary>
internal static unsafe partial class Linux
{
    public const int ClockMonotonic = 1;
    public const int AbsoluteTime = 1;
    public const int SchedFifo = 1;
    public const int SchedResetOnFork = 0x40000000;
    public const int DontWait = 0x40;
    public const int SocketLevel = 1;
    public const int TimestampNanoseconds = 35;

    /// <summary>EINTR: a signal came; try again.</summary>
    public const int Interrupted = 4;

    /// <summary>EAGAIN: nothing has arrived.</summary>
    public const int TryAgain = 11;

    /// <summary>Returns the error number itself; <see cref="Interrupted"/> means: sleep on.</summary>
    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    public static partial int ClockNanosleep(int clock, int flags, Timespec* request, Timespec* remaining);

    /// <summary>Process id 0 is the calling thread.</summary>
    [LibraryImport("libc", EntryPoint = "sched_setscheduler", SetLastError = true)]
    public static partial int SchedSetScheduler(int processId, int policy, int* priority);

    [LibraryImport("libc", EntryPoint = "sendto")]
    public static partial nint SendTo(SafeHandle socket, byte* buffer, nuint length, int flags, byte* address, uint addressLength);

    [LibraryImport("libc", EntryPoint = "recvmmsg")]
    public static partial int ReceiveMessages(SafeHandle socket, MultiMessage* messages, uint count, int flags, Timespec* timeout);

    /// <summary>Prefers the calling thread to others of this machine: nice -5. Where that is not allowed nothing changes.</summary>
    public static void PreferThisThread() => _ = SetPriority(which: 0, who: 0, priority: -5);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);

    [StructLayout(LayoutKind.Sequential)]
    public struct Timespec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct BufferSlice
    {
        public byte* Start;
        public nuint Length;
    }

    /// <summary>struct msghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MessageHeader
    {
        public byte* Name;
        public uint NameLength;
        public BufferSlice* Slices;
        public nuint SliceCount;
        public byte* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary>struct mmsghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MultiMessage
    {
        public MessageHeader Header;
        public uint Length;
    }

    /// <summary>struct cmsghdr; its data follows.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ControlHeader
    {
        public nuint Length;
        public int Level;
        public int Type;
    }
}
