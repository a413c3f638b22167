using System.Net;
using System.Text.Json.Nodes;
using Futwork.Calls;
using Futwork.Hosting;
using Futwork.Outcomes;
using Futwork.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Futwork.Tests.Leads;

/// <summary>What a lead says of the rules that hold it, after the transaction that dials has decided.</summary>
public sealed class ExplainRulesTests(PostgresServer postgres) : ApiTests(postgres)
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 15, 6, 30, 0, TimeSpan.Zero);

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_was_called_often_enough_says_by_which_rule_and_until_when_and_a_wider_bound_holds_at_once(string engine)
    {
        var (server, time, campaign, trunk) = await ArrangeAsync(engine, "{}");
        (await server.PatchAsync("/api/workspace", """{"contactCap": {"perDay": 1}}""")).Json["contactCap"]!["perDay"]!.GetValue<int>().ShouldBe(1);
        var first = await server.LeadAsync(campaign);
        time.Advance(1);
        var second = await server.LeadAsync(campaign);

        (await TakeAsync(server, campaign, trunk)).ShouldHaveSingleItem().LeadId.ShouldBe(first);
        var why = await ExplainAsync(server, second);

        var reason = why["reasons"]!.AsArray().Single(reason => reason!["code"]!.GetValue<string>() == "contact-cap")!;
        reason["facts"]!["rule"]!.GetValue<string>().ShouldBe("contact cap 1 a day Asia/Kolkata");
        reason["until"]!.GetValue<DateTimeOffset>().ShouldBe(DateTimeOffset.Parse("2026-01-15T18:30:00Z"));
        why["earliestCallAt"]!.GetValue<DateTimeOffset>().ShouldBe(DateTimeOffset.Parse("2026-01-15T18:30:00Z"));

        await server.PatchAsync("/api/workspace", """{"contactCap": null}""");
        (await TakeAsync(server, campaign, trunk)).ShouldBeEmpty("they are being called for the first lead");
        (await ExplainAsync(server, second))["reasons"]!.AsArray().ShouldContain(why => why!["code"]!.GetValue<string>() == "in-a-call");
        (await ExplainAsync(server, first))["attempts"]!.AsArray().ShouldHaveSingleItem()!["dialDecision"]!["allowed"]!.GetValue<bool>().ShouldBeTrue();
        await server.Database.WriteAsync(session => session.ExecuteAsync("UPDATE calls SET ended_at = created_at"));
        time.Advance(TimeSpan.FromSeconds(17));
        (await TakeAsync(server, campaign, trunk)).ShouldHaveSingleItem().LeadId.ShouldBe(second);
        (await server.PatchAsync("/api/workspace", """{"contactCap": {"perDay": 0}}""")).ShouldRefuse("/contactCap/perDay");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_lead_whose_person_may_not_be_called_before_the_hours_open_again_after_the_bound_says_when_both_allow(string engine)
    {
        var (server, time, campaign, trunk) = await ArrangeAsync(engine, """{"legalPreset": "in"}""");
        await server.PatchAsync("/api/workspace", """{"contactCap": {"perDay": 1}}""");
        await server.LeadAsync(campaign);
        time.Advance(1);
        var second = await server.LeadAsync(campaign);

        await TakeAsync(server, campaign, trunk);

        // Midnight in India would do for the bound, but the law's hours begin at nine.
        (await ExplainAsync(server, second))["earliestCallAt"]!.GetValue<DateTimeOffset>().ShouldBe(DateTimeOffset.Parse("2026-01-16T03:30:00Z"));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_retry_that_comes_too_soon_for_the_bound_says_so_before_a_round_has_put_it_off(string engine)
    {
        var (server, time, campaign, trunk) = await ArrangeAsync(engine, """{"retry": {"maxAttempts": 2}}""");
        await server.PatchAsync("/api/workspace", """{"contactCap": {"perDay": 1}}""");
        var lead = await BusyAsync(server, time, campaign, trunk);
        var midnight = DateTimeOffset.Parse("2026-01-15T18:30:00Z");

        var before = await ExplainAsync(server, lead);
        time.Advance(TimeSpan.FromHours(1));
        (await TakeAsync(server, campaign, trunk)).ShouldBeEmpty();
        var after = await ExplainAsync(server, lead);

        before["reasons"]!.AsArray().Select(reason => reason!["code"]!.GetValue<string>()).ShouldBe(["not-due", "contact-cap"]);
        after["reasons"]!.AsArray().Select(reason => reason!["code"]!.GetValue<string>()).ShouldBe(["contact-cap"]);
        foreach (var why in new[] { before, after })
        {
            why["earliestCallAt"]!.GetValue<DateTimeOffset>().ShouldBe(midnight);
            var reason = why["reasons"]!.AsArray()[^1]!;
            (reason["until"]!.GetValue<DateTimeOffset>(), reason["facts"]!["rule"]!.GetValue<string>()).ShouldBe((midnight, "contact cap 1 a day Asia/Kolkata"));
        }
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_retry_for_which_the_bound_leaves_no_hour_before_the_campaign_ends_is_not_foreseen(string engine)
    {
        var (server, time, campaign, trunk) = await ArrangeAsync(engine, """{"retry": {"maxAttempts": 2}, "endsAt": "2026-01-15T22:00:00+05:30"}""");
        await server.PatchAsync("/api/workspace", """{"contactCap": {"perDay": 1}}""");
        var lead = await BusyAsync(server, time, campaign, trunk);

        var why = await ExplainAsync(server, lead);

        var reason = why["reasons"]!.AsArray()[^1]!;
        (reason["code"]!.GetValue<string>(), reason["until"], why["earliestCallAt"]).ShouldBe(("contact-cap", null, null));
        reason["message"]!.GetValue<string>().ShouldEndWith("no hour follows in which they may be called again.");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_number_that_is_off_the_list_again_when_its_lead_is_due_is_called(string engine)
    {
        var (server, time, campaign, trunk) = await ArrangeAsync(engine, "{}");
        var lead = await server.LeadAsync(campaign, """{"recipientPhoneNumber": "9999789877", "recipientData": {}, "notBefore": "2026-01-18T06:30:00Z"}""");
        (await server.PostAsync("/api/suppressions", """{"phone": "+919999789877", "expiresAt": "2026-01-16T06:30:00Z"}""")).ShouldBe(System.Net.HttpStatusCode.Created);
        // Another one of that number is due while it is on the list.
        await server.LeadAsync(campaign);

        var waiting = await ExplainAsync(server, lead);

        waiting["reasons"]!.AsArray().ShouldHaveSingleItem()!["code"]!.GetValue<string>().ShouldBe("not-before");
        waiting["earliestCallAt"]!.GetValue<DateTimeOffset>().ShouldBe(Noon.AddDays(3));
        (await TakeAsync(server, campaign, trunk)).ShouldBeEmpty();
        time.Advance(TimeSpan.FromDays(3));
        (await TakeAsync(server, campaign, trunk)).ShouldHaveSingleItem().LeadId.ShouldBe(lead);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_lead_whose_call_was_forbidden_says_until_when_and_no_more_once_it_is_given_a_later_moment(string engine)
    {
        var (server, time, campaign, trunk) = await ArrangeAsync(engine, """{"duplicates": "update"}""");
        var lead = await BusyAsync(server, time, campaign, trunk);
        var veto = new PreDialDecision(Allowed: false, Noon, 5) { Reason = "On holiday.", Until = Noon.AddHours(2) };
        await server.Database.WriteAsync(async session =>
        {
            await session.ExecuteAsync("UPDATE calls SET pre_dial = @said", new { said = ApiJson.Write(veto) });
            await session.ExecuteAsync("UPDATE work SET due_at = @due", new { due = Noon.AddHours(2).ToUnixTimeMilliseconds() });
        });

        var forbidden = await ExplainAsync(server, lead);
        var phone = (await server.GetAsync($"/api/leads/{lead}")).Text("normalizedPhoneNumber");
        (await server.PostAsync($"/api/campaigns/{campaign}/leads", $$"""{"recipientPhoneNumber": "{{phone}}", "recipientData": {}, "notBefore": "2026-01-18T06:30:00Z"}""")).Text("status").ShouldBe("updated");
        var later = await ExplainAsync(server, lead);

        forbidden["reasons"]![0]!["code"]!.GetValue<string>().ShouldBe("vetoed");
        forbidden["reasons"]![0]!["message"]!.GetValue<string>().ShouldEndWith("forbade it: On holiday; it is due again at 2026-01-15T08:30:00Z.");
        forbidden["earliestCallAt"]!.GetValue<DateTimeOffset>().ShouldBe(Noon.AddHours(2));
        later["reasons"]![0]!["code"]!.GetValue<string>().ShouldBe("not-before");
        later["earliestCallAt"]!.GetValue<DateTimeOffset>().ShouldBe(Noon.AddDays(3));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_lead_that_a_stop_condition_ended_says_so(string engine)
    {
        var (server, _, campaign, trunk) = await ArrangeAsync(engine, """{"stopConditions": {"talkSeconds": 60}}""");
        var lead = await server.LeadAsync(campaign);
        await server.Database.WriteAsync(session => session.ExecuteAsync(
            """
            INSERT INTO lead_progress (workspace_id, lead_id, campaign_id, status, outcome, attempts, talk_ms, updated_at)
            SELECT workspace_id, id, campaign_id, 'queued', 'human', 1, 61000, 1 FROM leads
            """));

        (await TakeAsync(server, campaign, trunk)).ShouldBeEmpty();

        var reason = (await ExplainAsync(server, lead))["reasons"]!.AsArray().ShouldHaveSingleItem()!;
        (reason["code"]!.GetValue<string>(), reason["facts"]!["rule"]!.GetValue<string>()).ShouldBe(("stopped", "talked-enough"));
        var progress = (await server.GetAsync($"/api/campaigns/{campaign}/progress")).Json;
        (progress["total"]!.GetValue<int>(), progress["outcomes"]!.ToJsonString()).ShouldBe((1, """{"human":1}"""));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_lead_that_waits_and_will_not_be_called_says_so_before_its_turn_comes(string engine)
    {
        var (server, time, campaign, _) = await ArrangeAsync(engine, """{"stopConditions": {"talkSeconds": 60}}""");
        var lead = await server.LeadAsync(campaign);
        await server.Database.WriteAsync(session => session.ExecuteAsync("UPDATE work SET due_at = @due", new { due = time.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds() }));
        var waiting = await ExplainAsync(server, lead);
        waiting["earliestCallAt"]!.GetValue<DateTimeOffset>().ShouldBe(Noon.AddDays(1));
        await server.Database.WriteAsync(session => session.ExecuteAsync("UPDATE work SET expires_at = @end", new { end = time.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds() }));
        (await ExplainAsync(server, lead))["earliestCallAt"].ShouldBeNull("its time is over by then");
        // As redial does, for whom the lead's own end is none.
        await server.Database.WriteAsync(session => session.ExecuteAsync("UPDATE work SET expires_at = NULL"));
        await server.Database.WriteAsync(session => session.ExecuteAsync("UPDATE leads SET expires_at = 1"));
        (await ExplainAsync(server, lead))["earliestCallAt"]!.GetValue<DateTimeOffset>().ShouldBe(Noon.AddDays(1));

        await server.Database.WriteAsync(session => session.ExecuteAsync(
            """
            INSERT INTO lead_progress (workspace_id, lead_id, campaign_id, status, outcome, attempts, talk_ms, updated_at)
            SELECT workspace_id, id, campaign_id, 'queued', 'human', 1, 61000, 1 FROM leads
            """));
        var stopped = await ExplainAsync(server, lead);
        (stopped["waiting"]!.GetValue<bool>(), stopped["reasons"]![0]!["code"]!.GetValue<string>(), stopped["earliestCallAt"]).ShouldBe((true, "stopped", null));

        var phone = (await server.GetAsync($"/api/leads/{lead}")).Text("normalizedPhoneNumber");
        await server.PostAsync("/api/suppressions", $$"""{"phone": "{{phone}}"}""");
        var suppressed = await ExplainAsync(server, lead);
        (suppressed["reasons"]![0]!["code"]!.GetValue<string>(), suppressed["earliestCallAt"]).ShouldBe(("suppressed", null));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_would_be_called_over_a_trunk_whose_password_does_not_open_is_told_of_that(string engine)
    {
        var (server, _, campaign, trunk) = await ArrangeAsync(engine, "{}");
        (await server.PatchAsync($"/api/trunks/{trunk}", """{"settings": {"username": "desk", "password": "correct horse battery"}}""")).ShouldBe(HttpStatusCode.OK);
        await server.Database.WriteAsync(session => session.ExecuteAsync("UPDATE trunks SET settings = replace(settings, 'sealed:1:', 'sealed:1:AAAA')"));
        var lead = await server.LeadAsync(campaign);

        var reason = (await ExplainAsync(server, lead))["reasons"]!.AsArray().ShouldHaveSingleItem()!;

        reason["code"]!.GetValue<string>().ShouldBe("trunk-secret-lost");
        reason["message"]!.GetValue<string>().ShouldContain("keeps secret at /password cannot be opened");
    }

    private async Task<(TestServer Server, FakeTime Time, string Campaign, string Trunk)> ArrangeAsync(string engine, string settings)
    {
        var time = new FakeTime(Noon);
        var server = await StartAsync(engine, services => services.AddSingleton<TimeProvider>(time));
        var campaign = await server.CampaignAsync(settings);
        await server.PostAsync($"/api/campaigns/{campaign}/start");
        var trunk = (await server.GetAsync($"/api/campaigns/{campaign}")).Text("trunkId");
        await server.PatchAsync($"/api/trunks/{trunk}", """{"callsPerSecond": 20}""");
        return (server, time, campaign, trunk);
    }

    /// <summary>A lead that was called now, was busy, and is due again in an hour.</summary>
    private static async Task<string> BusyAsync(TestServer server, FakeTime time, string campaign, string trunk)
    {
        var lead = await server.LeadAsync(campaign);
        (await TakeAsync(server, campaign, trunk)).ShouldHaveSingleItem();
        // The line has a place again.
        time.Advance(1000);
        await server.Database.WriteAsync(async session =>
        {
            await session.ExecuteAsync("UPDATE calls SET status = 'busy', outcome = 'busy', ended_at = created_at");
            await session.ExecuteAsync("UPDATE work SET state = 'ready', due_at = @due", new { due = time.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds() });
            await session.ExecuteAsync(
                """
                INSERT INTO lead_progress (workspace_id, lead_id, campaign_id, status, outcome, attempts, updated_at)
                SELECT workspace_id, id, campaign_id, 'queued', 'busy', 1, 1 FROM leads
                """);
        });
        return lead;
    }

    private static async Task<List<CallOrder>> TakeAsync(TestServer server, string campaign, string trunk)
    {
        var workspace = await server.Database.ReadAsync(session => session.ScalarAsync<string>("SELECT id FROM workspaces"));
        return await server.Services.GetRequiredService<TrunkRound>().TakeAsync(workspace!, trunk, [campaign], CancellationToken.None);
    }

    private static async Task<JsonNode> ExplainAsync(TestServer server, string lead) => (await server.GetAsync($"/api/leads/{lead}/explain")).Json;
}
