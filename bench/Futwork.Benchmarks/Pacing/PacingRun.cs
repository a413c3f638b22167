using System.Globalization;
using System.Text.Json.Nodes;
using Futwork.Realtime.Speech;
using Futwork.Simulator.Demo;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Futwork.Benchmarks.Pacing;

/// <summary>
/// Whole nodes dial one trunk by real SIP, as fast as it allows; nobody at the far end is reached. What is measured is when the INVITEs came, as the line itself noted it.
/// </summary>
internal static class PacingRun
{
    private const string ApiKey = "bench-key-0123456789abcdef";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    public static async Task<PacingResult> RunAsync(PacingSetup setup)
    {
        var folder = Directory.CreateTempSubdirectory("futwork-pacing-");
        // What a process does for the first time takes it long: that is not what is measured. A line that wants rest would take too long for it.
        var warmUp = setup with { PerSecond = 20, Seconds = 3, Kind = setup.Kind is PacingKind.Reject ? PacingKind.Spaced : setup.Kind };
        using var warm = new LineSet(warmUp);
        using var lines = new LineSet(setup);
        var nodes = new List<WebApplication>();
        for (var i = 0; i < setup.Nodes; i++)
        {
            nodes.Add(Program.Build(Arguments(setup.ConnectionString, folder.FullName), services => Replace(services, setup)));
            await nodes[^1].StartAsync();
        }

        await CallAsync(nodes[0].Urls.First(), warmUp, warm);
        await CallAsync(nodes[0].Urls.First(), setup, lines);
        foreach (var node in nodes)
        {
            await node.StopAsync();
            await node.DisposeAsync();
        }

        folder.Delete(recursive: true);
        return PacingResult.Of(setup, lines.Calls());
    }

    private static string[] Arguments(string connectionString, string folder) =>
    [
        "--urls=http://127.0.0.1:0", $"--Data={folder}", $"--Database={connectionString}", $"--Accounts:BootstrapKey={ApiKey}",
        "--Roles=api,media", "--Line:Address=127.0.0.1", "--Line:SipPort=0", "--Logging:LogLevel:Default=Error",
    ];

    private static void Replace(IServiceCollection services, PacingSetup setup)
    {
        services.RemoveAll<ISpeechToText>().AddSingleton(setup.Ears);
        services.RemoveAll<ITextToSpeech>().AddSingleton(setup.Mouth);
    }

    /// <summary>Has everybody called, over a trunk of its own.</summary>
    private static async Task CallAsync(string address, PacingSetup setup, LineSet lines)
    {
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        http.DefaultRequestHeaders.Add("x-api-key", ApiKey);
        var platform = new PlatformClient(http);
        var trunk = await PostAsync("/api/trunks", Trunk(setup, lines));
        var agent = await PostAsync("/api/agents", new JsonObject { ["name"] = "Agent", ["definition"] = Agent(setup) });
        var campaign = await PostAsync("/api/campaigns", new JsonObject { ["name"] = "Campaign", ["agentId"] = agent, ["trunkId"] = trunk });
        await platform.SendAsync(HttpMethod.Post, $"/api/campaigns/{campaign}/start", body: null, CancellationToken.None);
        foreach (var chunk in Enumerable.Range(0, setup.People).Chunk(5000))
            await platform.SendAsync(HttpMethod.Post, $"/api/campaigns/{campaign}/leads/batch", new JsonObject { ["leads"] = Leads(chunk) }, CancellationToken.None);
        await WaitAsync(setup, lines);

        async Task<string> PostAsync(string path, JsonObject body) => (string)(await platform.SendAsync(HttpMethod.Post, path, body, CancellationToken.None))["id"]!;
    }

    private static JsonObject Trunk(PacingSetup setup, LineSet lines)
    {
        var trunk = new JsonObject
        {
            ["name"] = "Line",
            ["callerIds"] = new JsonArray("+918035735856"),
            ["callsPerSecond"] = setup.CallsPerSecond,
            ["maxConcurrentCalls"] = 5000,
            // Neither the pauses of a breaker are measured nor what OPTIONS tell.
            ["circuitBreaker"] = new JsonObject { ["enabled"] = false },
            ["settings"] = new JsonObject { ["gateways"] = Gateways(lines.Ports), ["qualifySeconds"] = 0 },
        };
        if (setup.Kind is PacingKind.Window)
            trunk["limit"] = new JsonObject { ["kind"] = "window", ["calls"] = setup.Limit.Invites, ["seconds"] = (int)setup.Limit.Time.TotalSeconds };
        return trunk;
    }

    private static JsonArray Gateways(IEnumerable<int> ports) => new([.. ports.Select(port => (JsonNode)new JsonObject { ["host"] = "127.0.0.1", ["port"] = port })]);

    private static JsonArray Leads(int[] numbers) => new(
    [
        .. numbers.Select(number => (JsonNode)new JsonObject
        {
            ["recipientPhoneNumber"] = (7_000_000_000L + number).ToString(CultureInfo.InvariantCulture),
            ["recipientData"] = new JsonObject(),
        }),
    ]);

    private static JsonObject Agent(PacingSetup setup) => new JsonObject
    {
        ["listening"] = new JsonObject { ["engine"] = setup.Ears.Name },
        ["voice"] = new JsonObject { ["engine"] = setup.Mouth.Name },
        ["flow"] = JsonNode.Parse("""{"steps": [{"name": "greet", "say": "Hello.", "end": {"disposition": "Told"}}]}"""),
        ["dispositions"] = JsonNode.Parse("""[{"name": "Told"}]"""),
    };

    private static async Task WaitAsync(PacingSetup setup, LineSet lines)
    {
        var atMost = TimeSpan.FromSeconds(setup.Seconds) + (setup.IsTimed ? TimeSpan.Zero : Patience);
        var all = setup.IsTimed ? int.MaxValue : setup.People * setup.InvitesPerCall;
        for (var waited = TimeSpan.Zero; lines.Calls().Count < all && waited < atMost; waited += LookEvery)
            await Task.Delay(LookEvery);
    }
}
