using System.Data;
using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Futwork.Data;

/// <summary>
/// The database, chosen by its connection string: <c>Host=…</c> is PostgreSQL, <c>Data Source=…</c> or a plain file path is SQLite.
/// Reads see committed rows; a write is one transaction, committed when the work returns and rolled back when it throws.
/// </summary>
internal sealed class Database : IAsyncDisposable
{
    /// <summary>So long a transaction may wait for its client between two statements, unless the operator says otherwise or it is to let go sooner (<see cref="Session.LetGoAfterAsync"/>).</summary>
    internal const string UsualIdleTime = "5s";

    /// <summary>
    /// A node that stands still, or whose machine is gone, must not keep the rows that it had locked: the server ends a transaction that waits for its client between two statements, and
    /// any node one that waits within a statement (<see cref="StalledTransactions"/>). Nor may a machine that is gone keep its connections: the server asks after those on which nothing is
    /// under way.
    /// </summary>
    private static readonly (string Name, string Value)[] ServerSettings =
    [
        ("idle_in_transaction_session_timeout", UsualIdleTime),
        ("tcp_keepalives_idle", "5"),
        ("tcp_keepalives_interval", "1"),
        ("tcp_keepalives_count", "5"),
    ];

    /// <summary>
    /// Connections of a node at most: four for each of its processors, 8 to 27. A few for each core of the database are quicker than many, whose work is in each other's way, and a node that has
    /// just started, or a database that has, fills each with its plans anew; three nodes stay below what PostgreSQL allows by default.
    /// </summary>
    private static readonly int MostConnections = Math.Clamp(4 * Environment.ProcessorCount, 8, 27);

    /// <summary>One to renew leases, one to ask for the time, one to end transactions that stand still, and two that wake-ups go by, which are never given back.</summary>
    private const int VitalConnections = 5;

    /// <summary>What is vital is given up after so many seconds, and tried again: a database that went away without a word never answers what it was asked before.</summary>
    private const int MostVitalSeconds = 5;

    private static readonly string[] KeepAliveKeywords = ["Keepalive", "TCP Keepalive", "TCP Keepalive Time", "TCP Keepalive Interval"];

    /// <summary>Statements that each connection keeps parsed and planned once they were asked for a few times: about all that the path of a lead has.</summary>
    private const int MostPrepared = 100;

    private readonly string _connectionString;
    private readonly NpgsqlDataSource? _postgres;
    private readonly NpgsqlDataSource? _vital;

    // SQLite has one writer: waiting here costs nothing, waiting inside the engine burns time and may give up.
    private readonly SemaphoreSlim _writer = new(1, 1);

    static Database() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    public Database(string connectionString)
    {
        Engine = EngineOf(connectionString);
        if (Engine is DatabaseEngine.Postgres)
        {
            _connectionString = PostgresConnectionString(connectionString);
            _postgres = NpgsqlDataSource.Create(_connectionString);
            _vital = NpgsqlDataSource.Create(VitalConnectionString(_connectionString));
        }
        else
        {
            _connectionString = SqliteConnectionString(connectionString);
        }
    }

    public DatabaseEngine Engine { get; }

    /// <summary>The server's own connections, for what only PostgreSQL has; null on SQLite.</summary>
    public NpgsqlDataSource? Postgres => _postgres;

    /// <summary>
    /// As <see cref="Postgres"/>, and kept apart for what tells that this node and the database live, what frees the rows that all others wait for, and what wakes other nodes: were it to wait
    /// for a connection that they use, a busy node would be taken for dead.
    /// </summary>
    public NpgsqlDataSource? Vital => _vital;

    /// <summary>Reads.</summary>
    public async Task<T> ReadAsync<T>(Func<Session, Task<T>> read, CancellationToken cancellationToken = default)
    {
        try
        {
            return await ReadOnceAsync(read, cancellationToken);
        }
        catch (PostgresException exception) when (IsOfAnotherSchema(exception))
        {
            _postgres!.Clear();
            return await ReadOnceAsync(read, cancellationToken);
        }
    }

    /// <summary>One transaction.</summary>
    public Task<T> WriteAsync<T>(Func<Session, Task<T>> write, CancellationToken cancellationToken = default) => WriteAsync(_postgres, write, cancellationToken);

    /// <summary>One transaction over a connection that is there for it (<see cref="Vital"/>).</summary>
    public Task<T> WriteVitalAsync<T>(Func<Session, Task<T>> write, CancellationToken cancellationToken) => WriteAsync(_vital, write, cancellationToken);

    private async Task<T> WriteAsync<T>(NpgsqlDataSource? postgres, Func<Session, Task<T>> write, CancellationToken cancellationToken)
    {
        if (postgres is not null)
        {
            try
            {
                return await TransactAsync(postgres, write, cancellationToken);
            }
            catch (PostgresException exception) when (IsOfAnotherSchema(exception))
            {
                postgres.Clear();
                throw;
            }
        }

        await _writer.WaitAsync(cancellationToken);
        try
        {
            return await TransactAsync(null, write, cancellationToken);
        }
        finally
        {
            _writer.Release();
        }
    }

    /// <summary>One transaction.</summary>
    public Task WriteAsync(Func<Session, Task> write, CancellationToken cancellationToken = default) =>
        WriteAsync(async session =>
        {
            await write(session);
            return true;
        }, cancellationToken);

