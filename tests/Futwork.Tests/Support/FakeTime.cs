namespace Futwork.Tests.Support;

/// <summary>
/// A clock that a test drives. <see cref="Advance(TimeSpan)"/> fires the timers that become due on the calling thread, in order of
/// their due time, each at its exact moment. It never goes back, also where it is moved on meanwhile: by another thread, or by what a timer does.
/// </summary>
public sealed class FakeTime(DateTimeOffset? start = null) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Timer> _timers = [];
    private readonly DateTimeOffset _start = start ?? new DateTimeOffset(2026, 1, 15, 6, 0, 0, TimeSpan.Zero);
    private TimeSpan _elapsed;

    /// <summary>How far the clock has been moved.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            lock (_gate)
                return _elapsed;
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _start + Elapsed;

    public override long GetTimestamp() => Elapsed.Ticks;

    /// <summary>Timers that are set and not yet due.</summary>
    public int ActiveTimers
    {
        get
        {
            lock (_gate)
                return _timers.Count(t => t.Due is not null);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(int milliseconds) => Advance(TimeSpan.FromMilliseconds(milliseconds));

    public void Advance(TimeSpan by)
    {
        TimeSpan target = Elapsed + by;
        while (TakeNextDue(target) is { } timer)
            timer.Fire();
    }

    /// <summary>Moves on to the next timer that becomes due, or to the target where there is none; in one step, so that no timer is passed over that another thread sets meanwhile.</summary>
    private Timer? TakeNextDue(TimeSpan target)
    {
        lock (_gate)
        {
            Timer? next = _timers.Where(t => t.Due <= target).MinBy(t => t.Due);
            TimeSpan moment = next?.Due ?? target;
            _elapsed = moment > _elapsed ? moment : _elapsed;
            if (next is not null)
                next.Due = next.Period > TimeSpan.Zero ? _elapsed + next.Period : null;
            return next;
        }
    }

    private sealed class Timer : ITimer
    {
        private readonly FakeTime _time;
        private readonly Action _callback;

        public Timer(FakeTime time, Action callback)
        {
            (_time, _callback) = (time, callback);
            lock (_time._gate)
                _time._timers.Add(this);
        }

        public TimeSpan? Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => _callback();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_time._gate)
            {
                Due = dueTime < TimeSpan.Zero ? null : _time._elapsed + dueTime;
                Period = period < TimeSpan.Zero ? TimeSpan.Zero : period;
                return _time._timers.Contains(this);
            }
        }

        public void Dispose()
        {
            lock (_time._gate)
            {
                Due = null;
                _time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
