namespace Futwork.Data;

/// <summary>
/// Ends transactions that hold rows and wait, in the middle of a statement, for a node that stands still or is gone: of what it sends (COPY, or a large message) only a part has come, or it takes
/// no answer. PostgreSQL's own bound for transactions that wait for their client counts between statements only. Each node looks after the sessions of all.
/// </summary>
internal sealed partial class StalledTransactions(Database database, TimeProvider time, ILogger<StalledTransactions> logger) : BackgroundService
{
    /// <summary>The most looks that find a transaction waiting where it was at the first of them. Looks are counted and not seconds: while the database or this node stood still, nobody got on.</summary>
    public const int MostLooks = 5;

    /// <summary>As <see cref="MostLooks"/>, of one that copies nothing: what tells that it gets on within one large message or answer is its end alone.</summary>
    public const int MostBlindLooks = 20;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Only who has a transaction number holds a row. Who gets on is in another state, or has sent more of what is copied.</summary>
    private const string Waiting =
        """
        SELECT a.pid, a.state_change::text AS since, c.bytes_processed AS bytes
        FROM pg_stat_activity a LEFT JOIN pg_stat_progress_copy c ON c.pid = a.pid
        WHERE a.datname = current_database() AND a.usename = session_user AND a.application_name = current_setting('application_name')
            AND a.state = 'active' AND a.wait_event IN ('ClientRead', 'ClientWrite') AND a.backend_xid IS NOT NULL
        """;

    private Dictionary<Stall, int> _seen = [];

    /// <summary>Looks once. Nothing to do on SQLite.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (database.Vital is not null)
            _seen = await database.WriteVitalAsync(SeeAsync, cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        database.Vital is null ? Task.CompletedTask : time.RepeatAsync(Interval, LookAsync, fault => LogFailed(fault.Message), stoppingToken);

    /// <returns>Those that wait, and how many looks in a row have found them there.</returns>
    private async Task<Dictionary<Stall, int>> SeeAsync(Session session)
    {
        // Sessions are shown to, and ended by, whom they logged in as; a node may have been told to go on in another role.
        await session.ExecuteAsync("SET LOCAL ROLE NONE");
        var seen = (await session.QueryAsync<Stall>(Waiting)).ToDictionary(stall => stall, stall => _seen.GetValueOrDefault(stall) + 1);
        foreach (var stall in seen.Where(one => one.Value > one.Key.Most).Select(one => one.Key))
        {
            if (await session.ScalarAsync<bool>("SELECT pg_terminate_backend(@Pid)", stall))
                LogEnded();
        }

        return seen;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A transaction whose node stood still in the middle of a statement is ended")]
    private partial void LogEnded();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Transactions that stand still could not be looked for: {Reason}")]
    private partial void LogFailed(string reason);

    /// <param name="Pid">The session.</param>
    /// <param name="Since">When it came to the state that it is in.</param>
    /// <param name="Bytes">What it has sent of the rows that it copies; null: it copies none.</param>
    private sealed record Stall(int Pid, string Since, long? Bytes)
    {
        /// <summary>The most looks that find it there.</summary>
        public int Most => Bytes is null ? MostBlindLooks : MostLooks;
    }
}
