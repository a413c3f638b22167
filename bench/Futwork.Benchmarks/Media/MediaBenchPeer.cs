using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using Futwork.Realtime.Rtp;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Benchmarks.Media;

/// <summary>The far end of all calls on one thread: sends each a packet every 20 ms and times what comes back.</summary>
internal sealed partial class MediaBenchPeer : IDisposable
{
    private const int Slots = 10;
    private const long SlotNanoseconds = 2_000_000;
    private const long Period = Slots * SlotNanoseconds;
    private readonly RtpSocket[] _sockets;
    private readonly PeerAddress[] _targets;
    private readonly long[] _lastArrival;
    private readonly SequenceTracker[] _sequences;
    private readonly byte[] _packet = new byte[RtpPacket.HeaderSize + 160];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _stopping;
    private volatile bool _measuring;
    private long _processorNanoseconds;

    public MediaBenchPeer(int calls, int firstPort)
    {
        _sockets = [.. Enumerable.Range(0, calls).Select(call => RtpSocket.TryBind(IPAddress.Loopback, firstPort + (2 * call))
            ?? throw new MediaException($"Port {firstPort + (2 * call)} is taken."))];
        _targets = new PeerAddress[calls];
        _lastArrival = new long[calls];
        _sequences = [.. Enumerable.Range(0, calls).Select(_ => new SequenceTracker())];
    }

    public LatencyHistogram Gaps { get; } = new();

    public bool Measuring { get => _measuring; set => _measuring = value; }

    /// <summary>Processor time of the peer's thread.</summary>
    public TimeSpan Processor => TimeSpan.FromMicroseconds(Volatile.Read(ref _processorNanoseconds) / 1000d);

    public long Lost => _sequences.Sum(sequence => sequence.Lost);

    public IPEndPoint Connect(int call, IPEndPoint target)
    {
        _targets[call] = new PeerAddress(target);
        return new IPEndPoint(IPAddress.Loopback, _sockets[call].Port);
    }

    public void Start() => new Thread(Run) { IsBackground = true, Name = "peer" }.Start();

    public Task StopAsync()
    {
        _stopping = true;
        return _ended.Task;
    }

    public void Dispose()
    {
        foreach (var socket in _sockets) socket.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static unsafe partial int ClockGetTime(int clock, Linux.Timespec* time);

    private static unsafe long ThreadProcessorNanoseconds()
    {
        const int threadProcessorTime = 3;
        Linux.Timespec used;
        _ = ClockGetTime(threadProcessorTime, &used);
        return (used.Seconds * 1_000_000_000L) + used.Nanoseconds;
    }

    private void Run()
    {
        ClockThread.Enter(realTime: true, NullLogger.Instance);
        using var batch = new ReceiveBatch();
        var start = Stopwatch.GetTimestamp();
        for (long slot = 0; !_stopping; slot++)
        {
            ClockThread.SleepUntil(start + (slot * SlotNanoseconds));
            for (var call = (int)(slot % Slots); call < _sockets.Length; call += Slots) Serve(call, slot / Slots, batch);
            Volatile.Write(ref _processorNanoseconds, ThreadProcessorNanoseconds());
        }

        _ended.SetResult();
    }

    private void Serve(int call, long period, ReceiveBatch batch)
    {
        var count = _sockets[call].Receive(batch);
        for (var i = 0; i < count; i++)
        {
            if (RtpPacket.TryRead(batch.Packet(i), out var packet)) _sequences[call].Accept(packet.Sequence);
            var arrival = batch.ReceivedAt(i);
            if (_measuring && _lastArrival[call] != 0) Gaps.Record(Math.Abs(arrival - _lastArrival[call] - Period));
            _lastArrival[call] = arrival;
        }

        RtpPacket.WriteHeader(_packet, marker: false, payloadType: 0, (ushort)period, (uint)(period * 160), (uint)call);
        _sockets[call].Send(_packet, _targets[call]);
    }
}
