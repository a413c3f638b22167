using System.Runtime.InteropServices;

namespace Futwork.Realtime.Rtp;

/// <summary>What <see cref="IoRing"/> needs of the kernel (io_uring(7), linux/io_uring.h). The numbers are the same on every architecture.</summary>
internal static unsafe partial class Linux
{
    public const byte RingSendMessage = 9;
    public const byte RingReceiveMessage = 10;
    public const uint RingInOneMap = 1;
    public const nint RingOffset = 0;
    public const nint RingEntriesOffset = 0x10000000;
    private const nint SetUpRingCall = 425;
    private const nint EnterRingCall = 426;
    private const uint GetEvents = 1;
    private const int ReadWrite = 1 | 2;
    private const int SharedNow = 0x01 | 0x8000;

    public static int SetUpRing(uint entries, RingParameters* parameters) => (int)Call(SetUpRingCall, entries, parameters);

    /// <summary>Hands over what is queued and waits until <paramref name="waitFor"/> results are there; returns how many were taken.</summary>
    public static int EnterRing(SafeHandle ring, uint submit, uint waitFor) => (int)Call(EnterRingCall, ring, submit, waitFor, GetEvents, null, 0);

    /// <summary>Maps a part of the ring into memory.</summary>
    /// <exception cref="MediaException">The kernel has none to give.</exception>
    public static void* MapRing(SafeHandle ring, nuint size, nint offset)
    {
        var at = Map(null, size, ReadWrite, SharedNow, ring, offset);
        return at == (void*)-1 ? throw new MediaException("There is no memory for a batch of packets (io_uring).") : at;
    }

    [LibraryImport("libc", EntryPoint = "munmap")]
    public static partial int Unmap(void* at, nuint size);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* Map(void* at, nuint size, int protection, int flags, SafeHandle file, nint offset);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint number, uint entries, RingParameters* parameters);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint number, SafeHandle ring, uint submit, uint waitFor, uint flags, void* signals, nuint size);

    /// <summary>struct io_uring_params.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct RingParameters
    {
        public uint SubmissionEntries;
        public uint CompletionEntries;
        public uint Flags;
        public uint ThreadProcessor;
        public uint ThreadIdle;
        public uint Features;
        public uint Workers;
        private readonly uint _reserved1;
        private readonly ulong _reserved2;
        public SubmissionOffsets Submission;
        public CompletionOffsets Completion;
    }

    /// <summary>struct io_sqring_offsets.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct SubmissionOffsets
    {
        public uint Head;
        public uint Tail;
        public uint Mask;
        public uint Entries;
        public uint Flags;
        public uint Dropped;
        public uint Array;
        private readonly uint _reserved1;
        private readonly ulong _reserved2;
    }

    /// <summary>struct io_cqring_offsets.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct CompletionOffsets
    {
        public uint Head;
        public uint Tail;
        public uint Mask;
        public uint Count;
        public uint Overflow;
        public uint Entries;
        public uint Flags;
        private readonly uint _reserved1;
        private readonly ulong _reserved2;
    }

    /// <summary>struct io_uring_sqe: one call.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    public struct RingEntry
    {
        public byte Operation;
        public byte EntryFlags;
        public ushort Priority;
        public int File;
        public ulong Offset;
        public ulong Address;
        public uint Length;
        public uint Flags;
        public ulong Tag;
    }

    /// <summary>struct io_uring_cqe: what came of one call.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct RingCompletion
    {
        public ulong Tag;
        public int Result;
        public uint Flags;
    }
}
