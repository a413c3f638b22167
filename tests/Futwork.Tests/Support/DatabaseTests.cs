using Futwork.Data;
using Futwork.Tests.Support;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Futwork.Tests.Support;

/// <summary>Base of every test that touches the database: each theory runs on both engines, on a fresh, migrated database.</summary>
public abstract class DatabaseTests(PostgresServer postgres) : IAsyncDisposable
{
    /// <summary>On two cores that all tests share, one may stand still in a transaction for longer than a node may.</summary>
    private const string Patient = ";Options=-c idle_in_transaction_session_timeout=60s";

    private readonly List<IAsyncDisposable> _open = [];
    private readonly List<string> _onServer = [];
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"futwork-db-{Guid.NewGuid():n}");

    /// <summary>The engines, for <c>[MemberData(nameof(Engines))]</c>: <c>sqlite</c> and <c>postgres</c>.</summary>
    public static TheoryData<string> Engines => ["sqlite", "postgres"];

    /// <summary>A folder of this test's own, gone when it ends.</summary>
    protected string Folder => Directory.CreateDirectory(_folder).FullName;

    /// <summary>The connection string of a fresh database with the schema in it.</summary>
    protected async Task<string> ConnectionStringAsync(string engine)
    {
        if (engine == "postgres")
            return Dropped(await MigratedDatabases.CreateAsync(postgres));
        var path = NewPath();
        await MigratedDatabases.CreateAsync(path);
        return path;
    }

    /// <summary>The connection string of a database that has nothing in it.</summary>
    protected async Task<string> EmptyConnectionStringAsync(string engine) => engine == "postgres" ? Dropped(await postgres.CreateDatabaseAsync()) : NewPath();

    /// <summary>Disposes of it when the test ends, before the folder goes.</summary>
    private protected void Own(IAsyncDisposable item) => _open.Add(item);

    /// <summary>A fresh database with the schema in it.</summary>
    private protected async Task<Database> OpenAsync(string engine)
    {
        var database = new Database(await ConnectionStringAsync(engine));
        _open.Add(database);
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var item in _open)
            await item.DisposeAsync();
        foreach (var database in _onServer)
            await postgres.DropDatabaseAsync(database);
        await DeleteFolderAsync();
        GC.SuppressFinalize(this);
    }

    private string Dropped(string connectionString)
    {
        _onServer.Add(connectionString);
        return connectionString + Patient;
    }

    private string NewPath() => Path.Combine(Folder, $"{Guid.NewGuid():n}.db");

    /// <summary>A call that a test has left alone may still be finishing its recording.</summary>
    private async Task DeleteFolderAsync()
    {
        const int mostAttempts = 20;
        for (var attempt = 1; Directory.Exists(_folder); attempt++)
        {
            try
            {
                Directory.Delete(_folder, recursive: true);
            }
            catch (IOException) when (attempt < mostAttempts)
            {
                await Task.Delay(50);
            }
        }
    }
}
