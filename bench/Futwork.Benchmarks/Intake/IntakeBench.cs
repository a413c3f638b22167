using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Futwork.Data;
using Futwork.Simulator.Demo;
using Microsoft.Extensions.DependencyInjection;

namespace Futwork.Benchmarks.Intake;

/// <summary>
/// Leads a second through the public API (HTTP, key, validation, one commit each), beside the bare commits of one row each that
/// the same database can do in the same minute with as many writers.
/// </summary>
internal static class IntakeBench
{
    private const string ApiKey = "bench-key-0123456789";
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    public static async Task<IntakeBenchResult> RunAsync(string name, string connectionString, int clients, int seconds)
    {
        var folder = Directory.CreateTempSubdirectory("futwork-bench-");
        await using var server = Program.Build(
        [
            "--urls=http://127.0.0.1:0", $"--Data={folder.FullName}", $"--Database={connectionString}", $"--Accounts:BootstrapKey={ApiKey}",
            "--Roles=api", "--Logging:LogLevel:Default=Warning",
        ]);
        await server.StartAsync();
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = clients, UseProxy = false };
        using var http = new HttpClient(handler) { BaseAddress = new Uri(server.Urls.First()) };
        http.DefaultRequestHeaders.Add("x-api-key", ApiKey);
        var path = $"/api/campaigns/{await CampaignAsync(http)}/leads";

        await MeasureAsync(clients, WarmUp, i => PushAsync(http, path, i));
        var leads = await MeasureAsync(clients, TimeSpan.FromSeconds(seconds), i => PushAsync(http, path, 1_000_000 + i));
        var database = server.Services.GetRequiredService<Database>();
        var rows = await MeasureAsync(clients, TimeSpan.FromSeconds(seconds), i => InsertAsync(database, i));
        await server.StopAsync();
        folder.Delete(recursive: true);
        return new IntakeBenchResult(name, clients, leads, rows);
    }

    private static async Task<Rate> MeasureAsync(int clients, TimeSpan time, Func<int, Task> once)
    {
        var started = Stopwatch.GetTimestamp();
        var number = 0;
        var latencies = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            var own = new List<double>();
            while (Stopwatch.GetElapsedTime(started) < time)
            {
                var before = Stopwatch.GetTimestamp();
                await once(Interlocked.Increment(ref number));
                own.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
            }

            return own;
        })));
        double[] sorted = [.. latencies.SelectMany(own => own).Order()];
        return new Rate(sorted.Length / Stopwatch.GetElapsedTime(started).TotalSeconds, sorted[sorted.Length / 2], sorted[sorted.Length * 99 / 100]);
    }

    private static async Task PushAsync(HttpClient http, string path, int i)
    {
        var phone = (6_000_000_000L + i).ToString(CultureInfo.InvariantCulture);
        using var body = new StringContent(
            $$"""{ "recipientPhoneNumber": "{{phone}}", "recipientData": { "customer_name": "Asha Rao", "place": "Pune" } }""",
            Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var answer = await http.PostAsync(path, body);
        answer.EnsureSuccessStatusCode();
    }

    private static Task<int> InsertAsync(Database database, int i) =>
        database.WriteAsync(session => session.ExecuteAsync(
            "INSERT INTO secrets (name, value) VALUES (@Name, 'one row of about the size of a lead: a name, a place, a number')", new { Name = $"bench-{i}" }));

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

/// <summary>How fast something went.</summary>
/// <param name="PerSecond">Times a second.</param>
/// <param name="P50">Median, in milliseconds.</param>
/// <param name="P99">99th percentile, in milliseconds.</param>
internal sealed record Rate(double PerSecond, double P50, double P99)
{
    public override string ToString() => $"{PerSecond:0}/s (p50 {P50:0.0} ms, p99 {P99:0.0} ms)";
}

/// <summary>One row of the intake table.</summary>
internal sealed record IntakeBenchResult(string Database, int Clients, Rate Leads, Rate Rows)
{
    public override string ToString() =>
        $"{Database}, {Clients} clients: leads {Leads}; bare one-row commits {Rows}; ratio {Leads.PerSecond / Rows.PerSecond:0.00}";
}
