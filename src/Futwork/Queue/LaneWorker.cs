using System.Collections.Concurrent;
using Futwork.Data;

namespace Futwork.Queue;

/// <summary>
/// Does the duties of a kind that may be done twice, so many of each lane at a time: a lane that hangs delays no other. A look at the queue starts what there is room for and
/// does not wait for it.
/// </summary>
/// <param name="kind">Which.</param>
/// <param name="most">The most of one lane.</param>
/// <param name="keeper">Renews the leases meanwhile, and knows whether one that is over says anything.</param>
/// <param name="signal">Wakes the worker when a lane that had more has room again.</param>
/// <param name="failed">Told what broke: a look at the queue, or a duty.</param>
internal sealed class LaneWorker(
    string kind, int most, Database database, WorkQueue queue, WorkKeeper keeper, WorkSignal signal, TimeProvider time, Action<Exception> failed)
{
    /// <summary>What other nodes have left is looked for no more often: leases are far longer, and a look is woken by each duty.</summary>
    private static readonly TimeSpan BetweenReleases = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, int> _underWay = new(StringComparer.Ordinal);

    // Kept here and not by whoever looks: a look that breaks off, as it does when the node is told to stop, has started some already.
    private readonly List<Task> _started = [];
    private long? _releasedAt;

    /// <summary>One look at the queue: starts all that is due and allowed, and returns without waiting for it.</summary>
    /// <param name="claim">Claims at most so many of a lane, for <see cref="WorkKeeper.Lease"/>.</param>
    /// <param name="claimOf">The claim under which a job is done.</param>
    /// <param name="run">Does a job.</param>
    /// <param name="stopping">The node stops: what is under way is given back.</param>
    public async Task<List<Task>> StartDueAsync<TJob>(
        Func<Session, string, int, Task<List<TJob>>> claim, Func<TJob, Claim> claimOf, Func<TJob, CancellationToken, Task> run, CancellationToken stopping)
    {
        _started.RemoveAll(task => task.IsCompleted);
        await ReleaseLapsedAsync(stopping);
        var started = new List<Task>();
        foreach (var lane in await database.ReadAsync(session => queue.DueLanesAsync(session, kind), stopping))
        {
            var room = most - _underWay.GetValueOrDefault(lane);
            if (room <= 0)
                continue;
            var jobs = await database.WriteAsync(session => claim(session, lane, room), stopping);
            var running = jobs.ConvertAll(job => RunAsync(lane, claimOf(job), full: jobs.Count == room, () => run(job, stopping), stopping));
            started.AddRange(running);
            _started.AddRange(running);
        }

        return started;
    }

    /// <summary>Looks again and again until told to stop, and then waits for what is under way.</summary>
    /// <param name="look">One look, by <see cref="StartDueAsync{TJob}"/>.</param>
    public async Task RepeatAsync(TimeSpan poll, Func<CancellationToken, Task> look, CancellationToken stopping)
    {
        try
        {
            await signal.RepeatAsync(kind, poll, time, look, failed, stopping);
        }
        finally
        {
            await Task.WhenAll(_started).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReleaseLapsedAsync(CancellationToken stopping)
    {
        if (!keeper.MayRelease || (_releasedAt is { } before && time.GetElapsedTime(before) < BetweenReleases))
            return;
        var now = time.GetTimestamp();
        await database.WriteAsync(session => queue.ReleaseLapsedAsync(session, kind), stopping);
        _releasedAt = now;
    }

    private async Task RunAsync(string lane, Claim claim, bool full, Func<Task> run, CancellationToken stopping)
    {
        _underWay.AddOrUpdate(lane, 1, (_, count) => count + 1);
        using var kept = keeper.Keep(claim, WorkKeeper.Lease);
        try
        {
            await RunOrGiveBackAsync(claim, run, stopping);
        }
        catch (Exception exception)
        {
            // It is due again once its lease is over, and is not the others' trouble.
            failed(exception);
        }
        finally
        {
            _underWay.AddOrUpdate(lane, 0, (_, count) => count - 1);
            if (full)
                signal.Wake(kind);
        }
    }

    private async Task RunOrGiveBackAsync(Claim claim, Func<Task> run, CancellationToken stopping)
    {
        try
        {
            await run();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The node stops: another one, or this one when it is back, does it.
            await database.WriteAsync(session => claim.GiveBackAsync(session), CancellationToken.None);
        }
    }
}
