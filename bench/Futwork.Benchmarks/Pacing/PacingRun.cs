using System.Globalization;
using System.Text.Json.Nodes;
using Futwork.Realtime.Speech;
using Futwork.Simulator.Demo;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Futwork.Benchmarks.Pacing;

/// <summary>What a run is made of.</summary>
/// <param name="ConnectionString">A PostgreSQL database of its own, where there is more than one node.</param>
/// <param name="Nodes">How many nodes dial.</param>
/// <param name="PerSecond">The trunk's calls per second.</param>
/// <param name="Seconds">How long there is somebody to call.</param>
/// <param name="Ears">The recogniser of the agent, which nobody talks to.</param>
/// <param name="Mouth">The voice of the agent, which nobody hears.</param>
internal sealed record PacingSetup(string ConnectionString, int Nodes, int PerSecond, int Seconds, ISpeechToText Ears, ITextToSpeech Mouth);

/// <summary>
/// Whole nodes dial one trunk by real SIP, as fast as it allows; everybody at the far end is busy. What is measured is when the INVITEs came, as the line itself, a
/// SIPp, noted it.
/// </summary>
internal static class PacingRun
{
    private const string ApiKey = "bench-key-0123456789abcdef";
    private const int WarmUp = 60;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    public static async Task<PacingResult> RunAsync(PacingSetup setup)
    {
        var folder = Directory.CreateTempSubdirectory("futwork-pacing-");
        using var line = new BusyLine();
        var nodes = new List<WebApplication>();
        for (var i = 0; i < setup.Nodes; i++)
        {
            nodes.Add(Program.Build(Arguments(setup.ConnectionString, folder.FullName), services => Replace(services, setup)));
            await nodes[^1].StartAsync();
        }

        // What a process does for the first time takes it long: that is not what is measured.
        await CallAsync(nodes[0].Urls.First(), setup with { PerSecond = 20 }, line.Port, WarmUp);
        await WaitAsync(line, WarmUp, Patience);
        var people = setup.PerSecond * setup.Seconds;
        await CallAsync(nodes[0].Urls.First(), setup, line.Port, people);
        await WaitAsync(line, WarmUp + people, TimeSpan.FromSeconds(setup.Seconds) + Patience);
        foreach (var node in nodes)
        {
            await node.StopAsync();
            await node.DisposeAsync();
        }

        folder.Delete(recursive: true);
        return PacingResult.Of(setup, [.. line.Arrivals().Skip(WarmUp)]);
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

    /// <summary>Has so many people called, over a trunk of its own.</summary>
    private static async Task CallAsync(string address, PacingSetup setup, int port, int people)
    {
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        http.DefaultRequestHeaders.Add("x-api-key", ApiKey);
        var platform = new PlatformClient(http);
        var trunk = await PostAsync("/api/trunks", new JsonObject
        {
            ["name"] = "Line",
            ["callerIds"] = new JsonArray("+918035735856"),
            ["callsPerSecond"] = setup.PerSecond,
            ["maxConcurrentCalls"] = 5000,
            ["settings"] = new JsonObject { ["host"] = "127.0.0.1", ["port"] = port },
        });
        var agent = await PostAsync("/api/agents", new JsonObject { ["name"] = "Agent", ["definition"] = Agent(setup) });
        var campaign = await PostAsync("/api/campaigns", new JsonObject { ["name"] = "Campaign", ["agentId"] = agent, ["trunkId"] = trunk });
        await platform.SendAsync(HttpMethod.Post, $"/api/campaigns/{campaign}/start", body: null, CancellationToken.None);
        foreach (var chunk in Enumerable.Range(0, people).Chunk(5000))
            await platform.SendAsync(HttpMethod.Post, $"/api/campaigns/{campaign}/leads/batch", new JsonObject { ["leads"] = Leads(chunk) }, CancellationToken.None);

        async Task<string> PostAsync(string path, JsonObject body) => (string)(await platform.SendAsync(HttpMethod.Post, path, body, CancellationToken.None))["id"]!;
    }

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

    private static async Task WaitAsync(BusyLine line, int people, TimeSpan atMost)
    {
        for (var waited = TimeSpan.Zero; line.Arrivals().Count < people && waited < atMost; waited += LookEvery)
            await Task.Delay(LookEvery);
    }
}

/// <summary>What the line saw.</summary>
/// <param name="Setup">Of which run.</param>
/// <param name="Calls">How many INVITEs came.</param>
/// <param name="MostInASecond">The most of them in any one second.</param>
/// <param name="Used">How much of the limit was used from the first call to the last, 0 to 1.</param>
internal sealed record PacingResult(PacingSetup Setup, int Calls, int MostInASecond, double Used)
{
    public static PacingResult Of(PacingSetup setup, IReadOnlyList<DateTimeOffset> arrivals)
    {
        var (most, first) = (0, 0);
        for (var last = 0; last < arrivals.Count; last++)
        {
            while (arrivals[last] - arrivals[first] >= TimeSpan.FromSeconds(1))
                first++;
            most = Math.Max(most, last - first + 1);
        }

        var used = arrivals.Count < 2 ? 0 : (arrivals.Count - 1) / (arrivals[^1] - arrivals[0]).TotalSeconds / setup.PerSecond;
        return new PacingResult(setup, arrivals.Count, most, used);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Setup.PerSecond}/s, {Setup.Nodes} node(s), {Setup.Seconds} s: {Calls} calls, at most {MostInASecond} in any second, {Used:P1} of the limit used");
}
