using System.Collections.Concurrent;

namespace Futwork.Queue;

/// <summary>
/// The duties of a kind that this node is at, so many of each lane at a time: a lane that hangs delays no other. A look at the queue starts what there is room for and
/// does not wait for it.
/// </summary>
/// <param name="kind">Which.</param>
/// <param name="most">The most of one lane.</param>
/// <param name="keeper">Renews the leases meanwhile.</param>
/// <param name="signal">Wakes the worker when a lane that had more has room again.</param>
internal sealed class LanesUnderWay(string kind, int most, WorkKeeper keeper, WorkSignal signal)
{
    private readonly ConcurrentDictionary<string, int> _count = new(StringComparer.Ordinal);

    /// <summary>How many more of a lane may be started.</summary>
    public int Room(string lane) => most - _count.GetValueOrDefault(lane);

    /// <summary>Works on a duty under its claim.</summary>
    /// <param name="lane">Its lane.</param>
    /// <param name="claim">A claim just made, for <see cref="WorkKeeper.Lease"/>.</param>
    /// <param name="full">The lane may have more that is due.</param>
    /// <param name="work">Does it; what it throws is thrown on.</param>
    public async Task RunAsync(string lane, Claim claim, bool full, Func<Task> work)
    {
        _count.AddOrUpdate(lane, 1, (_, count) => count + 1);
        using var kept = keeper.Keep(claim, WorkKeeper.Lease);
        try
        {
            await work();
        }
        finally
        {
            _count.AddOrUpdate(lane, 0, (_, count) => count - 1);
            if (full)
                signal.Wake(kind);
        }
    }

    /// <summary>Looks again and again until told to stop, and then waits for what is under way.</summary>
    /// <param name="start">One look: starts what is due, and returns it.</param>
    public async Task RepeatAsync(TimeSpan poll, TimeProvider time, Func<CancellationToken, Task<List<Task>>> start, Action<Exception> failed, CancellationToken stopping)
    {
        var underWay = new List<Task>();
        try
        {
            await signal.RepeatAsync(kind, poll, time, StartAsync, failed, stopping);
        }
        finally
        {
            await Task.WhenAll(underWay).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task StartAsync(CancellationToken cancellationToken)
        {
            underWay.RemoveAll(task => task.IsCompleted);
            underWay.AddRange(await start(cancellationToken));
        }
    }
}
