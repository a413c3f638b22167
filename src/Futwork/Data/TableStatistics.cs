namespace Futwork.Data;

/// <summary>
/// Has PostgreSQL gather statistics of tables as soon as there is something in them, and whenever they have doubled since. By itself it does so after a minute,
/// and not at all while it crashes more often than that; without any, each index that begins with the workspace is as good to its planner as the right one, and
/// every call reads whole tables.
/// </summary>
internal sealed partial class TableStatistics(Database database, TimeProvider time, ILogger<TableStatistics> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>relpages is the size of a table when it was looked at last. Below some pages no plan is a bad one.</summary>
    private const string Grown =
        """
        SELECT quote_ident(relname) FROM pg_class
        WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND pg_relation_size(oid) / 8192 > greatest(4, 2 * relpages)
        """;

    /// <summary>Looks once. Nothing to do on SQLite.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (database.Postgres is null)
            return;
        foreach (var table in await database.ReadAsync(session => session.QueryAsync<string>(Grown), cancellationToken))
            await database.ReadAsync(session => session.ExecuteForLongAsync($"ANALYZE {table}"), cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        database.Postgres is null ? Task.CompletedTask : time.RepeatAsync(Interval, LookAsync, fault => LogFailed(fault.Message), stoppingToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Statistics of the tables could not be gathered: {Reason}")]
    private partial void LogFailed(string reason);
}
