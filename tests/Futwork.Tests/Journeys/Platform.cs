using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Futwork.Simulator.Demo;
using Futwork.Simulator.Personas;
using Futwork.Simulator.Phone;
using Futwork.Simulator.Receiver;
using Futwork.Tests.Support;

namespace Futwork.Tests.Journeys;

/// <summary>
/// The whole platform as a client meets it: the server on a real port and database, a simulated phone line on real SIP and RTP
/// with the embedded speech engines, and a webhook receiver. Leads are pushed by HTTP; nothing is reached from inside.
/// </summary>
internal sealed class Platform : IAsyncDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("futwork-journey-").FullName;
    private readonly WebhookReceiver _receiver = new(TimeProvider.System);
    private readonly ConcurrentDictionary<string, Journey> _byLead = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<LineEntry>> _byNumber = new();
    private readonly string _connectionString;
    private TestServer? _server;
    private PhoneLine? _line;
    private Task _receiving = Task.CompletedTask;
    private string _trunkId = "";

    private Platform(string connectionString) => _connectionString = connectionString;

    public TestServer Server => _server!;

    public string CampaignId { get; private set; } = "";

    public string DataFolder => _data;

    /// <summary>Starts all of it, with the demo's own agent.</summary>
    public static async Task<Platform> StartAsync(string connectionString)
    {
        var platform = new Platform(connectionString);
        await platform.StartServerAsync();
        await platform.StartFarEndsAsync();
        await platform.PrepareAsync();
        return platform;
    }

    /// <summary>Starts another campaign over the same line.</summary>
    /// <param name="agent">An agent's definition.</param>
    /// <param name="settings">What else the campaign shall be.</param>
    public async Task<string> CampaignAsync(JsonNode agent, JsonObject? settings = null)
    {
        var made = await PostAsync("/api/agents", new JsonObject { ["name"] = "Agent", ["definition"] = agent });
        var campaign = settings ?? [];
        campaign["name"] = "Campaign";
        campaign["agentId"] = (string)made["id"]!;
        campaign.TryAdd("trunkId", _trunkId);
        var id = (string)(await PostAsync("/api/campaigns", campaign))["id"]!;
        await PostAsync($"/api/campaigns/{id}/start", null);
        return id;
    }

    /// <summary>Makes another trunk to the same phone line.</summary>
    public async Task<string> TrunkAsync()
    {
        var trunk = await PostAsync("/api/trunks", new JsonObject
        {
            ["name"] = "Line",
            ["carrier"] = "sip",
            ["provider"] = "simulator",
            ["callerIds"] = new JsonArray("+918035735856"),
            ["maxConcurrentCalls"] = 6,
            ["callsPerSecond"] = 10,
            ["settings"] = new JsonObject { ["host"] = "127.0.0.1", ["port"] = _line!.EndPoint.Port },
        });
        return (string)trunk["id"]!;
    }

    /// <summary>Pushes a lead by the request of the contract.</summary>
    public async Task<Journey> PushAsync(string phone, string recipientData, string? campaignId = null)
    {
        var body = $$"""{ "recipientPhoneNumber": "{{phone}}", "recipientData": {{recipientData}} }""";
        var line = _byNumber.GetOrAdd(phone, _ => new());
        var answer = (await Server.PostAsync($"/api/campaigns/{campaignId ?? CampaignId}/leads", body)).ShouldBe(HttpStatusCode.Created);
        var journey = Of(answer.Text("leadId"));
        journey.Line = line;
        return journey;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_line is not null)
            await _line.DisposeAsync();
        await _receiver.DisposeAsync();
        await _receiving;
        Directory.Delete(_data, recursive: true);
    }

    private async Task StartServerAsync() =>
        _server = await TestServer.StartAsync(_connectionString, _data, _ => { }, "--Roles=api,media,jobs", "--Line:Address=127.0.0.1", "--Line:SipPort=0");

    private async Task StartFarEndsAsync()
    {
        _line = await SimulatedPhone.StartAsync(PersonaBook.BuiltIn(), setup => setup with { OnEntry = Log, CallersSay = DemoAgent.Sentences() }, CancellationToken.None);
        await _receiver.StartAsync(port: 0);
        _receiving = ReceiveAsync();
    }

    private async Task PrepareAsync()
    {
        var endpoint = await PostAsync("/api/webhook-endpoints", new JsonObject { ["name"] = "Journeys", ["url"] = _receiver.Address.AbsoluteUri });
        _receiver.Trust((await Server.GetAsync($"/api/webhook-endpoints/{endpoint["id"]}/secret")).Text("secret"));
        _trunkId = await TrunkAsync();
        CampaignId = await CampaignAsync(DemoAgent.Definition(), new JsonObject { ["ringTimeoutSeconds"] = 6 });
    }

    private async Task ReceiveAsync()
    {
        await foreach (var post in _receiver.Posts.ReadAllAsync())
        {
            // A very quick call may be over before the answer to its push is read.
            Of(JsonElement.Parse(post.Text).GetProperty("leadId").GetString()!).Take(post);
        }
    }

    /// <summary>What comes of a lead that was taken in otherwise.</summary>
    public Journey Of(string leadId) => _byLead.GetOrAdd(leadId, id => new Journey(id, _data));

    private async Task<JsonNode> PostAsync(string path, JsonNode? body) =>
        (await Server.PostAsync(path, body?.ToJsonString() ?? "{}")).Json;

    private void Log(LineEntry entry) => _byNumber.GetOrAdd(entry.To[^10..], _ => new()).Enqueue(entry);
}
