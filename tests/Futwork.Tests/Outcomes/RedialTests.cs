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
    public async Task Who_is_not_to_be_called_before_a_moment_waits_for_it_when_chosen_once_more(string engine)
    {
        var (server, campaign) = await ArrangeAsync(engine);
        var moment = new DateTimeOffset(2090, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var later = await OverAsync(server, campaign, "9999789001", "busy");
        var called = await OverAsync(server, campaign, "9999789002", "busy");
        var caller = await OverAsync(server, campaign, "9999789003", "busy");
        await server.Database.WriteAsync(async session =>
        {
            await session.ExecuteAsync("UPDATE leads SET not_before = CASE WHEN id = @called THEN 1 ELSE @at END", new { called, at = moment.ToUnixTimeMilliseconds() });
            await session.ExecuteAsync("DELETE FROM work WHERE subject_id = @caller", new { caller });
        });

        (await RedialAsync(server, campaign, """{"outcomes": ["busy"]}""")).ShouldBe((3, 3));

        async Task<DateTimeOffset> DueAtAsync(string lead) => (await server.GetAsync($"/api/leads/{lead}")).Json["dueAt"]!.GetValue<DateTimeOffset>();
        (await DueAtAsync(later)).ShouldBe(moment);
        (await DueAtAsync(caller)).ShouldBe(moment);
        (await DueAtAsync(called)).Year.ShouldBeInRange(2020, 2089);
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
    public async Task Who_called_in_without_a_number_is_not_chosen(string engine)
    {
        var (server, campaign) = await ArrangeAsync(engine);
        var caller = await OverAsync(server, campaign, "9999789001", "human");
        await server.Database.WriteAsync(session => session.ExecuteAsync("UPDATE leads SET phone = 'anonymous' WHERE id = @caller", new { caller }));

        (await RedialAsync(server, campaign, """{"outcomes": ["human"]}""")).ShouldBe((0, 0));
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

    [Theory, MemberData(nameof(Engines))]
    public async Task Leads_of_a_campaign_that_is_over_are_brought_into_another_one_once(string engine)
    {
        var (server, campaign) = await ArrangeAsync(engine);
        var missed = await OverAsync(server, campaign, "9999789001", "no-answer");
        await OverAsync(server, campaign, "9999789002", "busy");
        await OverAsync(server, campaign, "9999789003", "human");
        await OverAsync(server, campaign, "9999789004", "busy");
        await OverAsync(server, campaign, "9999789004", "busy");
        await server.PostAsync("/api/suppressions", """{"phone": "9999789002"}""");
        await server.PostAsync($"/api/campaigns/{campaign}/complete");
        var copy = (await server.PostAsync($"/api/campaigns/{campaign}/duplicate")).ShouldBe(HttpStatusCode.Created).Id;
        string Request(bool dryRun) => $$"""{"outcomes": ["no-answer", "busy"], "into": "{{copy}}", "dryRun": {{(dryRun ? "true" : "false")}} }""";

        var trial = (await server.PostAsync($"/api/campaigns/{campaign}/redial", Request(true))).ShouldBe(HttpStatusCode.OK).Body;
        (await CountAsync(server, copy)).ShouldBe(0);
        var answer = (await server.PostAsync($"/api/campaigns/{campaign}/redial", Request(false))).Body;
        answer.ShouldBe("""{"dryRun":false,"matched":4,"redialed":2,"stillOwed":0,"suppressed":1,"sameNumber":1,"alreadyThere":0,"unfit":0}""");
        trial.ShouldBe(answer.Replace("\"dryRun\":false", "\"dryRun\":true"));
        // Whoever repeats it brings nobody twice.
        (await server.PostAsync($"/api/campaigns/{campaign}/redial", Request(false))).Body.ShouldBe(
            """{"dryRun":false,"matched":4,"redialed":0,"stillOwed":0,"suppressed":1,"sameNumber":1,"alreadyThere":2,"unfit":0}""");

        var leads = (await server.GetAsync($"/api/campaigns/{copy}/leads")).Json["data"]!.AsArray();
        var brought = leads.Single(lead => lead!["redialOf"]!.GetValue<string>() == missed)!;
        (brought["status"]!.GetValue<string>(), brought["attempts"]!.GetValue<int>(), brought["recipientPhoneNumber"]!.GetValue<string>()).ShouldBe(("queued", 0, "9999789001"));
        leads.Count.ShouldBe(2);
        (await server.GetAsync($"/api/leads/{missed}")).Text("status").ShouldBe("no-answer");
        (await server.GetAsync($"/api/campaigns/{campaign}")).Text("status").ShouldBe("completed");
        (await server.GetAsync($"/api/campaigns/{copy}/progress")).Json["waiting"]!.GetValue<int>().ShouldBe(2);
        await server.PostAsync($"/api/campaigns/{copy}/start");
        (await server.GetAsync($"/api/leads/{brought["leadId"]}/explain")).Json["waiting"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task What_the_other_campaign_asks_of_its_leads_holds_for_those_that_are_brought(string engine)
    {
        var (server, campaign) = await ArrangeAsync(engine);
        var unfit = await OverAsync(server, campaign, "9999789001", "busy");
        await OverAsync(server, campaign, "9999789002", "busy");
        await server.Database.WriteAsync(session => session.ExecuteAsync("""UPDATE leads SET recipient_data = '{"plan": "gold"}', external_id = 'crm-2', priority = 7 WHERE phone = '+919999789002'"""));
        var other = await server.CampaignAsync("""{"leadSchema": [{"name": "plan", "required": true}], "duplicates": "skip"}""");

        var answer = (await server.PostAsync($"/api/campaigns/{campaign}/redial", $$"""{"outcomes": ["busy"], "into": "{{other}}"}""")).ShouldBe(HttpStatusCode.OK).Json;

        (answer["redialed"]!.GetValue<int>(), answer["unfit"]!.GetValue<int>()).ShouldBe((1, 1));
        (answer["unfitLeads"]![0]!["leadId"]!.GetValue<string>(), answer["unfitLeads"]![0]!["pointer"]!.GetValue<string>()).ShouldBe((unfit, "/recipientData/plan"));
        var lead = (await server.GetAsync($"/api/campaigns/{other}/leads")).Json["data"]!.AsArray().ShouldHaveSingleItem()!;
        (lead["externalId"]!.GetValue<string>(), lead["priority"]!.GetValue<int>()).ShouldBe(("crm-2", 7));
        // It has the number, and takes each once.
        await OverAsync(server, campaign, "9999789002", "busy");
        await server.Database.WriteAsync(session => session.ExecuteAsync("""UPDATE leads SET recipient_data = '{"plan": "gold"}'"""));
        await server.PostAsync($"/api/leads/{lead["leadId"]}/cancel");
        foreach (var dryRun in new[] { "true", "false" })
        {
            var again = (await server.PostAsync($"/api/campaigns/{campaign}/redial", $$"""{"outcomes": ["busy"], "into": "{{other}}", "dryRun": {{dryRun}} }""")).Json;
            string[] names = ["matched", "redialed", "sameNumber", "alreadyThere", "unfit"];
            names.Select(name => again[name]!.GetValue<int>()).ShouldBe([3, 1, 1, 1, 0]);
        }
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Of_two_leads_of_a_number_the_one_that_fits_is_brought(string engine)
    {
        var (server, campaign) = await ArrangeAsync(engine);
        await OverAsync(server, campaign, "9999789001", "busy");
        var fits = await OverAsync(server, campaign, "9999789001", "busy");
        await OverAsync(server, campaign, "9999789001", "busy");
        await server.Database.WriteAsync(session => session.ExecuteAsync("""UPDATE leads SET recipient_data = '{"plan": "gold"}' WHERE id = @fits""", new { fits }));
        var other = await server.CampaignAsync("""{"leadSchema": [{"name": "plan", "required": true}]}""");

        var answer = (await server.PostAsync($"/api/campaigns/{campaign}/redial", $$"""{"outcomes": ["busy"], "into": "{{other}}"}""")).ShouldBe(HttpStatusCode.OK).Json;

        string[] names = ["matched", "redialed", "sameNumber", "unfit"];
        names.Select(name => answer[name]!.GetValue<int>()).ShouldBe([3, 1, 1, 1]);
        (await server.GetAsync($"/api/campaigns/{other}/leads")).Json["data"]!.AsArray().ShouldHaveSingleItem()!["redialOf"]!.GetValue<string>().ShouldBe(fits);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Requests_that_bring_the_same_leads_at_the_same_time_bring_each_once(string engine)
    {
        var (server, campaign) = await ArrangeAsync(engine);
        for (var i = 0; i < 5; i++)
            await OverAsync(server, campaign, $"999978900{i}", "busy");
        var other = await server.CampaignAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => server.PostAsync($"/api/campaigns/{campaign}/redial", $$"""{"outcomes": ["busy"], "into": "{{other}}"}""")));

        answers.Sum(answer => answer.Json["redialed"]!.GetValue<int>()).ShouldBe(5);
        (await CountAsync(server, other)).ShouldBe(5);
    }

    [Fact]
    public async Task Leads_are_not_brought_where_none_are_taken()
    {
        var (server, campaign) = await ArrangeAsync("sqlite");
        await OverAsync(server, campaign, "9999789001", "busy");
        var other = await server.CampaignAsync();
        string Into(string id) => $$"""{"outcomes": ["busy"], "into": "{{id}}"}""";

        (await server.PostAsync($"/api/campaigns/{campaign}/redial", Into("000000000000000000000000"))).ShouldRefuse("/into");
        await server.PostAsync($"/api/campaigns/{other}/start");
        await server.PostAsync($"/api/campaigns/{other}/pause");
        (await server.PostAsync($"/api/campaigns/{campaign}/redial", Into(other))).ShouldBeProblem(HttpStatusCode.Conflict, "campaign-paused");
        await server.PostAsync($"/api/campaigns/{campaign}/complete");
        (await server.PostAsync($"/api/campaigns/{campaign}/redial", Into(campaign))).ShouldBeProblem(HttpStatusCode.Conflict, "campaign-completed").Text("detail").ShouldContain("'into'");
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

    private static Task<long> CountAsync(TestServer server, string campaign) =>
        server.Database.ReadAsync(session => session.ScalarAsync<long>("SELECT count(*) FROM leads WHERE campaign_id = @campaign", new { campaign }));

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
