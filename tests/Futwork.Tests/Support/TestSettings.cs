using System.Net;
using System.Text.Json.Nodes;

namespace Futwork.Tests.Support;

/// <summary>The settings that most tests of leads and campaigns need, made through the API.</summary>
internal static class TestSettings
{
    public const string Trunk = """{"name": "Line", "settings": {"host": "192.0.2.10"}, "callerIds": ["+918035735856", "+918035735857"]}""";

    /// <summary>An agent that speaks <c>customer_name</c>, which it needs, and <c>place</c>, which it does not.</summary>
    public const string Agent =
        """
        {"name": "Reminder", "definition": {
          "variables": [{"name": "customer_name"}, {"name": "place", "default": "our office"}],
          "flow": {"steps": [{"name": "greet", "say": "Hello {{customer_name}}, see you at {{place}}.", "end": {"disposition": "Told"}}]},
          "dispositions": [{"name": "Told"}]}}
        """;

    /// <summary>An agent that speaks no variable.</summary>
    public const string PlainAgent =
        """
        {"name": "Plain", "definition": {
          "flow": {"steps": [{"name": "greet", "say": "Hello.", "end": {"disposition": "Told"}}]}, "dispositions": [{"name": "Told"}]}}
        """;

    public static async Task<string> CreateAsync(this TestServer server, string resource, string json) =>
        (await server.PostAsync($"/api/{resource}", json)).ShouldBe(HttpStatusCode.Created).Id;

    /// <summary>A draft campaign of a new agent on a new trunk.</summary>
    /// <param name="more">Further settings, as a JSON object.</param>
    public static async Task<string> CampaignAsync(this TestServer server, string more = "{}", string agent = PlainAgent)
    {
        var settings = JsonNode.Parse(more)!.AsObject();
        settings.TryAdd("name", "Test");
        if (!settings.ContainsKey("agentId"))
            settings["agentId"] = await server.CreateAsync("agents", agent);
        if (!settings.ContainsKey("trunkId"))
            settings["trunkId"] = await server.CreateAsync("trunks", Trunk);
        return await server.CreateAsync("campaigns", settings.ToJsonString());
    }

    /// <summary>Pushes a lead and returns its id.</summary>
    public static async Task<string> LeadAsync(this TestServer server, string campaignId, string json = """{"recipientPhoneNumber": "9999789877", "recipientData": {}}""") =>
        (await server.PostAsync($"/api/campaigns/{campaignId}/leads", json)).ShouldBe(HttpStatusCode.Created).Text("leadId");
}
