using System.Net;
using System.Text.Json.Nodes;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Realtime.Sip.Peers;
using Futwork.Tests.Support;
using Npgsql;

namespace Futwork.Tests.Operations;

/// <summary>A backup and its restoration, by the commands of docs/operations.md.</summary>
public sealed class BackupTests(PostgresServer postgres) : DatabaseTests(postgres)
{
    private const string AllRoles = "--Roles=api,media,jobs";

    [Fact]
    public async Task What_was_restored_goes_on_and_calls_nobody_before_somebody_says_so()
    {
        var connectionString = await ConnectionStringAsync("postgres");
        var carrier = new ScriptedCarrier { AlwaysAnswer = new(LegResult.Busy) };
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        string campaign, before, since;
        await using (var node = await StartAsync(connectionString, carrier, "--Roles=api"))
        {
            campaign = await node.CampaignAsync(agent: $$"""{"name": "Greeter", "definition": {{Seeds.Greeter}}}""");
            await node.CreateAsync("webhook-endpoints", $$"""{"name": "CRM", "url": "{{endpoint.Url}}"}""");
            (await node.PostAsync($"/api/campaigns/{campaign}/start")).ShouldBe(HttpStatusCode.OK);
            before = await node.LeadAsync(campaign);
            await PostgresAsync(connectionString, "pg_dump", "-Fc", "-f", "futwork.dump", DatabaseOf(connectionString));
        }

        await using (var node = await StartAsync(connectionString, carrier, AllRoles))
        {
            since = await node.LeadAsync(campaign);
            string[] told = [await BusyAsync(endpoint), await BusyAsync(endpoint)];
            told.ShouldBe([before, since], ignoreOrder: true);
        }

        await PostgresAsync(connectionString, "pg_restore", "--clean", "--if-exists", "--create", "-d", "postgres", "futwork.dump");

        await using (var node = await StartAsync(connectionString, carrier, "--Roles=api"))
        {
            (await node.GetAsync($"/api/campaigns/{campaign}")).Text("status").ShouldBe("running");
            (await node.GetAsync($"/api/leads/{before}")).Text("status").ShouldBe("queued");
            (await node.GetAsync($"/api/leads/{since}")).Status.ShouldBe(HttpStatusCode.NotFound);
            (await node.PostAsync($"/api/campaigns/{campaign}/pause")).ShouldBe(HttpStatusCode.OK);
        }

        await using (var node = await StartAsync(connectionString, carrier, AllRoles))
        {
            (await node.GetAsync($"/api/leads/{before}/explain")).Json["reasons"]![0]!["code"]!.GetValue<string>().ShouldBe("campaign-not-running");
            carrier.Dialled.Count.ShouldBe(2);
            (await node.PostAsync($"/api/campaigns/{campaign}/resume")).ShouldBe(HttpStatusCode.OK);
            // Its secret was sealed before the backup, and opens.
            (await BusyAsync(endpoint)).ShouldBe(before);
        }
    }

    private Task<TestServer> StartAsync(string connectionString, ScriptedCarrier carrier, string roles) =>
        TestServer.StartAsync(connectionString, Folder, CallRig.Replace(carrier), roles);

    /// <returns>The lead of which the next webhook says that it was busy.</returns>
    private static async Task<string> BusyAsync(LoopbackEndpoint endpoint)
    {
        var body = JsonNode.Parse((await endpoint.NextAsync()).Body)!;
        body["status"]!.GetValue<string>().ShouldBe("busy");
        return body["leadId"]!.GetValue<string>();
    }

    private async Task PostgresAsync(string connectionString, string program, params string[] arguments)
    {
        var to = new NpgsqlConnectionStringBuilder(connectionString);
        await using var process = PeerProcess.Start(
            PostgresServer.Binary(program), Folder, ["-h", to.Host!, "-p", $"{to.Port}", "-U", to.Username!, .. arguments]);
        (await process.ExitAsync(TimeSpan.FromMinutes(1))).ShouldBe(0, process.Output);
    }

    private static string DatabaseOf(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString).Database!;
}