    /// <summary>Much work, a portion in each transaction, so that nobody waits for all of it: for as long as a portion says that there may be more.</summary>
    public async Task WriteInPortionsAsync(Func<Session, Task<bool>> portion, CancellationToken cancellationToken)
    {
        while (await WriteAsync(portion, cancellationToken))
            cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>One transaction of work that may be done twice, so that a migration of a newer node under it goes unnoticed (<see cref="IsOfAnotherSchema"/>).</summary>
    public async Task<T> WriteRepeatableAsync<T>(Func<Session, Task<T>> write, CancellationToken cancellationToken = default)
    {
        try
        {
            return await WriteAsync(write, cancellationToken);
        }
        catch (PostgresException exception) when (IsOfAnotherSchema(exception))
        {
            return await WriteAsync(write, cancellationToken);
        }
    }

    /// <summary>The exception says that a unique index refused the row.</summary>
    public static bool IsDuplicate(Exception exception) => exception switch
    {
        PostgresException postgres => postgres.SqlState == PostgresErrorCodes.UniqueViolation,
        SqliteException sqlite => sqlite.SqliteExtendedErrorCode is 2067 or 1555,
        _ => false,
    };

    /// <summary>
    /// It is held up or out of reach, whatever was asked of it: to ask again at once would be to wait as long. Not so where two transactions waited for each other: one was given up, the other goes on.
    /// </summary>
    public static bool IsHeldUp(Exception exception) =>
        exception is DbException { IsTransient: true } and not PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected };

    /// <summary>A node of a newer version has migrated under a statement that a connection of ours had prepared. So it is with every connection, once.</summary>
    public static bool IsOfAnotherSchema(Exception exception) => exception is PostgresException { SqlState: PostgresErrorCodes.FeatureNotSupported };

    /// <summary>Somebody else had something locked for longer than <see cref="Session.WaitForLocksAsync"/> allows.</summary>
    public static bool IsOfALock(Exception exception) => exception is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable };

    public async ValueTask DisposeAsync()
    {
        if (_vital is not null)
            await _vital.DisposeAsync();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        else
            SqliteConnection.ClearPool(new SqliteConnection(_connectionString));
        _writer.Dispose();
    }

    private async Task<T> ReadOnceAsync<T>(Func<Session, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(_postgres, cancellationToken);
        return await read(new Session(Engine, connection, null, cancellationToken));
    }

    private static DatabaseEngine EngineOf(string connectionString) =>
        connectionString.Contains("Host=", StringComparison.OrdinalIgnoreCase)
            ? DatabaseEngine.Postgres
            : DatabaseEngine.Sqlite;

    /// <summary>
    /// Connections that nobody answers on are found by the kernel, ours here and the server's there. Statements are prepared. Our sessions have a name, by which they are told from others.
    /// What the operator set counts more.
    /// </summary>
    private static string PostgresConnectionString(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        if (!Array.Exists(KeepAliveKeywords, builder.ShouldSerialize))
            (builder.TcpKeepAlive, builder.TcpKeepAliveTime, builder.TcpKeepAliveInterval) = (true, 5, 1);
        if (!builder.ShouldSerialize("Maximum Pool Size"))
            builder.MaxPoolSize = Math.Max(MostConnections, builder.MinPoolSize);
        if (!builder.ShouldSerialize("Max Auto Prepare"))
            builder.MaxAutoPrepare = MostPrepared;
        // Nothing that we do outlives its transaction (but LISTEN, on a connection that is kept), so that a connection can be handed on as it is.
        if (!builder.ShouldSerialize("No Reset On Close"))
            builder.NoResetOnClose = true;
        if (string.IsNullOrEmpty(builder.ApplicationName))
            builder.ApplicationName = "futwork";
        foreach (var (name, value) in ServerSettings.Where(setting => builder.Options?.Contains(setting.Name, StringComparison.Ordinal) != true))
            builder.Options = $"{builder.Options} -c {name}={value}".Trim();
        return builder.ToString();
    }

    private static string VitalConnectionString(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString) { MinPoolSize = 0, MaxPoolSize = VitalConnections };
        (builder.Timeout, builder.CommandTimeout) = (Shortened(builder.Timeout), Shortened(builder.CommandTimeout));
        return builder.ToString();

        // 0 is without end.
        static int Shortened(int seconds) => seconds == 0 ? MostVitalSeconds : Math.Min(seconds, MostVitalSeconds);
    }

    private static string SqliteConnectionString(string connectionString)
    {
        var builder = connectionString.Contains('=')
            ? new SqliteConnectionStringBuilder(connectionString)
            : new SqliteConnectionStringBuilder { DataSource = connectionString };
        builder.ForeignKeys = true;
        builder.DefaultTimeout = 30;
        return builder.ToString();
    }

    private async Task<T> TransactAsync<T>(NpgsqlDataSource? postgres, Func<Session, Task<T>> write, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(postgres, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        var session = new Session(Engine, connection, transaction, cancellationToken);
        var result = await write(session);
        await session.CommitAsync();
        return result;
    }

    private async Task<DbConnection> OpenAsync(NpgsqlDataSource? postgres, CancellationToken cancellationToken)
    {
        if (postgres is not null)
            return await postgres.OpenConnectionAsync(cancellationToken);

        var connection = new SqliteConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            // WAL lets readers work beside the writer; FULL makes a commit survive a power cut, which an accepted lead must.
            await connection.ExecuteAsync("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
