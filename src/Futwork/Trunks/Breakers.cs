using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Trunks;

/// <summary>Moves the circuit breakers of trunks, and tells watchers and the log of it.</summary>
internal sealed partial class Breakers(LiveFeed feed, TimeProvider time, ILogger<Breakers> logger)
{
    /// <summary>How the line of a trunk does now; under the lock of its row.</summary>
    public async Task<TrunkLine> LookAsync(Session session, Trunk trunk)
    {
        var now = time.UnixNow();
        var line = await TrunkLine.ReadAsync(session, trunk, now);
        if (line.HasMoved)
            await MoveAsync(session, trunk, line.Before, line.Breaker, now);
        return line;
    }

    /// <summary>The trunk is used again at once, whoever wanted it left alone; under the lock of its row.</summary>
    public async Task<TrunkLine> ResumeAsync(Session session, Trunk trunk)
    {
        var now = time.UnixNow();
        var closed = TrunkBreaker.Resume(now);
        await MoveAsync(session, trunk, trunk.ReadBreaker(), closed, now);
        return new TrunkLine(closed, closed, null);
    }

    private async Task MoveAsync(Session session, Trunk trunk, TrunkBreaker before, TrunkBreaker breaker, long now)
    {
        await trunk.SaveBreakerAsync(session, breaker);
        if (breaker.State != before.State)
            session.AfterCommit(() => Tell(trunk, breaker, now));
    }

    private void Tell(Trunk trunk, TrunkBreaker breaker, long now)
    {
        var happening = breaker.State switch
        {
            BreakerState.Open => "trunk.paused",
            BreakerState.Probing => "trunk.probing",
            _ => "trunk.resumed",
        };
        feed.Publish(trunk.WorkspaceId, new LiveEvent(happening, Times.FromUnix(now)) { TrunkId = trunk.Id, Error = breaker.Reason });
        if (breaker.State == BreakerState.Open)
            LogPaused(trunk.Id, (breaker.Until - now) / 1000d, breaker.Reason);
        else if (breaker.State == BreakerState.Probing)
            LogProbing(trunk.Id);
        else
            LogResumed(trunk.Id);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Trunk {TrunkId} is paused for {Seconds} s: {Reason}")]
    private partial void LogPaused(string trunkId, double seconds, string? reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Trunk {TrunkId}: the pause is over, one call shows whether the line works again")]
    private partial void LogProbing(string trunkId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Trunk {TrunkId} is used again")]
    private partial void LogResumed(string trunkId);
}
