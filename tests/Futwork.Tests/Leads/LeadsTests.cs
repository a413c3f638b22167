using System.Net;
using System.Text.Json.Nodes;
using Futwork.Data;
using Futwork.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Futwork.Tests.Leads;

public sealed class LeadsTests(PostgresServer postgres) : ApiTests(postgres)
{
    /// <summary>A Thursday, 11:30 in India.</summary>
    private static readonly DateTimeOffset Noon = new(2026, 1, 15, 6, 0, 0, TimeSpan.Zero);

    [Theory, MemberData(nameof(Engines))]
    public async Task Leads_are_found_by_campaign_status_number_and_external_id(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();
        var another = await server.CampaignAsync();
        var first = await server.LeadAsync(campaign, """{"recipientPhoneNumber": "98765 43210", "recipientData": {}, "externalId": "a"}""");
        var second = await server.LeadAsync(campaign);
        var third = await server.LeadAsync(another);
        await server.PostAsync($"/api/leads/{second}/cancel");

        (await IdsAsync(server, "/api/leads")).ShouldBe([third, second, first], ignoreOrder: true);
        (await IdsAsync(server, $"/api/campaigns/{campaign}/leads")).ShouldBe([second, first], ignoreOrder: true);
        (await IdsAsync(server, $"/api/leads?campaignId={another}")).ShouldBe([third]);
        (await IdsAsync(server, "/api/leads?status=canceled")).ShouldBe([second]);
        (await IdsAsync(server, "/api/leads?phone=%2B919876543210")).ShouldBe([first]);
        (await IdsAsync(server, "/api/leads?phone=+919876543210")).ShouldBe([first]);
        (await IdsAsync(server, "/api/leads?phone=9876543210&status=queued&externalId=a")).ShouldBe([first]);
        (await IdsAsync(server, "/api/leads?externalId=b")).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_lead_is_found_by_its_number_as_its_campaign_takes_it(string engine)
    {
        var server = await StartAsync(engine);
        var indian = await server.CampaignAsync();
        var german = await server.CampaignAsync("""{"defaultCountry": "DE"}""");
        var first = await server.LeadAsync(indian, """{"recipientPhoneNumber": "98765 43210", "recipientData": {}}""");
        var second = await server.LeadAsync(german, """{"recipientPhoneNumber": "01512 3456789", "recipientData": {}}""");

        (await IdsAsync(server, $"/api/campaigns/{german}/leads?phone=01512%203456789")).ShouldBe([second]);
        (await IdsAsync(server, "/api/leads?phone=01512/3456789")).ShouldBe([second]);
        (await IdsAsync(server, "/api/leads?phone=0049%201512%203456789")).ShouldBe([second]);
        (await IdsAsync(server, "/api/leads?phone=09876543210")).ShouldBe([first]);
        (await IdsAsync(server, $"/api/leads?campaignId={german}&phone=9876543210")).ShouldBeEmpty();
        (await server.GetAsync($"/api/campaigns/{indian}/leads?phone=01512%203456789")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-request")
            .Text("detail").ShouldStartWith("phone: ");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_lead_that_waits_can_be_canceled_once(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();
        var lead = await server.LeadAsync(campaign);

        (await server.PostAsync($"/api/leads/{lead}/cancel")).ShouldBe(HttpStatusCode.OK).Text("status").ShouldBe("canceled");

        (await server.PostAsync($"/api/leads/{lead}/cancel")).ShouldBeProblem(HttpStatusCode.Conflict, "lead-over");
        (await ReasonsAsync(server, lead)).ShouldBe(["canceled"]);
        (await WorkStateAsync(server, lead)).ShouldBe("done");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_lead_that_is_being_called_shows_its_call_and_is_canceled_so_that_no_other_follows(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();
        var lead = await server.LeadAsync(campaign);
        var call = await CallAsync(server, campaign, lead, "ringing");

        var canceled = (await server.PostAsync($"/api/leads/{lead}/cancel")).ShouldBe(HttpStatusCode.Accepted);
        (await server.PostAsync($"/api/leads/{lead}/cancel")).ShouldBe(HttpStatusCode.Accepted);

        canceled.Message.Headers.Location!.ToString().ShouldBe($"/api/leads/{lead}");
        foreach (var shown in new[] { canceled, await server.GetAsync($"/api/leads/{lead}") })
        {
            (shown.Text("status"), shown.Text("outcome"), shown.Json["dueAt"]).ShouldBe(("ringing", "canceled", null));
            shown.Json["calls"]!.AsArray().ShouldHaveSingleItem()!["callSid"]!.GetValue<string>().ShouldBe(call);
        }

        var why = (await server.GetAsync($"/api/leads/{lead}/explain")).Json["reasons"]!.AsArray().ShouldHaveSingleItem()!;
        why["code"]!.GetValue<string>().ShouldBe("being-called");
        why["message"]!.GetValue<string>().ShouldEndWith("It was cancelled meanwhile: there will be no other call.");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_lead_that_called_us_and_is_owed_no_call_has_nothing_to_be_canceled(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();
        var lead = await server.LeadAsync(campaign);
        var call = await CallAsync(server, campaign, lead, "in-progress");
        await server.Database.WriteAsync(session => session.ExecuteAsync("UPDATE work SET state = 'done'"));
        await server.Database.WriteAsync(session => session.ExecuteAsync("UPDATE calls SET direction = 'inbound', attempt = 0"));

        var refused = (await server.PostAsync($"/api/leads/{lead}/cancel")).ShouldBeProblem(HttpStatusCode.Conflict, "lead-over");

        refused.Text("detail").ShouldContain($"/api/calls/{call}/hangup");
        (await server.GetAsync($"/api/leads/{lead}")).Json["outcome"].ShouldBeNull();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_lead_waits_for_its_campaign_and_for_its_hours(string engine)
    {
        var time = new FakeTime(Noon);
        var server = await StartAsync(engine, services => services.AddSingleton<TimeProvider>(time));
        var campaign = await server.CampaignAsync(
            """{"timezone": "Asia/Kolkata", "callingWindows": [{"days": ["fri"], "start": "10:00", "end": "19:00"}]}""");
        var lead = await server.LeadAsync(campaign);

        (await ReasonsAsync(server, lead)).ShouldBe(["campaign-not-running", "outside-calling-windows"]);
        await server.PostAsync($"/api/campaigns/{campaign}/start");
        var explained = await server.GetAsync($"/api/leads/{lead}/explain");
        time.Advance(TimeSpan.FromHours(24));

        explained.Json["waiting"]!.GetValue<bool>().ShouldBeTrue();
        explained.Json["reasons"]!.AsArray().ShouldHaveSingleItem()!["until"]!.GetValue<DateTimeOffset>().ShouldBe(Noon.AddHours(22.5));
        (await ReasonsAsync(server, lead)).ShouldBe(["its-turn-comes"]);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_lead_that_was_put_off_shows_the_decision_until_the_campaign_s_hours_change(string engine)
    {
        var time = new FakeTime(Noon);
        var server = await StartAsync(engine, services => services.AddSingleton<TimeProvider>(time));
        var campaign = await server.CampaignAsync("""{"windowsIn": "person", "legalPreset": "us", "timezoneField": "tz"}""");
        var lead = await server.LeadAsync(campaign, """{"recipientPhoneNumber": "+12125550100", "recipientData": {"tz": "America/Denver"}}""");
        await server.PostAsync($"/api/campaigns/{campaign}/start");
        var live = await server.GetAsync($"/api/leads/{lead}/explain");
        live.Json["reasons"]![0]!["facts"]!["rule"]!.GetValue<string>().ShouldBe("legal:us 08:00-21:00 America/Denver");
        live.Json["reasons"]![0]!["until"]!.GetValue<DateTimeOffset>().ShouldBe(Noon.AddHours(9));

        await server.Database.WriteAsync(session => session.ExecuteAsync(
            "UPDATE work SET put_off_from = due_at, due_at = @Due, put_off_by = @Why",
            new { Due = time.UnixNow() + 1000, Why = """{"allowed":false,"rule":"kept","at":"2026-01-15T06:00:00+00:00","zonesFrom":"lead","zones":["America/Denver"]}""" }));
        var kept = await server.GetAsync($"/api/leads/{lead}/explain");
        (await ReasonsAsync(server, lead)).ShouldBe(["never-open"]);
        kept.Json["reasons"]![0]!["facts"]!["rule"]!.GetValue<string>().ShouldBe("kept");

        await server.PatchAsync($"/api/campaigns/{campaign}", """{"name": "Same hours"}""");
        (await ReasonsAsync(server, lead)).ShouldBe(["never-open"]);
        await server.PatchAsync($"/api/campaigns/{campaign}", """{"legalPreset": "none"}""");
        (await ReasonsAsync(server, lead)).ShouldBe(["its-turn-comes"]);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_lead_waits_for_a_free_line_for_its_campaigns_share_and_for_the_pace(string engine)
    {
        var time = new FakeTime(Noon);
        var server = await StartAsync(engine, services => services.AddSingleton<TimeProvider>(time));
        var trunk = await server.CreateAsync("trunks", """{"name": "Line", "settings": {"host": "192.0.2.10"}, "callerIds": ["1"], "maxConcurrentCalls": 1}""");
        var campaign = await server.CampaignAsync($$"""{"trunkId": "{{trunk}}", "maxConcurrentCalls": 1}""");
        await server.PostAsync($"/api/campaigns/{campaign}/start");
        await CallAsync(server, campaign, await server.LeadAsync(campaign), "in-progress", trunk);
        var lead = await server.LeadAsync(campaign);

        (await ReasonsAsync(server, lead)).ShouldBe(["no-free-line", "campaign-limit"]);
        await server.Database.WriteAsync(session => session.ExecuteAsync("UPDATE calls SET ended_at = 1"));
        await server.Database.WriteAsync(session => session.ExecuteAsync("UPDATE trunks SET next_dial_at = @At", new { At = (double)time.UnixNow() + 500 }));

        (await ReasonsAsync(server, lead)).ShouldBe(["calls-per-second"]);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_lead_that_is_to_be_called_again_says_after_what_and_when(string engine)
    {
        var time = new FakeTime(Noon);
        var server = await StartAsync(engine, services => services.AddSingleton<TimeProvider>(time));
        var campaign = await server.CampaignAsync("""{"retry": {"maxAttempts": 2}}""");
        await server.PostAsync($"/api/campaigns/{campaign}/start");
        var lead = await server.LeadAsync(campaign);
        await ProgressAsync(server, campaign, lead, "queued", "busy");
        await server.Database.WriteAsync(session => session.ExecuteAsync("UPDATE work SET due_at = @At", new { At = time.UnixNow() + 60_000 }));

        var explained = await server.GetAsync($"/api/leads/{lead}/explain");
        var reason = explained.Json["reasons"]!.AsArray().ShouldHaveSingleItem()!;
        var read = await server.GetAsync($"/api/leads/{lead}");

        reason["code"]!.GetValue<string>().ShouldBe("not-due");
        reason["message"]!.GetValue<string>().ShouldContain("attempt 1 ended as busy");
        reason["until"]!.GetValue<DateTimeOffset>().ShouldBe(Noon.AddMinutes(1));
        read.Text("status").ShouldBe("queued");
        read.Json["dueAt"]!.GetValue<DateTimeOffset>().ShouldBe(Noon.AddMinutes(1));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_lead_whose_call_is_over_says_what_it_came_to(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();
        var lead = await server.LeadAsync(campaign);
        await server.Database.WriteAsync(session => session.ExecuteAsync("UPDATE work SET state = 'done'"));

        await ProgressAsync(server, campaign, lead, "call-disconnected", "human");
        (await ReasonsAsync(server, lead)).ShouldBe(["being-analysed"]);
        await server.Database.WriteAsync(session => session.ExecuteAsync("UPDATE lead_progress SET status = 'completed'"));

        (await ReasonsAsync(server, lead)).ShouldBe(["finished"]);
        (await server.GetAsync($"/api/leads/{lead}")).Text("status").ShouldBe("completed");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Another_workspaces_lead_is_not_found(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();
        var lead = await server.LeadAsync(campaign);
        using var other = await server.OtherWorkspaceAsync();

        foreach (var path in new[] { $"/api/leads/{lead}", $"/api/leads/{lead}/explain", $"/api/campaigns/{campaign}/leads" })
            (await other.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await other.PostAsync($"/api/leads/{lead}/cancel", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Answer.OfAsync(await other.GetAsync($"/api/leads?campaignId={campaign}"))).Json["data"]!.AsArray().ShouldBeEmpty();
    }

    private static async Task<string[]> IdsAsync(TestServer server, string path) =>
        [.. (await server.GetAsync(path)).ShouldBe(HttpStatusCode.OK).Json["data"]!.AsArray().Select((JsonNode? lead) => lead!["leadId"]!.GetValue<string>())];

    private static async Task<string[]> ReasonsAsync(TestServer server, string lead) =>
        [.. (await server.GetAsync($"/api/leads/{lead}/explain")).ShouldBe(HttpStatusCode.OK).Json["reasons"]!.AsArray().Select(reason => reason!["code"]!.GetValue<string>())];

    private static Task<string?> WorkStateAsync(TestServer server, string lead) =>
        server.Database.ReadAsync(session => session.ScalarAsync<string>("SELECT state FROM work WHERE subject_id = @lead", new { lead }));

    private static Task<int> ProgressAsync(TestServer server, string campaign, string lead, string status, string outcome) =>
        server.Database.WriteAsync(session => session.ExecuteAsync(
            """
            INSERT INTO lead_progress (workspace_id, lead_id, campaign_id, status, outcome, attempts, updated_at)
            SELECT workspace_id, @lead, @campaign, @status, @outcome, 1, 1 FROM leads WHERE id = @lead
            """, new { lead, campaign, status, outcome }));

    /// <summary>What a node leaves in the database while it makes a call.</summary>
    private static async Task<string> CallAsync(TestServer server, string campaign, string lead, string status, string trunk = "t")
    {
        var id = Guid.NewGuid().ToString();
        await server.Database.WriteAsync(async session =>
        {
            await session.ExecuteAsync("UPDATE work SET state = 'leased' WHERE subject_id = @lead", new { lead });
            await session.ExecuteAsync(
                """
                INSERT INTO calls (workspace_id, id, lead_id, campaign_id, agent_id, agent_version, trunk_id, work_id, fence, node, attempt, direction,
                    status, to_number, from_number, created_at, updated_at)
                SELECT workspace_id, @id, @lead, @campaign, 'a', 1, @trunk, 'w', 1, 'n', 1, 'outbound', @status, phone, '1', 1, 1 FROM leads WHERE id = @lead
                """, new { id, lead, campaign, trunk, status });
        });
        return id;
    }
}
