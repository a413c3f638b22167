using System.Net;
using Futwork.Calls;
using Futwork.Campaigns;
using Futwork.Outcomes;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Futwork.Tests.Leads;

/// <summary>From a call that nobody answers to the time of the next one, and why it is that.</summary>
public sealed class BestTimeTests(PostgresServer postgres) : ApiTests(postgres)
{
    /// <summary>A Thursday, 11:30 in India.</summary>
    private static readonly DateTimeOffset Start = new(2026, 1, 15, 6, 0, 0, TimeSpan.Zero);

    [Theory, MemberData(nameof(Engines))]
    public async Task A_lead_that_did_not_answer_is_tried_again_when_it_likes_to_be_called_and_says_why(string engine)
    {
        var (server, _, campaign, trunk) = await ArrangeAsync(engine, """{"maxAttempts": 3, "gapSeconds": 3600, "bestTime": {"field": "best_time"}}""");
        (await server.PostAsync($"/api/campaigns/{campaign}/leads", """{"recipientPhoneNumber": "9999789877", "recipientData": {"best_time": "after work"} }"""))
            .ShouldRefuse("/recipientData/best_time");
        var lead = await server.LeadAsync(campaign, """{"recipientPhoneNumber": "9999789877", "recipientData": {"best_time": "mon-fri 18:00-20:00"} }""");

        var call = await MissAsync(server, campaign, trunk);

        var evening = DateTimeOffset.Parse("2026-01-15T12:30:00Z");
        (await server.GetAsync($"/api/leads/{lead}")).Json["dueAt"]!.GetValue<DateTimeOffset>().ShouldBe(evening);
        var why = (await server.GetAsync($"/api/leads/{lead}/explain")).Json;
        var reason = why["reasons"]![0]!;
        (reason["code"]!.GetValue<string>(), reason["until"]!.GetValue<DateTimeOffset>()).ShouldBe(("not-due", evening));
        reason["message"]!.GetValue<string>().ShouldBe(
            "It is due at 2026-01-15T12:30:00Z: attempt 1 ended as no-answer, its gap is over at 2026-01-15T07:00:00Z, "
            + "and the lead says that it likes to be called at these times: mon-fri 18:00-20:00.");
        why["earliestCallAt"]!.GetValue<DateTimeOffset>().ShouldBe(evening);
        var plan = (await server.GetAsync($"/api/calls/{call}")).Json["retryPlan"]!;
        plan.ToJsonString().ShouldBe(reason["facts"]!["retryPlan"]!.ToJsonString());
        (plan["by"]!.GetValue<string>(), plan["otherPartOfDay"]!.GetValue<bool>(), plan["zones"]![0]!.GetValue<string>()).ShouldBe(("lead", true, "Asia/Kolkata"));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_is_busy_or_has_no_better_time_is_tried_after_the_gap(string engine)
    {
        var (server, _, campaign, trunk) = await ArrangeAsync(engine,
            """{"maxAttempts": 3, "gapSeconds": 3600, "bestTime": {"windows": [{"days": ["sun"], "start": "10:00", "end": "12:00"}], "avoidMinutes": 0}}""");
        var lead = await server.LeadAsync(campaign);
        var busy = await MissAsync(server, campaign, trunk, LegResult.Busy);
        (await server.GetAsync($"/api/calls/{busy}")).Json["retryPlan"].ShouldBeNull();
        var after = DateTimeOffset.Parse("2026-01-15T07:00:00Z");
        (await server.GetAsync($"/api/leads/{lead}")).Json["dueAt"]!.GetValue<DateTimeOffset>().ShouldBe(after);

        var other = await server.LeadAsync(campaign, """{"recipientPhoneNumber": "9999789878", "recipientData": {} }""");
        await MissAsync(server, campaign, trunk);

        (await server.GetAsync($"/api/leads/{other}")).Json["dueAt"]!.GetValue<DateTimeOffset>().ShouldBe(after);
        (await server.GetAsync($"/api/leads/{other}/explain")).Json["reasons"]![0]!["message"]!.GetValue<string>().ShouldEndWith("and no better time was found that is not too late.");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_hours_at_which_people_answer_are_learnt_from_enough_calls_and_no_fewer(string engine)
    {
        var (server, time, campaign, trunk) = await ArrangeAsync(engine, """{"maxAttempts": 9, "gapSeconds": 3600, "bestTime": {"learn": true, "avoidMinutes": 0}}""");
        await server.LeadAsync(campaign);
        var early = await MissAsync(server, campaign, trunk);
        (await server.GetAsync($"/api/calls/{early}")).Json["retryPlan"]!["learnt"]!.GetValue<string>().ShouldBe("0 calls of the workspace, of 200 that are needed");

        await FoldAsync(server);
        (await server.Database.ReadAsync(session => session.FirstOrDefaultAsync<(string, long, long, long)>("SELECT day, hour, calls, answered FROM answer_hours")))
            .ShouldBe(("workday", 11, 1, 0));
        // Other campaigns of the workspace have called a lot, and people answered from five to six in the afternoon.
        await server.Database.WriteAsync(session => session.ExecuteAsync(
            """
            INSERT INTO answer_hours (workspace_id, campaign_id, week, day, hour, calls, answered)
            SELECT workspace_id, 'other', week, 'workday', 17, 150, 90 FROM answer_hours UNION ALL SELECT workspace_id, 'other', week, 'workday', 10, 150, 15 FROM answer_hours
            """));
        time.Advance(TimeSpan.FromHours(1));
        var late = await MissAsync(server, campaign, trunk);

        var plan = (await server.GetAsync($"/api/calls/{late}")).Json["retryPlan"]!;
        (plan["by"]!.GetValue<string>(), plan["times"]!.GetValue<string>(), plan["at"]!.GetValue<DateTimeOffset>()).ShouldBe(("learnt", "mon-fri 17:00-18:00", DateTimeOffset.Parse("2026-01-15T11:30:00Z")));
        plan["learnt"]!.GetValue<string>().ShouldBe("301 calls of the workspace, of which 105 were answered");
        // Nine weeks later all that is forgotten.
        await server.Database.WriteAsync(session => session.ExecuteAsync("UPDATE answer_hours SET week = week - 9"));
        time.Advance(plan["at"]!.GetValue<DateTimeOffset>() - time.GetUtcNow());
        await MissAsync(server, campaign, trunk);
        await FoldAsync(server);
        (await server.Database.ReadAsync(session => session.ScalarAsync<long>("SELECT count(*) FROM answer_hours WHERE campaign_id = 'other'"))).ShouldBe(0);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_change_of_the_policy_is_said_to_hold_and_holds_for_who_waits(string engine)
    {
        var (server, time, campaign, trunk) = await ArrangeAsync(engine, """{"maxAttempts": 3, "gapSeconds": 86400}""");
        var lead = await server.LeadAsync(campaign);
        await MissAsync(server, campaign, trunk);
        time.Advance(TimeSpan.FromSeconds(10));

        (await server.PatchAsync($"/api/campaigns/{campaign}", """{"retry": {"gapSeconds": 3600}}""")).ShouldBe(HttpStatusCode.OK);
        async Task<IEnumerable<string>> WhyAsync() =>
            (await server.GetAsync($"/api/leads/{lead}/explain")).Json["reasons"]!.AsArray().Select(reason => reason!["code"]!.GetValue<string>());
        (await WhyAsync()).ShouldBe(["retries-change", "not-due"]);
        await server.Services.GetRequiredService<CampaignClock>().LookAsync(CancellationToken.None);

        (await WhyAsync()).ShouldBe(["not-due"]);
        (await server.GetAsync($"/api/leads/{lead}")).Json["dueAt"]!.GetValue<DateTimeOffset>().ShouldBe(Start.AddHours(1));
        // What says nothing of retries has nobody wait.
        (await server.PatchAsync($"/api/campaigns/{campaign}", """{"name": "Another name", "callingWindows": null}""")).ShouldBe(HttpStatusCode.OK);
        (await WhyAsync()).ShouldBe(["not-due"]);
        time.Advance(TimeSpan.FromHours(1));
        await MissAsync(server, campaign, trunk);
    }

    private async Task<(TestServer Server, FakeTime Time, string Campaign, string Trunk)> ArrangeAsync(string engine, string retry)
    {
        var time = new FakeTime(Start);
        var server = await StartAsync(engine, services => services.AddSingleton<TimeProvider>(time));
        var campaign = await server.CampaignAsync($$"""{"retry": {{retry}}}""");
        (await server.PostAsync($"/api/campaigns/{campaign}/start")).ShouldBe(HttpStatusCode.OK);
        var trunk = (await server.GetAsync($"/api/campaigns/{campaign}")).Text("trunkId");
        await server.PatchAsync($"/api/trunks/{trunk}", """{"callsPerSecond": 20}""");
        return (server, time, campaign, trunk);
    }

    /// <summary>The lead that is due is called, and nobody answers.</summary>
    /// <returns>The call.</returns>
    private static async Task<string> MissAsync(TestServer server, string campaign, string trunk, LegResult result = LegResult.NoAnswer)
    {
        var workspace = await server.Database.ReadAsync(session => session.ScalarAsync<string>("SELECT id FROM workspaces"));
        var order = (await server.Services.GetRequiredService<TrunkRound>().TakeAsync(workspace!, trunk, [campaign], CancellationToken.None)).ShouldHaveSingleItem();
        var journal = server.Services.GetRequiredService<CallJournals>().Open(order);
        journal.Initiated("provider");
        await journal.EndAsync(CallEndings.Unanswered(new LegAnswer(result), null), null);
        return order.CallSid;
    }

    private static Task<int> FoldAsync(TestServer server) => server.Database.WriteAsync(session =>
        CampaignCounters.FoldAsync(session, server.Services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds()));
}
