namespace Futwork.Realtime.Rtp;

/// <summary>
/// Ports of calls that are over, still bound. What is sent to them is thrown away, and after its rest a pair serves another call: to open and
/// close two sockets takes longer than all else that a call's sound needs. One to which somebody still talks rests anew, and one that nobody
/// wanted for a while is closed. Safe to use from any thread.
/// </summary>
internal sealed class RestingPorts : IDisposable
{
    /// <summary>Pairs at most: 100 calls a second for the usual rest, and as many again.</summary>
    public const int Most = 1000;

    /// <summary>How long a pair stays bound after its rest.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    /// <summary>Half a second of sound: what is still under way when a call ends is less.</summary>
    private const int StillTalking = 25;

    /// <summary>To close some at once is cheaper than to wake up for each.</summary>
    private static readonly TimeSpan Gathered = TimeSpan.FromSeconds(1);

    private readonly Queue<(RtpPorts Ports, long Since)> _resting = [];
    private readonly ReceiveBatch _batch = new();
    private readonly Lock _gate = new();
    private readonly TimeSpan _rest;
    private readonly TimeProvider _time;
    private readonly Action<int, bool> _closed;
    private readonly ITimer _timer;
    private bool _isDisposed;

    /// <param name="rest">How long a pair rests at least.</param>
    /// <param name="time">The clock of that.</param>
    /// <param name="closed">Told of the first port of each pair that was closed, and whether it has had its rest.</param>
    public RestingPorts(TimeSpan rest, TimeProvider time, Action<int, bool> closed)
    {
        (_rest, _time, _closed) = (rest, time, closed);
        _timer = time.CreateTimer(static self => ((RestingPorts)self!).CloseOld(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Pairs that are bound and in no call.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _resting.Count;
        }
    }

    /// <summary>Lets a pair rest; <c>false</c> when there are enough, and whoever asked must close it.</summary>
    public bool TryKeep(RtpPorts ports)
    {
        lock (_gate)
        {
            if (_isDisposed || _resting.Count >= Most) return false;
            _resting.Enqueue((ports, _time.GetTimestamp()));
            if (_resting.Count == 1) _timer.Change(_rest + Patience, Timeout.InfiniteTimeSpan);
            return true;
        }
    }

    /// <summary>The pair that has rested longest and that nobody talks to.</summary>
    /// <param name="lastResort">When there is none: one that has rested and that somebody talks to. Whoever does not use it must give it back.</param>
    public RtpPorts? Take(out RtpPorts? lastResort)
    {
        lastResort = null;
        lock (_gate)
        {
            for (var left = _resting.Count; left > 0 && _time.GetElapsedTime(_resting.Peek().Since) >= _rest; left--)
            {
                var ports = _resting.Dequeue().Ports;
                if (ports.Discard(_batch) <= StillTalking)
                {
                    if (lastResort is not null) _resting.Enqueue((lastResort, _time.GetTimestamp()));
                    lastResort = null;
                    return ports;
                }

                if (lastResort is null) lastResort = ports;
                else _resting.Enqueue((ports, _time.GetTimestamp()));
            }
        }

        return null;
    }

    /// <summary>Closes all of them, so that what they held can be had elsewhere.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Clear() => Close(TimeSpan.Zero);

    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed) return;
            _isDisposed = true;
        }

        Clear();
        _timer.Dispose();
        lock (_gate) _batch.Dispose();
    }

    private void CloseOld() => Close(_rest + Patience);

    private bool Close(TimeSpan age)
    {
        var any = false;
        lock (_gate)
        {
            while (_resting.TryPeek(out var oldest) && _time.GetElapsedTime(oldest.Since) >= age)
            {
                _resting.Dequeue();
                oldest.Ports.Dispose();
                _closed(oldest.Ports.Sound.Port, _time.GetElapsedTime(oldest.Since) >= _rest);
                any = true;
            }

            if (_resting.TryPeek(out var next) && !_isDisposed) _timer.Change(age - _time.GetElapsedTime(next.Since) + Gathered, Timeout.InfiniteTimeSpan);
        }

        return any;
    }
}
