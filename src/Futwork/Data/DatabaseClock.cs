namespace Futwork.Data;

/// <summary>
/// The time that all nodes agree on: PostgreSQL's own. On SQLite there is one node, whose clock it is. Where a test drives the clock, that one rules.
/// </summary>
/// <param name="database">Whose clock it is.</param>
/// <param name="time">The node's clock.</param>
/// <param name="isShared">Whether to ask the server; null: unless the node's clock is driven by a test.</param>
internal sealed class DatabaseClock(Database database, TimeProvider time, bool? isShared = null)
{
    private readonly bool _asks = database.Engine is DatabaseEngine.Postgres && (isShared ?? time == TimeProvider.System);

    /// <summary>Unix milliseconds, at this moment of a transaction, however long that has been open.</summary>
    public Task<long> NowAsync(Session session) => _asks
        ? session.ScalarAsync<long>("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")
        : Task.FromResult(time.UnixNow());
}
