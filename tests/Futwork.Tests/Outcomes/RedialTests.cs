using System.Net;
using System.Text.Json.Nodes;
using Futwork.Tests.Support;

namespace Futwork.Tests.Outcomes;

/// <summary>Leads that are chosen to be called once more.</summary>
public sealed class RedialTests(PostgresServer postgres) : ApiTests(postgres)
{
    [Theory, MemberData(nameof(Engines))]
    public async Task Leads_are_chosen_by_what_became_of_them_and_keep_their_history(string engine)
    {
        var (server, campaign) = await ArrangeAsync(engine);
        var missed = await OverAsync(server, campaign, "9999789001", "no-answer");
        var talked = await OverAsync(server, campaign, "9999789002", "human", "Later");
        var told = await OverAsync(server, campaign, "9999789003", "human", "Told");

        (await RedialAsync(server, campaign, """{"outcomes": ["no-answer", "busy"], "dryRun": true}""")).ShouldBe((1, 1));
        (await server.GetAsync($"/api/leads/{missed}")).Text("status").ShouldBe("no-answer");
        (await RedialAsync(server, campaign, """{"outcomes": ["no-answer", "busy"]}""")).ShouldBe((1, 1));
        (await RedialAsync(server, campaign, """{"outcomes": ["human"], "dispositions": ["Later"]}""")).ShouldBe((1, 1));
        (await RedialAsync(server, campaign, $$"""{"leadIds": ["{{told}}", "000000000000000000000000"], "dispositions": ["Later"]}""")).ShouldBe((0, 0));

        var lead = (await server.GetAsync($"/api/leads/{missed}")).Json;
        (lead["status"]!.GetValue<string>(), lead["attempts"]!.GetValue<int>(), lead["calls"]!.AsArray().Count).ShouldBe(("queued", 1, 1));
        lead["dueAt"].ShouldNotBeNull();
        (await server.GetAsync($"/api/leads/{talked}")).Text("status").ShouldBe("queued");
        (await server.GetAsync($"/api/leads/{told}")).Text("status").ShouldBe("human");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Nobody_is_chosen_who_is_owed_a_call_or_opted_out_or_is_there_twice(string engine)
    {
        var (server, campaign) = await ArrangeAsync(engine);
        var waits = await server.LeadAsync(campaign, """{"recipientPhoneNumber": "9999789001", "recipientData": {}}""");
        await ProgressAsync(server, waits, "busy");
        await OverAsync(server, campaign, "9999789001", "busy");
        await OverAsync(server, campaign, "9999789002", "busy");
        await OverAsync(server, campaign, "9999789003", "busy");
        await OverAsync(server, campaign, "9999789003", "busy");
        await server.PostAsync("/api/suppressions", """{"phone": "9999789002"}""");

        var answer = (await server.PostAsync($"/api/campaigns/{campaign}/redial", """{"outcomes": ["busy"]}""")).ShouldBe(HttpStatusCode.OK).Json;
        answer.ToJsonString().ShouldBe("""{"dryRun":false,"matched":5,"redialed":1,"stillOwed":1,"suppressed":1,"sameNumber":2}""");
        (await RedialAsync(server, campaign, """{"outcomes": ["busy"]}""")).ShouldBe((5, 0));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task However_many_they_are_all_are_found(string engine)
    {
        var (server, campaign) = await ArrangeAsync(engine);
        var batch = new JsonObject { ["leads"] = new JsonArray([.. Enumerable.Range(0, 1203).Select(i => new JsonObject { ["recipientPhoneNumber"] = $"{6_000_000_000L + i}", ["recipientData"] = new JsonObject() })]) };
        (await server.PostAsync($"/api/campaigns/{campaign}/leads/batch", batch.ToJsonString())).Json["accepted"]!.GetValue<int>().ShouldBe(1203);
        await server.Database.WriteAsync(async session =>
        {
            await session.ExecuteAsync("UPDATE work SET state = 'done' WHERE kind = 'dial'");
            await session.ExecuteAsync(
                "INSERT INTO lead_progress (workspace_id, lead_id, campaign_id, status, outcome, attempts, updated_at) SELECT workspace_id, id, campaign_id, 'busy', 'busy', 1, 1 FROM leads");
        });

        (await RedialAsync(server, campaign, """{"outcomes": ["busy"]}""")).ShouldBe((1203, 1203));

        (await server.Database.ReadAsync(session => session.ScalarAsync<long>("SELECT count(*) FROM work WHERE kind = 'dial' AND state = 'ready'"))).ShouldBe(1203);
    }

    [Theory]
    [InlineData("{}", "")]
    [InlineData("""{"outcomes": ["bussy"]}""", "/outcomes/0")]
    [InlineData("""{"outcome": ["busy"]}""", "/outcome")]
    public async Task What_chooses_nobody_is_refused(string json, string pointer)
    {
        var (server, campaign) = await ArrangeAsync("sqlite");

        (await server.PostAsync($"/api/campaigns/{campaign}/redial", json)).ShouldRefuse(pointer);
        await server.PostAsync($"/api/campaigns/{campaign}/complete");
        (await server.PostAsync($"/api/campaigns/{campaign}/redial", """{"outcomes": ["busy"]}""")).ShouldBeProblem(HttpStatusCode.Conflict, "campaign-completed");
    }

    private async Task<(TestServer Server, string Campaign)> ArrangeAsync(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();
        await server.PostAsync($"/api/campaigns/{campaign}/start");
        return (server, campaign);
    }

    private static async Task<(int Matched, int Redialed)> RedialAsync(TestServer server, string campaign, string json)
    {
        var answer = (await server.PostAsync($"/api/campaigns/{campaign}/redial", json)).ShouldBe(HttpStatusCode.OK).Json;
        return (answer["matched"]!.GetValue<int>(), answer["redialed"]!.GetValue<int>());
    }

    /// <summary>A lead that was called once and is not owed another call.</summary>
    private static async Task<string> OverAsync(TestServer server, string campaign, string phone, string outcome, string? disposition = null)
    {
        var lead = await server.LeadAsync(campaign, $$"""{"recipientPhoneNumber": "{{phone}}", "recipientData": { } }""");
        var call = Guid.CreateVersion7().ToString();
        await server.Database.WriteAsync(async session =>
        {
            await session.ExecuteAsync("UPDATE work SET state = 'done' WHERE kind = 'dial' AND subject_id = @lead", new { lead });
            await session.ExecuteAsync(
                """
                INSERT INTO calls (workspace_id, id, lead_id, campaign_id, agent_id, agent_version, trunk_id, work_id, fence, node, attempt, direction,
                    status, to_number, from_number, created_at, ended_at, outcome, disposition, updated_at)
                SELECT workspace_id, @call, id, campaign_id, 'a', 1, 't', 'w', 1, 'node', 1, 'outbound', @outcome, phone, '', 1, 2, @outcome, @disposition, 2
                FROM leads WHERE id = @lead
                """, new { call, lead, outcome, disposition });
        });
        await ProgressAsync(server, lead, outcome, call);
        return lead;
    }

    private static Task<int> ProgressAsync(TestServer server, string lead, string outcome, string? call = null) =>
        server.Database.WriteAsync(session => session.ExecuteAsync(
            """
            INSERT INTO lead_progress (workspace_id, lead_id, campaign_id, status, outcome, attempts, last_call_id, updated_at)
            SELECT workspace_id, id, campaign_id, @outcome, @outcome, 1, @call, 1 FROM leads WHERE id = @lead
            """, new { lead, outcome, call }));
}
