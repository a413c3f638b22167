using Microsoft.Extensions.Logging;

namespace Futwork.Realtime.Rtp;

/// <summary>
/// The clocks of an engine: one as long as it has little to do, since each that runs wakes up 500 times a second; then another for each of the
/// machine's processors. A stream stays with its clock, whose ticks its timestamps count. Safe to use from any thread.
/// </summary>
internal sealed class MediaClocks : IAsyncDisposable
{
    private readonly List<MediaClock> _clocks;
    private readonly Lock _gate = new();
    private readonly MediaOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public MediaClocks(MediaOptions options, TimeProvider time, ILogger logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _clocks = [new MediaClock(options, time, logger, isFirst: true)];
    }

    /// <summary>How well they keep time together. The duty is that of the busiest.</summary>
    public MediaClockStatistics Statistics
    {
        get
        {
            lock (_gate) return ClockLoad.Together([.. _clocks.Select(clock => clock.Load)]) with { SchedulingClass = _clocks[0].SchedulingClass };
        }
    }

    /// <summary>Serves the stream from the next tick on; nothing happens when it already is.</summary>
    public void Add(RtpSession session)
    {
        lock (_gate)
        {
            session.Clock ??= Choose();
            session.Clock.Add(session);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var clock in _clocks) await clock.DisposeAsync();
    }

    private MediaClock Choose()
    {
        if (_clocks.Find(clock => clock.Streams < _options.StreamsPerClock) is { } idle) return idle;
        if (_clocks.Count >= _options.ClockThreads) return _clocks.MinBy(clock => clock.Streams)!;
        var another = new MediaClock(_options, _time, _logger, isFirst: false);
        _clocks.Add(another);
        return another;
    }
}
