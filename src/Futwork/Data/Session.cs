using System.Data.Common;
using Dapper;
using Npgsql;

namespace Futwork.Data;

/// <summary>A connection at work, inside a transaction when it writes. SQL is written once for both engines; where they differ, ask <see cref="Engine"/>.</summary>
internal sealed class Session(DatabaseEngine engine, DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken)
{
    /// <summary>One statement costs less than COPY up to about so many rows.</summary>
    private const int FewestToCopy = 50;

    /// <summary>As <see cref="FewestToCopy"/>, where the statement costs no message of its own.</summary>
    private const int FewestToCopyAlone = 100;

    /// <summary>Well within what a transaction may say nothing for (<see cref="ConnectionStrings.UsualIdleTime"/>).</summary>
    private static readonly TimeSpan BetweenSigns = TimeSpan.FromSeconds(1);

    private readonly List<NpgsqlBatchCommand> _added = [];
    private List<Action>? _afterCommit;

    public DatabaseEngine Engine => engine;

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Appended to a SELECT whose rows this transaction goes on to change. SQLite has one writer at a time and needs none.</summary>
    public string ForUpdate => engine is DatabaseEngine.Postgres ? " FOR UPDATE" : "";

    /// <summary>As <see cref="ForUpdate"/>, while rows that only refer to them may still be written.</summary>
    public string ForNoKeyUpdate => engine is DatabaseEngine.Postgres ? " FOR NO KEY UPDATE" : "";

    /// <summary>Appended to a SELECT of rows that must stay as they are, in what others refer to, while this transaction writes rows that do.</summary>
    public string ForKeyShare => engine is DatabaseEngine.Postgres ? " FOR KEY SHARE" : "";

    /// <summary>As <see cref="ForKeyShare"/>, passing over rows that somebody holds by <see cref="ForUpdate"/>, to change them.</summary>
    public string ForKeyShareSkipLocked => engine is DatabaseEngine.Postgres ? " FOR KEY SHARE SKIP LOCKED" : "";

    /// <summary>As <see cref="ForUpdate"/>, passing over rows that another node is changing.</summary>
    public string ForUpdateSkipLocked => engine is DatabaseEngine.Postgres ? " FOR UPDATE SKIP LOCKED" : "";

    /// <summary>As <see cref="ForUpdateSkipLocked"/>, of one table of a join only.</summary>
    /// <param name="alias">Its name in the statement.</param>
    public string ForUpdateSkipLockedOf(string alias) => engine is DatabaseEngine.Postgres ? $" FOR UPDATE OF {alias} SKIP LOCKED" : "";

    /// <summary>The condition that a column holds one of the values of the array parameter <paramref name="parameter"/>.</summary>
    public string Among(string column, string parameter) => Among(engine, column, parameter);

    /// <summary>As <see cref="Among(string, string)"/>, for a statement that is written before there is a session.</summary>
    public static string Among(DatabaseEngine engine, string column, string parameter) =>
        engine is DatabaseEngine.Postgres ? $"{column} = ANY(@{parameter})" : $"{column} IN @{parameter}";

    public async Task<int> ExecuteAsync(string sql, object? parameters = null)
    {
        await SendAddedAsync();
        return await connection.ExecuteAsync(Command(sql, parameters));
    }

