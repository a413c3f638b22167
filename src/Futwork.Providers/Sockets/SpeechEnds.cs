namespace Futwork.Providers.Sockets;

/// <summary>The ends of speech, noticed on our side, that the vendor has not answered. Who waits too long for an answer is told.</summary>
internal sealed class SpeechEnds : IDisposable
{
    private readonly Queue<(long Sample, long At)> _open = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
    private readonly ITimer _timer;

    public SpeechEnds(TimeProvider time, TimeSpan limit, Action late)
    {
        (_time, _limit) = (time, limit);
        _timer = time.CreateTimer(_ => late(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many there are.</summary>
    public int Count => _open.Count;

    /// <summary>Where the oldest is; -1 when there is none.</summary>
    public long Sample => _open.TryPeek(out var oldest) ? oldest.Sample : -1;

    /// <summary>How long the oldest has waited.</summary>
    public TimeSpan Waited => _open.TryPeek(out var oldest) ? _time.GetElapsedTime(oldest.At) : TimeSpan.Zero;

    /// <summary>Speech ended at this sample.</summary>
    public void Add(long sample)
    {
        _open.Enqueue((sample, _time.GetTimestamp()));
        if (_open.Count == 1)
            _timer.Change(_limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The vendor has heard everything up to this sample.</summary>
    /// <returns>How many ends that answers.</returns>
    public int Answer(long heard)
    {
        var answered = 0;
        while (_open.TryPeek(out var oldest) && oldest.Sample <= heard)
            answered += Next();
        return answered;
    }

    /// <summary>The oldest is answered.</summary>
    /// <returns>How many that was: one, or none.</returns>
    public int Next()
    {
        if (!_open.TryDequeue(out _))
            return 0;
        TimeSpan rest = _limit - Waited;
        _timer.Change(_open.Count == 0 ? Timeout.InfiniteTimeSpan : rest > TimeSpan.Zero ? rest : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        return 1;
    }

    public void Dispose() => _timer.Dispose();
}
