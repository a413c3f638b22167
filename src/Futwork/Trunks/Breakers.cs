using Futwork.Data;
using Futwork.Hosting;
using Futwork.Trunks;

namespace Futwork.Calls;

/// <summary>Moves the circuit breakers of trunks, and tells watchers and the log of it.</summary>
internal sealed class Breakers(LiveFeed feed, TimeProvider time, ILogger<Breakers> logger)
{
    /// <summary>How the line of a trunk does now; under the lock of its row.</summary>
    public async Task<TrunkLine> LookAsync(Session session, Trunk trunk)
    {
        var now = time.UnixNow();
        var line = await TrunkLine.ReadAsync(session, trunk, now);
        if (!line.HasMoved)
            return line;
        await trunk.SaveBreakerAsync(session, line.Breaker);
        if (line.Breaker.State != line.Before.State)
            session.AfterCommit(() => Tell(trunk, line.Breaker, now));
        return line;
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
            CallsLog.TrunkPaused(logger, trunk.Id, (breaker.Until - now) / 1000d, breaker.Reason);
        else if (breaker.State == BreakerState.Probing)
            CallsLog.TrunkProbing(logger, trunk.Id);
        else
            CallsLog.TrunkResumed(logger, trunk.Id);
    }
}
