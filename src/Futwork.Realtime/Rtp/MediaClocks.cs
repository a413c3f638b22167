using Microsoft.Extensions.Logging;

namespace Futwork.Realtime.Rtp;

/// <summary>
/// The clocks of an engine, each a thread that sleeps as long as it has no stream. A stream stays with its clock, whose ticks its timestamps count. Safe
/// to use from any thread.
/// </summary>
internal sealed class MediaClocks : IAsyncDisposable
{
    private readonly MediaClock[] _clocks;
    private readonly int _enough;
    private readonly Lock _gate = new();

    /// <exception cref="MediaException">The options allow no thread.</exception>
    public MediaClocks(MediaOptions options, TimeProvider time, ILogger logger)
    {
        if (options.ClockThreads < 1) throw new MediaException($"{options.ClockThreads} threads cannot pace sound: allow at least one ({nameof(MediaOptions.ClockThreads)}).");
        _enough = options.StreamsPerClock;
        _clocks = [.. Enumerable.Range(0, options.ClockThreads).Select(number => new MediaClock(options, time, logger, isFirst: number == 0))];
    }

    /// <summary>How well they keep time together. The duty is that of the busiest.</summary>
    public MediaClockStatistics Statistics => ClockLoad.Together(Array.ConvertAll(_clocks, clock => clock.Load)) with
    {
        SchedulingClass = _clocks[0].SchedulingClass,
        Threads = _clocks.Count(clock => clock.Streams > 0),
    };

    /// <summary>One of them is at its limit.</summary>
    public bool AreTooBusy => Array.Exists(_clocks, clock => clock.Load.IsTooBusy);

    /// <summary>Serves the stream from the next tick on; nothing happens when it already is.</summary>
    public void Add(RtpSession session)
    {
        lock (_gate)
        {
            session.Clock ??= ThreadSpread.Next(_clocks, clock => clock.Streams, _enough);
            session.Clock.Add(session);
        }
    }

    /// <summary>Serves it no longer; nothing happens when it is not served.</summary>
    public void Remove(RtpSession session)
    {
        lock (_gate) session.Clock?.Remove(session);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var clock in _clocks) await clock.DisposeAsync();
    }
}
