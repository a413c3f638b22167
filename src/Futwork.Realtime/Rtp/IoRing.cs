using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Futwork.Realtime.Rtp;

/// <summary>
/// Many socket calls in one system call: Linux's io_uring (io_uring(7)), used as a list of calls that are all done when <see cref="Run"/>
/// returns. Every call says "do not wait", so the kernel holds nothing of ours between two runs. One thread only.
/// </summary>
internal sealed unsafe class IoRing : IDisposable
{
    private readonly SafeFileHandle _ring;
    private readonly byte* _rings;
    private readonly nuint _ringsSize;
    private readonly nuint _entriesSize;
    private readonly uint* _submissionTail;
    private readonly uint* _completionHead;
    private readonly uint* _completionTail;
    private readonly uint _submissionMask;
    private readonly uint _completionMask;
    private readonly Linux.RingEntry* _entries;
    private readonly Linux.RingCompletion* _completions;
    private readonly int[] _results;
    private uint _tail;
    private uint _queued;

    private IoRing(SafeFileHandle ring, in Linux.RingParameters parameters)
    {
        _ring = ring;
        _results = new int[parameters.SubmissionEntries];
        _ringsSize = Math.Max(
            parameters.Submission.Array + (parameters.SubmissionEntries * sizeof(uint)),
            parameters.Completion.Entries + (parameters.CompletionEntries * (uint)sizeof(Linux.RingCompletion)));
        _entriesSize = parameters.SubmissionEntries * (uint)sizeof(Linux.RingEntry);
        _rings = (byte*)Linux.MapRing(ring, _ringsSize, Linux.RingOffset);
        try
        {
            _entries = (Linux.RingEntry*)Linux.MapRing(ring, _entriesSize, Linux.RingEntriesOffset);
        }
        catch (MediaException)
        {
            _ = Linux.Unmap(_rings, _ringsSize);
            throw;
        }

        _submissionTail = (uint*)(_rings + parameters.Submission.Tail);
        _submissionMask = *(uint*)(_rings + parameters.Submission.Mask);
        _completionHead = (uint*)(_rings + parameters.Completion.Head);
        _completionTail = (uint*)(_rings + parameters.Completion.Tail);
        _completionMask = *(uint*)(_rings + parameters.Completion.Mask);
        _completions = (Linux.RingCompletion*)(_rings + parameters.Completion.Entries);
        var order = (uint*)(_rings + parameters.Submission.Array);
        for (var i = 0u; i < parameters.SubmissionEntries; i++) order[i] = i;
    }

    /// <summary>Opens a ring, or returns null where the kernel has none or allows none (containers often forbid it).</summary>
    /// <param name="capacity">How many calls one run may hold; a power of two.</param>
    /// <param name="refusal">Why not.</param>
    public static IoRing? TryOpen(int capacity, out string refusal)
    {
        var parameters = default(Linux.RingParameters);
        var descriptor = Linux.SetUpRing((uint)capacity, &parameters);
        refusal = descriptor < 0 ? Marshal.GetLastPInvokeErrorMessage() : "the kernel is older than 5.4";
        if (descriptor < 0) return null;
        var ring = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            if ((parameters.Features & Linux.RingInOneMap) != 0) return new IoRing(ring, parameters);
        }
        catch (MediaException)
        {
            ring.Dispose();
            throw;
        }

        ring.Dispose();
        return null;
    }

    /// <summary>Queues a <c>recvmsg</c>.</summary>
    public void Receive(SafeHandle socket, Linux.MessageHeader* message, int tag) => Queue(Linux.RingReceiveMessage, socket, message, tag);

    /// <summary>Queues a <c>sendmsg</c>.</summary>
    public void Send(SafeHandle socket, Linux.MessageHeader* message, int tag) => Queue(Linux.RingSendMessage, socket, message, tag);

    /// <summary>Does all that is queued. What came of each is its <see cref="Result"/>.</summary>
    /// <exception cref="MediaException">The kernel refused the ring itself.</exception>
    public void Run()
    {
        Volatile.Write(ref *_submissionTail, _tail);
        for (uint taken = 0, waiting = _queued; taken < _queued || waiting > 0;)
        {
            var count = Linux.EnterRing(_ring, _queued - taken, waiting);
            if (count < 0 && Marshal.GetLastPInvokeError() != Linux.Interrupted)
                throw new MediaException($"The kernel refused a batch of packets (io_uring): {Marshal.GetLastPInvokeErrorMessage()}.");
            taken += (uint)Math.Max(count, 0);
            waiting -= Reap();
        }

        _queued = 0;
    }

    /// <summary>What the last call with this tag returned: bytes, or an error number below zero.</summary>
    public int Result(int tag) => _results[tag];

    public void Dispose()
    {
        _ = Linux.Unmap(_rings, _ringsSize);
        _ = Linux.Unmap(_entries, _entriesSize);
        _ring.Dispose();
    }

    private void Queue(byte operation, SafeHandle socket, Linux.MessageHeader* message, int tag)
    {
        _entries[_tail++ & _submissionMask] = new Linux.RingEntry
        {
            Operation = operation,
            File = (int)socket.DangerousGetHandle(),
            Address = (ulong)message,
            Length = 1,
            Flags = Linux.DontWait,
            Tag = (ulong)tag,
        };
        _queued++;
    }

    private uint Reap()
    {
        var head = *_completionHead;
        var count = Volatile.Read(ref *_completionTail) - head;
        for (var i = 0u; i < count; i++)
        {
            ref var completion = ref _completions[(head + i) & _completionMask];
            _results[completion.Tag] = completion.Result;
        }

        Volatile.Write(ref *_completionHead, head + count);
        return count;
    }
}
