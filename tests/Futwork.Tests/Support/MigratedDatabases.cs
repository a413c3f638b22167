using Futwork.Data;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Futwork.Tests.Support;

/// <summary>Databases with the schema in them: made once in a run of the tests and copied, since to migrate for each test would take longer than most of them.</summary>
internal static class MigratedDatabases
{
    private static readonly Lazy<Task<byte[]>> Sqlite = new(MakeSqliteAsync);
    private static readonly Lock Gate = new();
    private static Task<string>? _postgres;

    /// <summary>Makes one on the server.</summary>
    /// <returns>Its connection string.</returns>
    public static async Task<string> CreateAsync(PostgresServer server)
    {
        Task<string> template;
        lock (Gate)
            template = _postgres ??= MakePostgresAsync(server);
        return await server.CreateDatabaseAsync(await template);
    }

    /// <summary>Makes one at this path.</summary>
    public static async Task CreateAsync(string path) => await File.WriteAllBytesAsync(path, await Sqlite.Value);

    private static async Task<string> MakePostgresAsync(PostgresServer server)
    {
        var connectionString = await server.CreateDatabaseAsync();
        await MigrateAsync(connectionString);
        return new NpgsqlConnectionStringBuilder(connectionString).Database!;
    }

    private static async Task<byte[]> MakeSqliteAsync()
    {
        var folder = Directory.CreateTempSubdirectory("futwork-template-");
        var path = Path.Combine(folder.FullName, "template.db");
        await MigrateAsync(path);
        var bytes = await File.ReadAllBytesAsync(path);
        folder.Delete(recursive: true);
        return bytes;
    }

    private static async Task MigrateAsync(string connectionString)
    {
        await using var database = new Database(connectionString);
        await new Migrator(database, TimeProvider.System, NullLogger<Migrator>.Instance).MigrateAsync();
    }
}
