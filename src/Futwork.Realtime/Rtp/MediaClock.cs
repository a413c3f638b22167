using System.Diagnostics;
using Futwork.Realtime.Audio;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Realtime.Rtp;

/// <summary>
/// A thread that serves streams. A period of 20 ms has ten slots of 2 ms; a stream keeps its slot, so packets
/// leave in small groups rather than in one burst. Deadlines are counted from the start, so nothing drifts.
/// </summary>
internal sealed class MediaClock : IAsyncDisposable
{
    private const int Slots = 10;
    private const long SlotNanoseconds = 2_000_000;

    // Missed ticks are made up for as long as jitter buffers can hold what comes meanwhile, beside the frame that waits in them anyway.
    private const long StoodStill = (JitterBuffer.MaxDelay - JitterBuffer.InitialDelay) * 1_000_000_000L / PhoneAudio.SampleRate;

    private readonly RtpSession[][] _slots = new RtpSession[Slots][];
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _work = new(initialState: false);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ClockLoad _load;
    private readonly ILogger _logger;
    private readonly bool _isFirst;
    private readonly MediaOptions _options;
    private MediaRound? _round;
    private volatile bool _stopping;
    private volatile bool _isAsleep;
    private volatile int _streams;
    private volatile string _schedulingClass = "";

    /// <param name="options">How it runs.</param>
    /// <param name="time">The clock of its warnings.</param>
    /// <param name="logger">Where it reports.</param>
    /// <param name="isFirst">It tells what the kernel refuses: that is the same for all.</param>
    public MediaClock(MediaOptions options, TimeProvider time, ILogger logger, bool isFirst)
    {
        (_options, _logger, _load, _isFirst) = (options, logger, new ClockLoad(time, logger), isFirst);
        Array.Fill(_slots, []);
        new Thread(Run) { IsBackground = true, Name = "media clock" }.Start();
    }

    public ClockLoad Load => _load;

    public int Streams => _streams;

    /// <summary>The scheduling class that its thread has got; empty before it runs.</summary>
    public string SchedulingClass => _schedulingClass;

    /// <summary>Serves the stream from the next tick on; nothing happens when it already is.</summary>
    public void Add(RtpSession session)
    {
        lock (_gate)
        {
            if (session.Slot is not null) return;
            var emptiest = 0;
            for (var i = 1; i < Slots; i++)
            {
                if (_slots[i].Length < _slots[emptiest].Length) emptiest = i;
            }

            session.Slot = emptiest;
            Volatile.Write(ref _slots[emptiest], [.. _slots[emptiest], session]);
            _streams++;
        }

        // Seldom, so that few calls pay for waking a thread. The fence: either the clock sees the stream before it sleeps, or we see it sleep.
        Interlocked.MemoryBarrier();
        if (_isAsleep) _work.Set();
    }

    public void Remove(RtpSession session)
    {
        lock (_gate)
        {
            if (session.Slot is not { } slot) return;
            session.Slot = null;
            var sessions = _slots[slot];
            var at = Array.IndexOf(sessions, session);
            Volatile.Write(ref _slots[slot], [.. sessions.AsSpan(0, at), .. sessions.AsSpan(at + 1)]);
            _streams--;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        _work.Set();
        await _ended.Task;
        _work.Dispose();
    }

    private void Run()
    {
        _schedulingClass = ClockThread.Enter(_options.RealTimePriority, _isFirst ? _logger : NullLogger.Instance);
        if (_isFirst) _logger.ClockStarted(_schedulingClass);
        var start = Now();
        long slot = 0;
        while (!_stopping)
        {
            if (NextBusySlot(slot) is not { } next)
            {
                _load.Idle();
                Sleep(slot);
                slot = Math.Max(slot, (Now() - start) / SlotNanoseconds);
                continue;
            }

            slot = next;
            var deadline = start + (slot * SlotNanoseconds);
            ClockThread.SleepUntil(deadline);
            var now = Now();
            if (now - deadline > StoodStill)
            {
                slot += SkipPeriods(now - deadline);
                continue;
            }

            Serve(slot);
            _load.Record(now - deadline, Now() - now, now, _streams);
        }

        _round?.Dispose();
        _ended.SetResult();
    }

    private void Sleep(long slot)
    {
        _isAsleep = true;
        Interlocked.MemoryBarrier();
        if (NextBusySlot(slot) is null && !_stopping) _work.WaitOne();
        _isAsleep = false;
    }

    private static long Now() => Stopwatch.GetTimestamp() * (1_000_000_000 / Stopwatch.Frequency);

    private long? NextBusySlot(long slot)
    {
        for (var ahead = 1; ahead <= Slots; ahead++)
        {
            if (Volatile.Read(ref _slots[(slot + ahead) % Slots]).Length > 0) return slot + ahead;
        }

        return null;
    }

    private long SkipPeriods(long nanoseconds)
    {
        var periods = nanoseconds / (SlotNanoseconds * Slots);
        _load.Skipped(periods * Slots);
        _logger.ClockStoodStill(nanoseconds / 1_000_000);
        return (periods * Slots) - 1;
    }

    private void Serve(long slot)
    {
        _round ??= new MediaRound(OpenExchange(), Fail);
        try
        {
            _round.Serve(Volatile.Read(ref _slots[slot % Slots]), slot / Slots);
        }
        catch (MediaException failure)
        {
            _logger.RingFailed(failure.Message);
            _round.Dispose();
            _round = new MediaRound(new DirectExchange(), Fail);
        }
    }

    private PacketExchange OpenExchange()
    {
        if (!_options.BatchSystemCalls) return new DirectExchange();
        if (RingExchange.TryOpen(out var refusal) is { } ring) return ring;
        if (_isFirst) _logger.RingRefused(refusal);
        return new DirectExchange();
    }

    private void Fail(RtpSession session, Exception failure)
    {
        Remove(session);
        if (failure is ObjectDisposedException) return;
        _logger.StreamFailed(session.LocalEndPoint.Port, failure);
        session.Fail();
    }
}
