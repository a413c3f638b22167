using Futwork.Data;
using Futwork.Hosting;
using Futwork.Queue;

namespace Futwork.Tests.Support;

/// <summary>Rows that a test of the path starts from. Every id is 24 hex digits, as the API makes them.</summary>
internal sealed class Seeds(PathRig rig)
{
    public const string Workspace = "5f0000000000000000000001";
    public const string Agent = "5f0000000000000000000002";
    public const string Trunk = "5f0000000000000000000003";
    public const string Campaign = "5f0000000000000000000004";
    public const string Secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    /// <summary>SQL: the number of each lead is on the do-not-call list.</summary>
    public const string EverybodyIsListed = "INSERT INTO suppressions (workspace_id, id, phone, source, created_at) SELECT workspace_id, id, phone, 'api', 1 FROM leads";

    /// <summary>All that a webhook endpoint can be told of.</summary>
    public static readonly string[] AllStatuses = ["initiated", "ringing", "in-progress", "call-disconnected", "completed", "no-answer", "busy", "failed", "canceled"];

    private int _leads;

    public async Task WorkspaceAsync() =>
        await rig.ExecuteAsync("INSERT INTO workspaces (id, name, created_at) VALUES (@Workspace, 'Test', 1)", new { Workspace });

    /// <summary>An agent that greets and waits for the person, with the engines of the tests.</summary>
    public const string Greeter =
        """
        {"listening":{"engine":"scripted"},"voice":{"engine":"scripted"},
         "flow":{"steps":[{"name":"hello","say":"Hello","listen":{"yes":"bye","no":"bye"}},{"name":"bye","say":"Bye","end":{"disposition":"Done"}}]}}
        """;

    /// <summary>Everything that a lead needs to be called.</summary>
    public async Task AllAsync(int maxCalls = 10, double callsPerSecond = 10, string campaign = "")
    {
        await WorkspaceAsync();
        await AgentAsync(Greeter);
        await TrunkAsync(maxCalls, callsPerSecond);
        await CampaignAsync(campaign);
    }

    public Task AgentAsync(string definition) =>
        rig.Database.WriteAsync(async session =>
        {
            await session.ExecuteAsync(
                "INSERT INTO agents (workspace_id, id, name, current_version, created_at, updated_at) VALUES (@Workspace, @Agent, 'Agent', 1, 1, 1)",
                new { Workspace, Agent });
            await session.ExecuteAsync(
                "INSERT INTO agent_versions (workspace_id, agent_id, version, definition, created_at) VALUES (@Workspace, @Agent, 1, @definition, 1)",
                new { Workspace, Agent, definition });
        });

    public Task TrunkAsync(int maxCalls = 10, double callsPerSecond = 10, string id = Trunk, string carrier = "sip") =>
        rig.ExecuteAsync(
            """
            INSERT INTO trunks (workspace_id, id, name, carrier, provider, settings, caller_ids, hosted, max_calls, calls_per_second, created_at, updated_at)
            VALUES (@Workspace, @id, 'Trunk', @carrier, 'exotel', '{}', '["+918035735856"]', 1, @maxCalls, @callsPerSecond, 1, 1)
            """,
            new { Workspace, id, carrier, maxCalls, callsPerSecond });

    /// <param name="settings">Further settings: nothing, or a comma and JSON members.</param>
    public Task CampaignAsync(string settings = "", string id = Campaign, string trunk = Trunk, string status = "running") =>
        rig.ExecuteAsync(
            """
            INSERT INTO campaigns (workspace_id, id, name, status, agent_id, trunk_id, settings, created_at, updated_at)
            VALUES (@Workspace, @id, 'Campaign', @status, @Agent, @trunk, @settings, 1, 1)
            """,
            new { Workspace, id, status, Agent, trunk, settings = $$"""{"name":"Campaign","agentId":"{{Agent}}","trunkId":"{{trunk}}"{{settings}}}""" });

    /// <summary>A lead with its dial order, as a push makes them.</summary>
    public async Task<string> LeadAsync(string recipientData = """{ "customer_name": "abcd xyz", "place": "ABC" }""", string campaign = Campaign, long? dueAt = null)
    {
        var id = Ids.New(rig.Time);
        var phone = $"+9180764{Interlocked.Increment(ref _leads):00000}";
        await rig.Database.WriteAsync(async session =>
        {
            await session.ExecuteAsync(
                """
                INSERT INTO leads (workspace_id, campaign_id, id, phone_sent, phone, recipient_data, created_at)
                VALUES (@Workspace, @campaign, @id, @phone, @phone, @recipientData, @Now)
                """,
                new { Workspace, campaign, id, phone, recipientData, rig.Now });
            await rig.Get<WorkQueue>().EnqueueAsync(session, NewWork.Dial(Workspace, campaign, id, dueAt ?? rig.Now));
            await Futwork.Campaigns.CampaignCounters.MoveAsync(session, (Workspace, campaign), rig.Now, null, Futwork.Campaigns.CampaignCounters.Waiting);
        });
        return id;
    }

    /// <summary>A call of a lead, with nothing behind it that would move it.</summary>
    public async Task<string> CallAsync(string leadId, string status, string campaign = Campaign)
    {
        var id = Guid.CreateVersion7(rig.Time.GetUtcNow()).ToString();
        await rig.ExecuteAsync(
            """
            INSERT INTO calls (workspace_id, id, lead_id, campaign_id, agent_id, agent_version, trunk_id, work_id, fence, node, attempt, direction,
                status, to_number, from_number, provider_call_id, created_at, updated_at)
            SELECT workspace_id, @id, id, campaign_id, @Agent, 1, @Trunk, 'none', 1, 'node', 1, 'outbound',
                @status, phone, '+918035735856', 'provider-1', @Now, @Now
            FROM leads WHERE workspace_id = @Workspace AND id = @leadId
            """,
            new { Workspace, id, leadId, Agent, Trunk, status, rig.Now });
        return id;
    }

    public async Task<string> EndpointAsync(string url, params string[] statuses)
    {
        var id = Ids.New(rig.Time);
        await rig.ExecuteAsync(
            """
            INSERT INTO webhook_endpoints (workspace_id, id, name, url, secret, statuses, created_at, updated_at)
            VALUES (@Workspace, @id, 'Endpoint', @url, @secret, @statuses, 1, 1)
            """,
            new
            {
                Workspace,
                id,
                url,
                secret = rig.Get<SecretBox>().Seal(Workspace, Secret),
                statuses = System.Text.Json.JsonSerializer.Serialize(statuses),
            });
        return id;
    }

    /// <summary>Every endpoint has this header of the client's own, and no other.</summary>
    public Task EndpointHeaderAsync(string name, string value) =>
        rig.ExecuteAsync(
            "UPDATE webhook_endpoints SET headers = @headers",
            new { headers = ApiJson.Write(new Dictionary<string, string> { [name] = rig.Get<SecretBox>().Seal(Workspace, value) }) });
}