    /// <summary>As <see cref="ExecuteAsync"/>, for however long it takes: other statements are given up after half a minute.</summary>
    public async Task<int> ExecuteForLongAsync(string sql, object? parameters = null)
    {
        await SendAddedAsync();
        return await connection.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, commandTimeout: 0, cancellationToken: cancellationToken));
    }

    public async Task<List<T>> QueryAsync<T>(string sql, object? parameters = null)
    {
        await SendAddedAsync();
        return [.. await connection.QueryAsync<T>(Command(sql, parameters))];
    }

    /// <summary>Asks the same of each of many: in one statement on PostgreSQL; on SQLite, where a statement costs no message, one after the other.</summary>
    /// <param name="each">Of whom.</param>
    /// <param name="question">The SQL that asks one of them, by the SQL for who that is.</param>
    /// <param name="parameters">Its other parameters.</param>
    public async Task<List<T>> QueryEachAsync<T>(IReadOnlyCollection<string> each, Func<string, string> question, object parameters)
    {
        if (engine is DatabaseEngine.Postgres)
            return await QueryAsync<T>(OfEach(question), With("each", each.ToArray()));
        var rows = new List<T>();
        foreach (var one in each)
            rows.AddRange(await QueryAsync<T>(question("@one"), With("one", one)));
        return rows;

        DynamicParameters With(string name, object value)
        {
            var all = new DynamicParameters(parameters);
            all.Add(name, value);
            return all;
        }
    }

    /// <summary>The one statement of <see cref="QueryEachAsync{T}"/>.</summary>
    internal static string OfEach(Func<string, string> question) =>
        $"SELECT answers.* FROM unnest(@each) AS asked (one) CROSS JOIN LATERAL ({question("asked.one")}) AS answers";

    public async Task<T?> FirstOrDefaultAsync<T>(string sql, object? parameters = null)
    {
        await SendAddedAsync();
        return await connection.QueryFirstOrDefaultAsync<T>(Command(sql, parameters));
    }

    public async Task<T?> ScalarAsync<T>(string sql, object? parameters = null)
    {
        await SendAddedAsync();
        return await connection.ExecuteScalarAsync<T>(Command(sql, parameters));
    }

    /// <summary>From now on this transaction waits so long at most for whatever somebody else has locked, and fails then (<see cref="Database.IsOfALock"/>). On SQLite nobody locks a row.</summary>
    public Task WaitForLocksAsync(TimeSpan most) =>
        engine is DatabaseEngine.Postgres ? ExecuteAsync($"SET LOCAL lock_timeout = {(long)most.TotalMilliseconds}") : Task.CompletedTask;

    /// <summary>
    /// The server ends this transaction when its node stands still for so long between two statements, sooner than it usually does (<see cref="ConnectionStrings.UsualIdleTime"/>).
    /// What an operator's connection string says stays as it is. On SQLite there is one node.
    /// </summary>
    public Task LetGoAfterAsync(TimeSpan idle) =>
        engine is not DatabaseEngine.Postgres
            ? Task.CompletedTask
            : ExecuteAsync(
                "SELECT set_config('idle_in_transaction_session_timeout', @most, true) WHERE current_setting('idle_in_transaction_session_timeout') = @usual",
                new { most = $"{(long)idle.TotalMilliseconds}ms", usual = ConnectionStrings.UsualIdleTime });

    /// <summary>
    /// Waits within this transaction for what is done elsewhere, such as by a disk, and gives the server a sign of life meanwhile: it would take the node for one that stands still
    /// (<see cref="ConnectionStrings.UsualIdleTime"/>). It counts by its own clock, and so does this.
    /// </summary>
    public async Task WaitForAsync(Task work)
    {
        while (await Task.WhenAny(work, Task.Delay(BetweenSigns, TimeProvider.System, cancellationToken)) != work)
            await ExecuteAsync("SELECT 1");
        await work;
    }

    /// <summary>
    /// Inserts rows of which nothing is asked. On PostgreSQL they go along with what is sent next, at the latest with the commit, so that they cost no message of
    /// their own; what is wrong with them is told then.
    /// </summary>
    /// <param name="more">What follows the values, such as <c>ON CONFLICT DO NOTHING</c>.</param>
    public async Task AddAsync(string table, IReadOnlyList<Column> columns, string more = "")
    {
        if (engine is not DatabaseEngine.Postgres || transaction is null)
        {
            await InsertAsync(table, columns, more, columns[0].Name);
        }
        else if (columns[0].Values.Length >= FewestToCopyAlone && more.Length == 0)
        {
            await CopyAsync(table, columns);
        }
        else
        {
            var insert = new NpgsqlBatchCommand(InsertSql(table, columns, more));
            foreach (var column in columns)
                insert.Parameters.Add(new NpgsqlParameter(column.Name, column.Values));
            _added.Add(insert);
        }
    }

    /// <summary>Inserts many rows: one statement on PostgreSQL, one that is prepared once on SQLite.</summary>
    /// <param name="more">What follows the values, such as <c>ON CONFLICT DO NOTHING</c>.</param>
    /// <param name="returning">A text of each row that was inserted, to be returned.</param>
    public Task<List<string>> InsertAsync(string table, IReadOnlyList<Column> columns, string more, string returning) =>
        ForEachRowAsync(columns, $"{InsertSql(table, columns, more)} RETURNING {returning}");

    /// <summary>Updates many rows, each by values of its own: one statement on PostgreSQL, one that is prepared once on SQLite.</summary>
    /// <param name="set">What is set, by the columns of <c>said</c>.</param>
    /// <param name="said">The values.</param>
    /// <param name="key">The column by which the row is found that those of one row of <c>said</c> are meant for, and that of <c>said</c>.</param>
    /// <param name="where">What else has to hold for it.</param>
    /// <param name="returning">A text of each row that was updated, to be returned.</param>
    public async Task<List<string>> UpdateAsync(string table, string set, IReadOnlyList<Column> said, (string Column, string Said) key, string where, string returning)
    {
        if (said[0].Values.Length == 0)
            return [];
        var names = string.Join(", ", said.Select(column => column.Name));
        var from = engine is DatabaseEngine.Postgres
            ? $"unnest({string.Join(", ", said.Select(column => $"@{column.Name}"))}) AS said ({names})"
            : $"(SELECT {string.Join(", ", said.Select(column => $"@{column.Name} AS {column.Name}"))}) AS said";
        // Without statistics, the planner would look for the rows among all of the workspace.
        var found = engine is DatabaseEngine.Postgres ? $"{key.Column} = ANY(@{key.Said}) AND " : "";
        return await ForEachRowAsync(said, $"UPDATE {table} SET {set} FROM {from} WHERE {found}{key.Column} = {key.Said} AND {where} RETURNING {returning}");
    }

    /// <summary>Inserts many rows by the quickest way there is: COPY on PostgreSQL. A row that a unique index refuses fails all.</summary>
    public async Task CopyAsync(string table, IReadOnlyList<Column> columns)
    {
        if (connection is not NpgsqlConnection postgres || columns[0].Values.Length < FewestToCopy)
        {
            await InsertAsync(table, columns, "", columns[0].Name);
            return;
        }

        await SendAddedAsync();
        var names = string.Join(", ", columns.Select(column => column.Name));
        await using var copy = await postgres.BeginBinaryImportAsync($"COPY {table} ({names}) FROM STDIN (FORMAT binary)", cancellationToken);
        for (var row = 0; row < columns[0].Values.Length; row++)
        {
            await copy.StartRowAsync(cancellationToken);
            foreach (var column in columns)
                await column.WriteAsync(copy, row, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    /// <summary>As <see cref="CopyAsync"/>; when a unique index refuses a row, none is in, and the transaction goes on as if nothing had been tried.</summary>
    /// <returns>Whether they are in.</returns>
    public async Task<bool> TryCopyAsync(string table, IReadOnlyList<Column> columns)
    {
        await ExecuteAsync("SAVEPOINT copied");
        try
        {
            await CopyAsync(table, columns);
            await ExecuteAsync("RELEASE SAVEPOINT copied");
            return true;
        }
        catch (DbException exception) when (Database.IsDuplicate(exception))
        {
            await ExecuteAsync("ROLLBACK TO SAVEPOINT copied");
            return false;
        }
    }

    /// <summary>Runs <paramref name="action"/> once the transaction is committed; never, when it is not.</summary>
    public void AfterCommit(Action action) => (_afterCommit ??= []).Add(action);

    /// <summary>Commits the transaction.</summary>
    public async Task CommitAsync()
    {
        if (_added.Count > 0)
            await SendAddedAsync(new NpgsqlBatchCommand("COMMIT"));
        else
            await transaction!.CommitAsync(cancellationToken);
        _afterCommit?.ForEach(action => action());
    }

    private string InsertSql(string table, IReadOnlyList<Column> columns, string more)
    {
        var names = string.Join(", ", columns.Select(column => column.Name));
        var values = string.Join(", ", columns.Select(column => $"@{column.Name}"));
        return engine is DatabaseEngine.Postgres
            ? $"INSERT INTO {table} ({names}) SELECT * FROM unnest({values}) {more}"
            : $"INSERT INTO {table} ({names}) VALUES ({values}) {more}";
    }

    /// <summary>Sends what was added, in one message.</summary>
    /// <param name="then">What follows it.</param>
    private async Task SendAddedAsync(NpgsqlBatchCommand? then = null)
    {
        if (_added.Count == 0)
            return;
        await using var batch = ((NpgsqlConnection)connection).CreateBatch();
        foreach (var command in _added)
            batch.BatchCommands.Add(command);
        if (then is not null)
            batch.BatchCommands.Add(then);
        _added.Clear();
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<List<string>> ForEachRowAsync(IReadOnlyList<Column> columns, string sql)
    {
        await SendAddedAsync();
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return await command.RunAsync(columns, cancellationToken);
    }

    private CommandDefinition Command(string sql, object? parameters) => new(sql, parameters, transaction, cancellationToken: cancellationToken);
}
