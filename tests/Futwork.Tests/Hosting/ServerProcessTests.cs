using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Futwork.Data;
using Futwork.Tests.Support;

namespace Futwork.Tests.Hosting;

/// <summary>The server as it is started by people: a process of its own.</summary>
public sealed partial class ServerProcessTests(PostgresServer postgres) : DatabaseTests(postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory, MemberData(nameof(Engines))]
    public async Task The_first_start_prints_a_key_that_opens_the_workspace_and_the_second_prints_none(string engine)
    {
        var database = await EmptyConnectionStringAsync(engine);

        await using (var first = await ServerProcess.StartAsync(Folder, database))
        {
            var key = Key().Match(first.Output);
            key.Success.ShouldBeTrue(first.Output);
            using var client = new HttpClient();
            client.DefaultRequestHeaders.Add("x-api-key", key.Value);
            (await client.GetAsync($"{first.BaseUrl}/api/campaigns")).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await first.StopAsync()).ShouldBe(0);
        }

        await using var second = await ServerProcess.StartAsync(Folder, database);
        Key().IsMatch(second.Output).ShouldBeFalse();
        (await second.StopAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("--Roles=api,dance", "'dance'")]
    [InlineData("--PublicUrl=calls.example.org", "https://calls.example.org")]
    [InlineData("--BodyLimit=1kB", "number of bytes")]
    [InlineData("--SecretKey=short", "32 random bytes")]
    [InlineData("--Accounts:BootstrapKey=short", "at least 24")]
    [InlineData("--Leads:RecipientDataLimit=0", "Leads:RecipientDataLimit")]
    [InlineData("--Database=Host=127.0.0.1;Port=1;Timeout=1", "The database")]
    [InlineData("--Database=Database=calls;Username=calls", "names neither a host nor a file. PostgreSQL is Host=")]
    [InlineData("--Database=postgres://calls@db.example.org/calls", "PostgreSQL is Host=")]
    [InlineData("--Database=Server=db.example.org;Sever=2", "PostgreSQL is Host=")]
    public async Task A_wrong_setting_is_explained_and_nothing_starts(string setting, string hint)
    {
        await using var server = ServerProcess.Run(Folder, setting);

        (await server.ExitAsync()).ShouldBe(2, server.Errors);

        server.Errors.ShouldContain(hint);
        server.Errors.ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData("--Roles=media,sing", "'sing'")]
    [InlineData("--Leads:RecipientDataLimit=2000", "'dance'")]
    public async Task The_environment_counts_and_the_command_line_counts_more(string setting, string hint)
    {
        await using var server = ServerProcess.Run(Folder, environment: ("FUTWORK_Roles", "api,dance"), setting);

        (await server.ExitAsync()).ShouldBe(2, server.Errors);

        server.Errors.ShouldContain(hint);
    }

    [Fact]
    public async Task A_variable_of_the_environment_without_our_prefix_is_somebody_elses()
    {
        await using var server = ServerProcess.Run(Folder, environment: ("ROLES", "api,dance"), "--Leads:RecipientDataLimit=0");

        (await server.ExitAsync()).ShouldBe(2, server.Errors);

        server.Errors.ShouldContain("Leads:RecipientDataLimit");
        server.Errors.ShouldNotContain("dance");
    }

    [Fact]
    public async Task A_port_that_is_taken_is_explained()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var server = ServerProcess.Run(Folder, $"--urls=http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}");

        (await server.ExitAsync()).ShouldBe(2, server.Errors);

        server.Errors.ShouldContain("--urls");
    }

    /// <summary>Another node migrates meanwhile, which may take long.</summary>
    [Fact]
    public async Task A_server_that_is_told_to_stop_before_it_has_started_ends_at_once()
    {
        var connectionString = await EmptyConnectionStringAsync("postgres");
        await using var database = new Database(connectionString);
        await database.WriteAsync(async session =>
        {
            await session.ExecuteAsync("SELECT pg_advisory_xact_lock(@LockKey)", new { Migrator.LockKey });
            await using var server = ServerProcess.Run(Folder, $"--Database={connectionString}");
            await Eventually.HappensAsync(async () => await database.ReadAsync(other => other.ScalarAsync<long>(
                "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted")) == 1);

            (await server.StopAsync()).ShouldBe(0, server.Errors);

            (server.Output + server.Errors).ShouldNotContain("   at ");
        });
    }

    /// <summary>The working folder may be large, such as the root of the machine.</summary>
    [Fact]
    public async Task Nothing_is_watched_in_the_working_folder()
    {
        await using var server = await ServerProcess.StartAsync(Folder, await EmptyConnectionStringAsync("sqlite"));

        server.OpenFiles.ShouldNotBeEmpty();
        server.OpenFiles.ShouldNotContain(file => file.Contains("inotify"));
    }

    [GeneratedRegex("fw_[A-Za-z0-9]{32}", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Key();

    private sealed class ServerProcess : IAsyncDisposable
    {
        private readonly Process _process;
        private readonly TaskCompletionSource<string> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly System.Text.StringBuilder _output = new();
        private readonly System.Text.StringBuilder _errors = new();

        private ServerProcess(string folder, (string Name, string Value)? environment, string[] settings)
        {
            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Futwork.dll"), $"--Data={folder}", .. settings])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            };
            if (environment is { } variable)
                start.Environment[variable.Name] = variable.Value;
            _process = new Process { StartInfo = start, EnableRaisingEvents = true };
            _process.OutputDataReceived += (_, line) => Heard(_output, line.Data);
            _process.ErrorDataReceived += (_, line) => Heard(_errors, line.Data);
            _process.Exited += (_, _) => _listening.TrySetException(new InvalidOperationException($"The server ended: {Errors}"));
            _process.Start();
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
        }

        public string BaseUrl { get; private set; } = "";

        /// <summary>What its descriptors stand for at the moment.</summary>
        public string[] OpenFiles =>
            [.. new DirectoryInfo($"/proc/{_process.Id}/fd").EnumerateFileSystemInfos().Select(descriptor => descriptor.LinkTarget).OfType<string>()];

        public string Output
        {
            get
            {
                lock (_output)
                    return _output.ToString();
            }
        }

        public string Errors
        {
            get
            {
                lock (_errors)
                    return _errors.ToString();
            }
        }

        public static ServerProcess Run(string folder, params string[] settings) => Run(folder, null, settings);

        public static ServerProcess Run(string folder, (string Name, string Value)? environment, params string[] settings) =>
            new(folder, environment, ["--urls=http://127.0.0.1:0", "--Line:SipPort=0", .. settings]);

        public static async Task<ServerProcess> StartAsync(string folder, string database)
        {
            var server = Run(folder, "--Line:Address=127.0.0.1", $"--Database={database}");
            server.BaseUrl = await server._listening.Task.WaitAsync(Patience);
            return server;
        }

        public async Task<int> StopAsync()
        {
            using var kill = Process.Start("kill", $"-TERM {_process.Id}");
            await kill.WaitForExitAsync();
            return await ExitAsync();
        }

        public async Task<int> ExitAsync()
        {
            using var limit = new CancellationTokenSource(Patience);
            await _process.WaitForExitAsync(limit.Token);
            return _process.ExitCode;
        }

        public async ValueTask DisposeAsync()
        {
            if (!_process.HasExited)
                _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        private void Heard(System.Text.StringBuilder where, string? line)
        {
            if (line is null)
                return;
            lock (where)
                where.AppendLine(line);
            if (line.Contains("Listening on "))
                _listening.TrySetResult(line[line.IndexOf("http", StringComparison.Ordinal)..line.LastIndexOf(';')]);
        }
    }
}
