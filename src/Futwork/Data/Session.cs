using System.Data.Common;
using Dapper;

namespace Futwork.Data;

/// <summary>A connection at work, inside a transaction when it writes. SQL is written once for both engines; where they differ, ask <see cref="Engine"/>.</summary>
internal sealed class Session(DatabaseEngine engine, DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken)
{
    private List<Action>? _afterCommit;

    public DatabaseEngine Engine => engine;

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Appended to a SELECT whose rows this transaction goes on to change. SQLite has one writer at a time and needs none.</summary>
    public string ForUpdate => engine is DatabaseEngine.Postgres ? " FOR UPDATE" : "";

    /// <summary>As <see cref="ForUpdate"/>, passing over rows that another node is changing.</summary>
    public string ForUpdateSkipLocked => engine is DatabaseEngine.Postgres ? " FOR UPDATE SKIP LOCKED" : "";

    /// <summary>The condition that a column holds one of the values of the array parameter <paramref name="parameter"/>.</summary>
    public string Among(string column, string parameter) =>
        engine is DatabaseEngine.Postgres ? $"{column} = ANY(@{parameter})" : $"{column} IN @{parameter}";

    public Task<int> ExecuteAsync(string sql, object? parameters = null) =>
        connection.ExecuteAsync(Command(sql, parameters));

    public async Task<List<T>> QueryAsync<T>(string sql, object? parameters = null) =>
        [.. await connection.QueryAsync<T>(Command(sql, parameters))];

    public Task<T?> FirstOrDefaultAsync<T>(string sql, object? parameters = null) =>
        connection.QueryFirstOrDefaultAsync<T>(Command(sql, parameters));

    public Task<T?> ScalarAsync<T>(string sql, object? parameters = null) =>
        connection.ExecuteScalarAsync<T>(Command(sql, parameters));

    /// <summary>Runs <paramref name="action"/> once the transaction is committed; never, when it is not.</summary>
    public void AfterCommit(Action action) => (_afterCommit ??= []).Add(action);

    /// <summary>The transaction is committed.</summary>
    public void Committed() => _afterCommit?.ForEach(action => action());

    private CommandDefinition Command(string sql, object? parameters) =>
        new(sql, parameters, transaction, cancellationToken: cancellationToken);
}
