using System.Text.Json.Nodes;

namespace Futwork.Simulator.Demo;

/// <summary>Sees to it that the workspace has what the demo needs, by the public API: creates only what is missing.</summary>
internal sealed class DemoSetup(PlatformClient platform, DemoFolder folder)
{
    private readonly List<string> _created = [];

    /// <summary>The caller id of the simulated line.</summary>
    public const string CallerId = "+918035735856";

    /// <summary>Trunk, agent, campaign and webhook endpoint, all in working order.</summary>
    /// <param name="phonePort">Where the phone line listens.</param>
    /// <param name="webhookUrl">Where webhooks go.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was created just now, for people; empty on later starts.</returns>
    public async Task<IReadOnlyList<string>> EnsureAsync(int phonePort, Uri webhookUrl, CancellationToken cancellationToken)
    {
        var known = folder.Memory;
        var trunk = await EnsureAsync("/api/trunks", known.TrunkId, Trunk(phonePort), known.PhonePort != phonePort, cancellationToken);
        folder.Remember(folder.Memory with { TrunkId = trunk, PhonePort = phonePort });
        var endpoint = await EnsureAsync(
            "/api/webhook-endpoints", known.WebhookEndpointId, Endpoint(webhookUrl), known.ReceiverPort != webhookUrl.Port, cancellationToken);
        var secret = await platform.ReadAsync($"/api/webhook-endpoints/{endpoint}/secret", cancellationToken);
        folder.Remember(folder.Memory with
        {
            WebhookEndpointId = endpoint,
            WebhookSecret = (string)secret!["secret"]!,
            ReceiverPort = webhookUrl.Port,
        });
        var agent = await EnsureAsync("/api/agents", known.AgentId, Agent(), changed: false, cancellationToken);
        folder.Remember(folder.Memory with { AgentId = agent });
        var campaign = await EnsureAsync("/api/campaigns", known.CampaignId, Campaign(agent, trunk), changed: false, cancellationToken);
        if (campaign != known.CampaignId)
            await platform.SendAsync(HttpMethod.Post, $"/api/campaigns/{campaign}/start", body: null, cancellationToken);
        folder.Remember(folder.Memory with { CampaignId = campaign });
        return _created;
    }

    private async Task<string> EnsureAsync(string path, string? id, JsonObject wanted, bool changed, CancellationToken cancellationToken)
    {
        if (id is not null && await platform.ReadAsync($"{path}/{id}", cancellationToken) is { } found && found["archivedAt"] is null)
        {
            if (changed)
                await platform.SendAsync(HttpMethod.Patch, $"{path}/{id}", wanted, cancellationToken);
            return id;
        }

        var made = await platform.SendAsync(HttpMethod.Post, path, wanted, cancellationToken);
        _created.Add($"{wanted["name"]}: {path}/{made["id"]}");
        return (string)made["id"]!;
    }

    private static JsonObject Trunk(int phonePort) => new()
    {
        ["name"] = "Simulated phone line",
        ["carrier"] = "sip",
        ["provider"] = "simulator",
        ["callerIds"] = new JsonArray(CallerId),
        ["hostedTelephony"] = true,
        ["maxConcurrentCalls"] = 100,
        ["callsPerSecond"] = 10,
        ["settings"] = new JsonObject { ["host"] = "127.0.0.1", ["port"] = phonePort },
    };

    private static JsonObject Endpoint(Uri url) => new() { ["name"] = "Demo webhook receiver", ["url"] = url.AbsoluteUri };

    private static JsonObject Agent() => new() { ["name"] = "Demo agent", ["definition"] = DemoAgent.Definition() };

    private static JsonObject Campaign(string agentId, string trunkId) => new()
    {
        ["name"] = "Demo campaign",
        ["agentId"] = agentId,
        ["trunkId"] = trunkId,
        ["leadSchema"] = new JsonArray(
            new JsonObject { ["name"] = "customer_name", ["type"] = "string", ["required"] = true },
            new JsonObject { ["name"] = "place", ["type"] = "string" }),
    };
}
