using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using System.Text.Json.Nodes;
using Futwork.Benchmarks.Signalling;
using Futwork.Data;
using Futwork.Simulator.Demo;
using Microsoft.Extensions.DependencyInjection;

namespace Futwork.Benchmarks.Intake;

/// <summary>
/// Leads a second through the public API (HTTP, key, validation, each answered after its commit), beside the bare commits of one row each that
/// the same database can do in the same minute with as many writers.
/// </summary>
internal static class IntakeBench
{
    private const string ApiKey = "bench-key-0123456789abcdef";
    private const int WarmUpSeconds = 40;

    /// <param name="processes">The process ids of PostgreSQL; null with SQLite.</param>
    public static async Task<IntakeBenchResult> RunAsync(string name, string connectionString, int clients, int seconds, Func<IEnumerable<int>>? processes = null)
    {
        var folder = Directory.CreateTempSubdirectory("futwork-bench-");
        await using var server = Program.Build(
        [
            "--urls=http://127.0.0.1:0", $"--Data={folder.FullName}", $"--Database={connectionString}", $"--Accounts:BootstrapKey={ApiKey}",
            "--Roles=api", "--Logging:LogLevel:Default=Warning",
        ]);
        await server.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(server.Urls.First()) };
        http.DefaultRequestHeaders.Add("x-api-key", ApiKey);
        var path = $"/api/campaigns/{await CampaignAsync(http)}/leads";

        await PushAsync(http.BaseAddress.Port, path, clients, WarmUpSeconds, 0);
        var compiler = JitInfo.GetCompilationTime();
        var marks = (Process.GetCurrentProcess().TotalProcessorTime, DatabaseTime(processes), ChildTime.Now);
        var leads = await PushAsync(http.BaseAddress.Port, path, clients, seconds, 1_000_000);
        var cost = new IntakeCost(
            leads.PerSecond * seconds, Process.GetCurrentProcess().TotalProcessorTime - marks.TotalProcessorTime, DatabaseTime(processes) - marks.Item2, ChildTime.Now - marks.Now,
            JitInfo.GetCompilationTime() - compiler);
        var database = server.Services.GetRequiredService<Database>();
        Task<double> RowsAsync(int writers) => database.Engine is DatabaseEngine.Postgres
            ? PgBench.InsertAsync(connectionString, writers, seconds)
            : OwnRowsAsync(database, writers, seconds);
        var rows = (await RowsAsync(1), await RowsAsync(clients));
        await server.StopAsync();
        folder.Delete(recursive: true);
        return new IntakeBenchResult(name, clients, leads, rows, cost);
    }

    private static async Task<Rate> PushAsync(int port, string path, int clients, int seconds, int first)
    {
        string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
        using var client = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath!, ["intake-client", Text(port), path, ApiKey, Text(clients), Text(seconds), Text(first)])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var line = await client.StandardOutput.ReadToEndAsync();
        await client.WaitForExitAsync();
        return client.ExitCode == 0 ? Rate.Parse(line.Trim()) : throw new InvalidOperationException("The clients have failed.");
    }

    /// <summary>Processor time of PostgreSQL's processes so far; those that have ended are not in it.</summary>
    private static TimeSpan DatabaseTime(Func<IEnumerable<int>>? processes)
    {
        var sum = TimeSpan.Zero;
        foreach (var id in processes?.Invoke() ?? [])
        {
            using var process = Process.GetProcessById(id);
            sum += process.TotalProcessorTime;
        }

        return sum;
    }

    private static async Task<double> OwnRowsAsync(Database database, int writers, int seconds) =>
        (await Rate.MeasureAsync(writers, TimeSpan.FromSeconds(seconds), (_, _) => InsertAsync(database))).PerSecond;

    private static Task<int> InsertAsync(Database database) =>
        database.WriteAsync(session => session.ExecuteAsync(
            "INSERT INTO secrets (name, value) VALUES (@Name, 'one row of about the size of a lead: a name, a place, a number')", new { Name = $"bench-{Guid.NewGuid()}" }));

    /// <summary>A running campaign that calls nobody.</summary>
    public static async Task<string> CampaignAsync(HttpClient http, string duplicates = "allow")
    {
        var platform = new PlatformClient(http);
        var trunk = await PostAsync("/api/trunks", new JsonObject
        {
            ["name"] = "Nowhere",
            ["carrier"] = "sip",
            ["callerIds"] = new JsonArray("+918035735856"),
            ["settings"] = new JsonObject { ["host"] = "127.0.0.1" },
        });
        var agent = await PostAsync("/api/agents", new JsonObject { ["name"] = "Agent", ["definition"] = DemoAgent.Definition() });
        var campaign = await PostAsync("/api/campaigns", new JsonObject { ["name"] = "Campaign", ["agentId"] = agent, ["trunkId"] = trunk, ["duplicates"] = duplicates });
        await platform.SendAsync(HttpMethod.Post, $"/api/campaigns/{campaign}/start", body: null, CancellationToken.None);
        return campaign;

        async Task<string> PostAsync(string path, JsonObject body) =>
            (string)(await platform.SendAsync(HttpMethod.Post, path, body, CancellationToken.None))["id"]!;
    }
}

/// <summary>Processor time, of all leads together.</summary>
/// <param name="Leads">How many there were.</param>
/// <param name="Server">Of this process.</param>
/// <param name="Database">Of PostgreSQL; with SQLite the server's.</param>
/// <param name="Clients">Of those who push.</param>
/// <param name="Compiler">How long the compiler took of it in this process: none, once it is warm.</param>
internal sealed record IntakeCost(double Leads, TimeSpan Server, TimeSpan Database, TimeSpan Clients, TimeSpan Compiler)
{
    public override string ToString() =>
        $"µs a lead: server {Server.TotalMicroseconds / Leads:0} (the compiler {Compiler.TotalMicroseconds / Leads:0}), database {Database.TotalMicroseconds / Leads:0}, clients {Clients.TotalMicroseconds / Leads:0}";
}

/// <summary>One row of the intake table.</summary>
/// <param name="Rows">Bare one-row commits a second, by one writer, and by as many as there were clients: pgbench's on PostgreSQL, our own driver's on SQLite.</param>
internal sealed record IntakeBenchResult(string Database, int Clients, Rate Leads, (double One, double Many) Rows, IntakeCost Cost)
{
    public override string ToString() =>
        $"{Database}, {Clients} clients: leads {Leads}; {Cost}; bare one-row commits {Rows.One:0}/s by one writer (ratio {Leads.PerSecond / Rows.One:0.00}), "
        + $"{Rows.Many:0}/s by {Clients} (ratio {Leads.PerSecond / Rows.Many:0.00})";
}
