using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace Futwork.Tests.Support;

/// <summary>
/// A PostgreSQL that the test run starts itself, on a loopback port of its own with its data in a temporary folder,
/// on first use; ended by its process id when the run is over.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const int MostLastWords = 30;

    private readonly Lazy<Task> _started;
    private readonly bool _durable;
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"futwork-pg-{Guid.NewGuid():n}");
    private readonly int _port = Ports.Free();
    private int _databases;
    private readonly ConcurrentQueue<string> _lastWords = new();
    private Process? _server;

    public PostgresServer()
        : this(durable: false)
    {
    }

    /// <param name="durable">Whether a commit waits for the disk, as in production; tests have no need to.</param>
    internal PostgresServer(bool durable)
    {
        _durable = durable;
        _started = new(StartAsync);
    }

    /// <summary>Creates a database and returns its connection string.</summary>
    /// <param name="template">The database that it is a copy of, which nobody is connected to; null: it is empty.</param>
    public async Task<string> CreateDatabaseAsync(string? template = null)
    {
        await _started.Value;
        var name = $"futwork_{Interlocked.Increment(ref _databases)}";
        await TellAsync($"CREATE DATABASE {name}{(template is null ? "" : $" TEMPLATE {template}")}");
        return ConnectionString(name);
    }

    /// <summary>Drops a database, whoever is still connected: hundreds of them would fill a machine whose temporary files are in memory.</summary>
    internal Task DropDatabaseAsync(string connectionString) =>
        TellAsync($"DROP DATABASE {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");

    /// <summary>The process id of the server.</summary>
    internal int ProcessId => _server!.Id;

    /// <summary>The process ids of the sessions and workers that it has at the moment.</summary>
    internal IReadOnlyList<int> Children() =>
        [.. File.ReadAllText($"/proc/{ProcessId}/task/{ProcessId}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];

    /// <summary>Ends it as a power cut would: nothing is written any more, and the next start has to recover from its log.</summary>
    internal async Task CrashAsync()
    {
        // SIGQUIT is PostgreSQL's immediate shutdown. SIGKILL of this one process would leave its children behind.
        await RunAsync("kill", $"-QUIT {_server!.Id}");
        await _server.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);
        _server.Dispose();
    }

    /// <summary>It has ended, though nobody told it to: it gives up when the process that recovers it is killed.</summary>
    internal bool HasEnded => _server!.HasExited;

    /// <summary>Told each line of its log, by another thread.</summary>
    internal Action<string>? OnSaid { get; set; }

    /// <summary>The end of its log.</summary>
    internal string LastWords => string.Join('\n', _lastWords);

    /// <summary>Waits until it serves again after one of its processes was killed, or starts it again when it gave up, as whoever keeps a database running would.</summary>
    internal async Task ReviveAsync()
    {
        try
        {
            await WaitUntilReadyAsync();
        }
        catch (NpgsqlException) when (HasEnded)
        {
            await RestartAsync();
        }
    }

    /// <summary>Starts it again when it has ended; ready when this returns.</summary>
    internal async Task RestartAsync()
    {
        StartServer();
        await WaitUntilReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is null)
            return;
        NpgsqlConnection.ClearAllPools();
        if (!_server.HasExited)
            await CrashAsync();
        Directory.Delete(_folder, recursive: true);
    }

    // As in production nothing is said of connections; many tests at a time would open more than it takes.
    private string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={_port};Username=postgres;Database={database}{(_durable ? "" : ";Maximum Pool Size=20")}";

    private async Task TellAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task StartAsync()
    {
        Directory.CreateDirectory(_folder);
        var data = Path.Combine(_folder, "data");
        if (Environment.IsPrivilegedProcess)
            await RunAsync("chown", $"postgres {_folder}");
        await RunAsync(AsPostgres($"{Binary("initdb")} -D {data} -U postgres -A trust -E UTF8 --locale=C --no-sync"));
        StartServer();
        await WaitUntilReadyAsync();
    }

    private void StartServer()
    {
        var data = Path.Combine(_folder, "data");
        _server = Start(AsPostgres(
            $"{Binary("postgres")} -D {data} -p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync={(_durable ? "on" : "off")} -c max_connections=200"));
        // Its log has to be read, or the pipe would fill and the server stop.
        _server.OutputDataReceived += Note;
        _server.ErrorDataReceived += Note;
        _server.BeginOutputReadLine();
        _server.BeginErrorReadLine();
    }

    private void Note(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
            return;
        OnSaid?.Invoke(line.Data);
        _lastWords.Enqueue(line.Data);
        while (_lastWords.Count > MostLastWords)
            _lastWords.TryDequeue(out _);
    }

    private async Task WaitUntilReadyAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            try
            {
                // Not one of the pool, which may have been opened before it crashed.
                await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
                await connection.OpenAsync(limit.Token);
                return;
            }
            catch (NpgsqlException) when (!limit.IsCancellationRequested && !_server!.HasExited)
            {
                await Task.Delay(50, limit.Token);
            }
        }
    }

    // The server refuses to run as root; Debian's package brings a user for it. setpriv execs, so the process id is the server's.
    private static (string File, string Arguments) AsPostgres(string command) =>
        Environment.IsPrivilegedProcess
            ? ("setpriv", $"--reuid=postgres --regid=postgres --clear-groups {command}")
            : (command.Split(' ', 2)[0], command.Split(' ', 2)[1]);

    /// <summary>Where one of its programs is.</summary>
    internal static string Binary(string name) =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Order().Select(version => Path.Combine(version, "bin", name)).Last(File.Exists)
            : throw new InvalidOperationException("PostgreSQL's server is not installed. Run ./test, or: apt-get install postgresql-15");

    private static Task RunAsync((string File, string Arguments) command) => RunAsync(command.File, command.Arguments);

    private static async Task RunAsync(string file, string arguments)
    {
        using var process = Start((file, arguments));
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{file} {arguments} failed: {errors}");
    }

    private static Process Start((string File, string Arguments) command)
    {
        var process = Process.Start(new ProcessStartInfo(command.File, command.Arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        })!;
        return process;
    }
}
