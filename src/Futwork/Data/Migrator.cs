using System.Globalization;
using System.Reflection;

namespace Futwork.Data;

/// <summary>
/// Applies the ordered SQL files of <c>Data/Migrations</c> that the database has not seen, each in a transaction of its own. They name types as PostgreSQL does, which
/// SQLite takes as well, but for a key that numbers its rows; a file of the same number in <c>Data/Migrations/{engine}</c> takes the place of the one for both.
/// Several nodes may start at once: one migrates, the others wait for it.
/// </summary>
internal sealed partial class Migrator(Database database, TimeProvider time, ILogger<Migrator> logger)
{
    internal const long LockKey = 0x46757477_6f726b;

    private const string ForBoth = "Futwork.Data.Migrations.";

    private const string NumbersItsRows = "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY";

    /// <summary>The same for SQLite: by this very type a column stands for the number that each row has.</summary>
    private const string NumbersItsRowsInSqlite = "integer PRIMARY KEY";

    public async Task MigrateAsync(CancellationToken cancellationToken = default)
    {
        var seen = await database.WriteAsync(async session =>
        {
            await LockAsync(session);
            await session.ExecuteAsync(CreateHistory);
            return await session.QueryAsync<long>("SELECT version FROM schema_migrations");
        }, cancellationToken);
        foreach (var migration in Migrations(database.Engine).Where(migration => !seen.Contains(migration.Version)))
            await ApplyAsync(migration, cancellationToken);
    }

    private const string CreateHistory =
        "CREATE TABLE IF NOT EXISTS schema_migrations (version bigint PRIMARY KEY, name text NOT NULL, applied_at bigint NOT NULL)";

    private Task ApplyAsync(Migration migration, CancellationToken cancellationToken) =>
        database.WriteAsync(async session =>
        {
            await LockAsync(session);
            var seen = await session.ScalarAsync<long>(
                "SELECT count(*) FROM schema_migrations WHERE version = @Version", new { migration.Version });
            if (seen > 0)
                return;

            // A large table may take minutes, and the nodes that wait meanwhile as well.
            await session.ExecuteForLongAsync(migration.Sql);
            await session.ExecuteAsync(
                "INSERT INTO schema_migrations (version, name, applied_at) VALUES (@Version, @Name, @AppliedAt)",
                new { migration.Version, migration.Name, AppliedAt = time.UnixNow() });
            LogApplied(migration.Name);
        }, cancellationToken);

    private static Task LockAsync(Session session) =>
        session.Engine is DatabaseEngine.Postgres
            ? session.ExecuteForLongAsync("SELECT pg_advisory_xact_lock(@LockKey)", new { LockKey })
            : Task.CompletedTask;

    private static IEnumerable<Migration> Migrations(DatabaseEngine engine) =>
        In($"{ForBoth}{engine}.").Concat(In(ForBoth)).DistinctBy(migration => migration.Version).OrderBy(migration => migration.Version)
            .Select(migration => engine is DatabaseEngine.Sqlite ? migration with { Sql = migration.Sql.Replace(NumbersItsRows, NumbersItsRowsInSqlite, StringComparison.Ordinal) } : migration);

    private static IEnumerable<Migration> In(string folder)
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(folder, StringComparison.Ordinal) && char.IsAsciiDigit(name[folder.Length]))
            .Select(name => Read(assembly, name, name[folder.Length..^".sql".Length]));
    }

    private static Migration Read(Assembly assembly, string resource, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return new Migration(long.Parse(name.Split('_')[0], CultureInfo.InvariantCulture), name, reader.ReadToEnd());
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Database migrated: {Name}")]
    private partial void LogApplied(string name);

    private sealed record Migration(long Version, string Name, string Sql);
}
