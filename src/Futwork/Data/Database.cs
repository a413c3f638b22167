using System.Data;
using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Futwork.Data;

/// <summary>
/// The database, chosen by its connection string: <c>Host=…</c> or <c>Server=…</c> is PostgreSQL, <c>Data Source=…</c> or a plain file path is SQLite.
/// Reads see committed rows; a write is one transaction, committed when the work returns and rolled back when it throws.
/// </summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly string _connectionString;

    // SQLite has one writer: waiting here costs nothing, waiting inside the engine burns time and may give up.
    private readonly SemaphoreSlim _writer = new(1, 1);

    static Database() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    public Database(string connectionString)
    {
        Engine = ConnectionStrings.EngineOf(connectionString);
        if (Engine is DatabaseEngine.Postgres)
        {
            _connectionString = ConnectionStrings.Postgres(connectionString);
            Postgres = NpgsqlDataSource.Create(_connectionString);
            Vital = NpgsqlDataSource.Create(ConnectionStrings.Vital(_connectionString));
        }
        else
        {
            _connectionString = ConnectionStrings.Sqlite(connectionString);
        }
    }

    public DatabaseEngine Engine { get; }

    /// <summary>The server's own connections, for what only PostgreSQL has; null on SQLite.</summary>
    public NpgsqlDataSource? Postgres { get; }

    /// <summary>
    /// As <see cref="Postgres"/>, and kept apart for what tells that this node and the database live, what frees the rows that all others wait for, and what wakes other nodes: were it to wait
    /// for a connection that they use, a busy node would be taken for dead.
    /// </summary>
    public NpgsqlDataSource? Vital { get; }

    /// <summary>Reads.</summary>
    public async Task<T> ReadAsync<T>(Func<Session, Task<T>> read, CancellationToken cancellationToken = default)
    {
        try
        {
            return await ReadOnceAsync(read, cancellationToken);
        }
        catch (PostgresException exception) when (IsOfAnotherSchema(exception))
        {
            Postgres!.Clear();
            return await ReadOnceAsync(read, cancellationToken);
        }
    }

    /// <summary>One transaction.</summary>
    public Task<T> WriteAsync<T>(Func<Session, Task<T>> write, CancellationToken cancellationToken = default) => WriteAsync(Postgres, write, cancellationToken);

    /// <summary>One transaction over a connection that is there for it (<see cref="Vital"/>).</summary>
    public Task<T> WriteVitalAsync<T>(Func<Session, Task<T>> write, CancellationToken cancellationToken) => WriteAsync(Vital, write, cancellationToken);

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
        if (Vital is not null)
            await Vital.DisposeAsync();
        if (Postgres is not null)
            await Postgres.DisposeAsync();
        else
            SqliteConnection.ClearPool(new SqliteConnection(_connectionString));
        _writer.Dispose();
    }

    private async Task<T> ReadOnceAsync<T>(Func<Session, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(Postgres, cancellationToken);
        return await read(new Session(Engine, connection, null, cancellationToken));
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
