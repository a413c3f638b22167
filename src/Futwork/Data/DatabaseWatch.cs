namespace Futwork.Data;

/// <summary>
/// Asks a PostgreSQL for its time, again and again, and so knows how long it has been within reach. When it was not, the leases of all nodes may have run
/// out although the nodes live: nobody is taken for dead before each had the time to renew. A node that has
/// just started cannot know, and waits as long. What could not be written is written as soon as it answers again.
/// </summary>
internal sealed partial class DatabaseWatch(Database database, DatabaseTime clock, TimeProvider time, ILogger<DatabaseWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>What is shorter is a slow answer: less than half of the shortest lease.</summary>
    private static readonly TimeSpan ShortestSilence = TimeSpan.FromSeconds(2);

    /// <summary>Nobody asks further back: more than half of the longest lease.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly List<(TimeSpan Length, long Until)> _silences = [];
    private TaskCompletionSource _back = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isAway;
    private long? _lastAnswer;
    private DateTimeOffset _startedAt = DateTimeOffset.MinValue;

    /// <summary>
    /// Whether a lease of that length which is over tells that its node is gone: the database has been there for half of it, in which each node that lives, and could not reach it, says so (twice a second).
    /// Where it was away for less than that, no lease of a node that lives is over: each is renewed when a fifth of it has passed.
    /// </summary>
    public bool MayJudge(TimeSpan lease) => HasBeenThereFor(lease / 2);

    /// <summary>
    /// It has been up, and within our reach, for at least so long. It was not when there was no answer for longer than that: it was out of reach, or this process stood still, which is the same.
    /// </summary>
    private bool HasBeenThereFor(TimeSpan span)
    {
        lock (_gate)
        {
            var isSilent = _lastAnswer is { } last && time.GetElapsedTime(last) > span;
            return !isSilent && time.GetUtcNow() - _startedAt >= span
                && !_silences.Exists(silence => silence.Length > span && time.GetElapsedTime(silence.Until) < span);
        }
    }

    /// <summary>For what it did not take, before that is tried again: so long, or until it is back where it is away.</summary>
    public async Task PauseAsync(TimeSpan most)
    {
        Task back;
        lock (_gate)
            back = _back.Task;
        await back.WaitAsync(most, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
            var silence = _lastAnswer is { } last ? time.GetElapsedTime(last, answered) : TimeSpan.MaxValue;
            _silences.RemoveAll(past => time.GetElapsedTime(past.Until, answered) > Memory);
            if (silence > ShortestSilence)
                _silences.Add((silence, answered));
            (_lastAnswer, _startedAt) = (answered, startedAt);
            if (!_isAway)
                return;
            _isAway = false;
            _back.SetResult();
            _back = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>It did not answer.</summary>
    public void Missed(Exception fault)
    {
        lock (_gate)
            _isAway = true;
        LogSilent(fault.Message);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => time.RepeatAsync(Interval, AskAsync, Missed, stoppingToken);

    private static DateTimeOffset Utc(DateTime time) => new(time.ToUniversalTime());

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database does not answer: {Reason}")]
    private partial void LogSilent(string reason);
}
