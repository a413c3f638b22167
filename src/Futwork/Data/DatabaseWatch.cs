namespace Futwork.Data;

/// <summary>
/// Asks a PostgreSQL for its time, again and again, and so knows how long it has been within reach. When it was not, the leases of all nodes may have run
/// out although the nodes live: nobody is taken for dead before each had the time to renew. A node that has
/// just started cannot know, and waits as long.
/// </summary>
internal sealed partial class DatabaseWatch(Database database, DatabaseTime clock, TimeProvider time, ILogger<DatabaseWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Without an answer for so long, it was out of reach; or this process stood still, which is the same.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(4);

    private readonly Lock _gate = new();
    private long? _lastAnswer;
    private long? _backSince;
    private DateTimeOffset _startedAt = DateTimeOffset.MinValue;

    /// <summary>It has been up, and within our reach, for at least so long.</summary>
    public bool HasBeenThereFor(TimeSpan span)
    {
        lock (_gate)
        {
            var isSilent = _lastAnswer is { } last && time.GetElapsedTime(last) > LongestSilence;
            return !isSilent && time.GetUtcNow() - _startedAt >= span && (_backSince is not { } back || time.GetElapsedTime(back) >= span);
        }
    }

    /// <summary>Asks once. Nothing to do on SQLite.</summary>
    public async Task AskAsync(CancellationToken cancellationToken)
    {
        if (database.Vital is not { } postgres)
            return;
        await using var connection = await postgres.OpenConnectionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT clock_timestamp(), pg_postmaster_start_time()";
        var asked = time.GetTimestamp();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var answered = time.GetTimestamp();
        Saw(Utc(reader.GetDateTime(0)), Utc(reader.GetDateTime(1)), asked, answered);
    }

    /// <summary>It answered.</summary>
    /// <param name="now">Its time.</param>
    /// <param name="startedAt">When it was started, by its clock.</param>
    /// <param name="asked">Our timestamp just before the question.</param>
    /// <param name="answered">Our timestamp just after the answer.</param>
    public void Saw(DateTimeOffset now, DateTimeOffset startedAt, long asked, long answered)
    {
        clock.Set(now, asked, answered);
        lock (_gate)
        {
            // What was before the first answer is not known: it may have been away for all.
            if (_lastAnswer is not { } last || time.GetElapsedTime(last, answered) > LongestSilence)
                _backSince = answered;
            (_lastAnswer, _startedAt) = (answered, startedAt);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        time.RepeatAsync(Interval, AskAsync, fault => LogSilent(fault.Message), stoppingToken);

    private static DateTimeOffset Utc(DateTime time) => new(time.ToUniversalTime());

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database does not answer: {Reason}")]
    private partial void LogSilent(string reason);
}
