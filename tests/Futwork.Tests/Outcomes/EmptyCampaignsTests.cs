using System.Net;
using Futwork.Data;
using Futwork.Leads;
using Futwork.Outcomes;
using Futwork.Queue;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Futwork.Tests.Outcomes;

/// <summary>Campaigns that complete by themselves once all their leads have ended and it was quiet for ten minutes.</summary>
public sealed class EmptyCampaignsTests(PostgresServer postgres) : PathTests(postgres)
{
    private const string Ten = ""","completeAfterMinutes":10,"retry":{"maxAttempts":2,"gapSeconds":3600}""";

    [Theory, MemberData(nameof(Engines))]
    public async Task It_completes_when_all_leads_have_ended_and_it_was_quiet_for_long_enough(string engine)
    {
        var node = await ArrangeAsync(engine);
        await node.Seeds.LeadAsync();
        (await AfterAsync(node, 120)).ShouldBe("running");
        for (var attempt = 0; attempt < 2; attempt++)
        {
            await CallAsync(node, LegResult.NoAnswer);
            (await AfterAsync(node, 0)).ShouldBe("running");
            (await AfterAsync(node, 9)).ShouldBe("running");
            node.Rig.Time.Advance(TimeSpan.FromMinutes(attempt == 0 ? 52 : 0));
        }

        (await node.ProgressAsync())!.Status.ShouldBe("no-answer");
        (await AfterAsync(node, 1)).ShouldBe("completed");
        (await node.Rig.ScalarAsync<long>("SELECT updated_at FROM campaigns")).ShouldBe(node.Rig.Now);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_campaign_that_nobody_asked_to_complete_waits_for_leads_for_ever_and_so_does_one_that_had_none(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync();
        await node.Seeds.LeadAsync();
        await CallAsync(node, LegResult.Busy);
        (await AfterAsync(node, 60 * 24 * 30)).ShouldBe("running");

        await node.Rig.ExecuteAsync("UPDATE campaigns SET complete_after = 1");
        await node.Rig.ExecuteAsync("DELETE FROM calls");
        await node.Rig.ExecuteAsync("DELETE FROM leads");
        (await AfterAsync(node, 5)).ShouldBe("running");
        (await AfterAsync(node, 5)).ShouldBe("running");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Whatever_happens_begins_the_quiet_anew(string engine)
    {
        var node = await ArrangeAsync(engine);
        await node.Seeds.LeadAsync();
        await CallAsync(node, LegResult.Rejected);
        (await AfterAsync(node, 0)).ShouldBe("running");

        // A lead that came and ended between two looks of the clock.
        node.Rig.Time.Advance(TimeSpan.FromMinutes(8));
        var second = await node.Seeds.LeadAsync();
        await node.Rig.Database.WriteAsync(session => node.Rig.Get<UndialledLeads>().CancelAsync(session, Seeds.Workspace, Seeds.Campaign, second));
        (await AfterAsync(node, 9)).ShouldBe("running");
        // A file of leads that is not read yet.
        await node.Rig.Database.WriteAsync(session => node.Rig.Get<WorkQueue>().EnqueueAsync(session, NewWork.Import(Seeds.Workspace, Seeds.Campaign, "file", node.Rig.Now)));
        (await AfterAsync(node, 60)).ShouldBe("running");
        await node.Rig.ExecuteAsync("UPDATE work SET state = 'done' WHERE kind = 'import'");
        (await AfterAsync(node, 0)).ShouldBe("running");
        (await AfterAsync(node, 9)).ShouldBe("running");
        (await AfterAsync(node, 1)).ShouldBe("completed");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_call_that_came_in_and_one_that_is_up_keep_it_running(string engine)
    {
        var node = await ArrangeAsync(engine);
        await node.Seeds.LeadAsync();
        await node.LookAsync();
        var far = await node.Carrier.NextAsync();
        (await AfterAsync(node, 30)).ShouldBe("running");
        far.Reply(new LegAnswer(LegResult.Rejected));
        await node.IdleAsync();
        (await AfterAsync(node, 0)).ShouldBe("running");

        var claim = await node.Rig.Database.WriteAsync(session =>
            node.Rig.Get<WorkQueue>().HoldAsync(session, NewWork.Take(Seeds.Workspace, Seeds.Campaign, "inbound", node.Rig.Now), TimeSpan.FromHours(2)));
        (await AfterAsync(node, 30)).ShouldBe("running");
        await node.Rig.Database.WriteAsync(claim.CompleteAsync);
        (await AfterAsync(node, 0)).ShouldBe("running");
        (await AfterAsync(node, 10)).ShouldBe("completed");
    }

    /// <summary>Again and again a lead comes at the moment at which a campaign completes, on another node: it is in and will be called, or it is refused. Never in and expired.</summary>
    [Theory, MemberData(nameof(Engines))]
    public async Task A_lead_that_comes_at_the_same_moment_is_seen_or_refused(string engine)
    {
        var nodes = await NodesAsync(engine, 2);
        await nodes[0].Seeds.AllAsync();
        var (taken, refused) = (0, 0);
        for (var i = 0; i < 40; i++)
        {
            var campaign = Ids.New(nodes[0].Rig.Time);
            await nodes[0].Seeds.CampaignAsync(Ten, campaign);
            await nodes[0].Rig.ExecuteAsync("UPDATE campaigns SET complete_after = 10, empty_since = @since WHERE id = @campaign", new { campaign, since = nodes[0].Rig.Now - 600_000 });
            await nodes[0].Rig.ExecuteAsync(
                """
                INSERT INTO leads (workspace_id, campaign_id, id, phone_sent, phone, recipient_data, created_at)
                VALUES (@Workspace, @campaign, @id, '1', '+918076400000', '{}', 1)
                """, new { Seeds.Workspace, campaign, id = Ids.New(nodes[0].Rig.Time) });
            var lead = Lead(nodes[1], campaign);

            var clock = Task.Run(() => nodes[0].Rig.Get<CampaignClock>().LookAsync(CancellationToken.None));
            await Task.Yield();
            var written = await nodes[1].Rig.Get<LeadWriter>().WriteAsync(new NewLead(lead, null) { AsksCampaign = true });
            await clock;
            await nodes[0].Rig.Get<CampaignClock>().LookAsync(CancellationToken.None);

            var status = await nodes[0].Rig.ScalarAsync<string>("SELECT status FROM campaigns WHERE id = @campaign", new { campaign });
            var state = await nodes[0].Rig.ScalarAsync<string>("SELECT state FROM work WHERE subject_id = @Id", new { lead.Id });
            (status, state).ShouldBe(written.Closed is null ? ("running", "ready") : ("completed", (string?)null), $"round {i}");
            if (written.Closed is null)
                taken++;
            else
                refused++;
        }

        TestContext.Current.SendDiagnosticMessage($"{engine}: {taken} leads were in time, {refused} were not");
    }

    [Fact]
    public async Task A_campaign_is_not_completed_while_a_lead_of_it_is_being_written()
    {
        var nodes = await NodesAsync("postgres", 2);
        await nodes[0].Seeds.AllAsync(campaign: Ten);
        await nodes[0].Rig.ExecuteAsync("UPDATE campaigns SET complete_after = 10, empty_since = 1");
        await nodes[0].Seeds.LeadAsync();
        await nodes[0].Rig.ExecuteAsync("UPDATE work SET state = 'done'");
        nodes[0].Rig.Time.Advance(TimeSpan.FromMinutes(30));
        Task clock = Task.CompletedTask;

        await nodes[1].Rig.Database.WriteAsync(async session =>
        {
            var written = await new LeadGroup(nodes[1].Rig.Get<WorkQueue>(), [new NewLead(Lead(nodes[1], Seeds.Campaign), null) { AsksCampaign = true }]).WriteAsync(session);
            written[0]!.Closed.ShouldBeNull();
            clock = nodes[0].Rig.Get<CampaignClock>().LookAsync(CancellationToken.None);
            // It found the campaign empty, and waits for us. Asked outside of this transaction, in which the view stays as it was first read.
            const string Waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database() AND query LIKE '%campaigns%'";
            await Eventually.HappensAsync(async () => await nodes[0].Rig.ScalarAsync<long>(Waits) > 0);
            return true;
        });
        await clock;

        (await nodes[0].Rig.ScalarAsync<string>("SELECT status FROM campaigns")).ShouldBe("running");
        (await nodes[0].Rig.ScalarAsync<long>("SELECT count(*) FROM work WHERE state = 'ready'")).ShouldBe(1);
    }

    private async Task<CallRig> ArrangeAsync(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(campaign: Ten);
        await node.Rig.ExecuteAsync("UPDATE campaigns SET complete_after = 10");
        return node;
    }

    /// <summary>What it is so many minutes later, when the clock has looked.</summary>
    private static async Task<string> AfterAsync(CallRig node, int minutes)
    {
        node.Rig.Time.Advance(TimeSpan.FromMinutes(minutes));
        await node.Rig.Get<CampaignClock>().LookAsync(CancellationToken.None);
        return (await node.Rig.ScalarAsync<string>("SELECT status FROM campaigns"))!;
    }

    private static async Task CallAsync(CallRig node, LegResult result)
    {
        node.Rig.Time.Advance(TimeSpan.FromSeconds(1));
        await node.LookAsync();
        (await node.Carrier.NextAsync()).Reply(new LegAnswer(result));
        await node.IdleAsync();
    }

    private static Lead Lead(CallRig node, string campaign) => new()
    {
        WorkspaceId = Seeds.Workspace,
        CampaignId = campaign,
        Id = Ids.New(node.Rig.Time),
        PhoneSent = "1",
        Phone = "+918076400001",
        RecipientData = "{}",
        CreatedAt = node.Rig.Now,
    };
}

/// <summary>The same as a client sees it.</summary>
public sealed class CompletionTests(PostgresServer postgres) : ApiTests(postgres)
{
    [Theory, MemberData(nameof(Engines))]
    public async Task A_client_sees_when_it_will_complete_and_that_it_has(string engine)
    {
        var time = new FakeTime();
        var server = await StartAsync(engine, services => services.AddSingleton<TimeProvider>(time));
        var campaign = await server.CampaignAsync("""{"completeAfterMinutes": 5}""");
        (await server.PatchAsync($"/api/campaigns/{campaign}", """{"completeAfterMinutes": 0}""")).ShouldRefuse("/completeAfterMinutes");
        await server.PostAsync($"/api/campaigns/{campaign}/start");
        var lead = await server.LeadAsync(campaign);
        await LookAsync(server);
        (await server.GetAsync($"/api/campaigns/{campaign}/progress")).Json["completesAt"].ShouldBeNull();
        await server.PostAsync($"/api/leads/{lead}/cancel");
        await LookAsync(server);
        var at = (await server.GetAsync($"/api/campaigns/{campaign}/progress")).Json["completesAt"]!.GetValue<DateTimeOffset>();
        (at - time.GetUtcNow()).ShouldBeInRange(TimeSpan.FromMinutes(4.9), TimeSpan.FromMinutes(5));

        // What was quiet before a pause does not count.
        time.Advance(TimeSpan.FromMinutes(4));
        await server.PostAsync($"/api/campaigns/{campaign}/pause");
        time.Advance(TimeSpan.FromMinutes(4));
        await LookAsync(server);
        await server.PostAsync($"/api/campaigns/{campaign}/resume");
        await LookAsync(server);
        time.Advance(TimeSpan.FromMinutes(4));
        await LookAsync(server);
        (await server.GetAsync($"/api/campaigns/{campaign}")).Text("status").ShouldBe("running");

        using var watch = server.Services.GetRequiredService<Futwork.Hosting.LiveFeed>().TryOpen((await server.Database.ReadAsync(session => session.ScalarAsync<string>("SELECT id FROM workspaces")))!)!;
        time.Advance(TimeSpan.FromMinutes(1));
        await LookAsync(server);
        (await server.GetAsync($"/api/campaigns/{campaign}")).Text("status").ShouldBe("completed");
        watch.Events.TryRead(out var happening).ShouldBeTrue();
        (happening!.Event, happening.CampaignId, happening.Status).ShouldBe(("campaign.status", campaign, "completed"));
        (await server.PostAsync($"/api/campaigns/{campaign}/leads", """{"recipientPhoneNumber": "9999789877", "recipientData": {} }""")).ShouldBeProblem(HttpStatusCode.Conflict, "campaign-completed");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_lead_whose_campaign_completed_after_it_was_checked_is_refused_and_its_key_is_free_again(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync("""{"completeAfterMinutes": 5}""");
        await server.PostAsync($"/api/campaigns/{campaign}/start");
        var workspace = (await server.Database.ReadAsync(session => session.ScalarAsync<string>("SELECT id FROM workspaces")))!;
        await server.Database.WriteAsync(session => session.ExecuteAsync("UPDATE campaigns SET status = 'completed'"));
        var lead = new Lead { WorkspaceId = workspace, CampaignId = campaign, Id = Ids.New(TimeProvider.System), PhoneSent = "1", Phone = "+919999789877", RecipientData = "{}", CreatedAt = 1 };
        var key = new IdempotencyKey(workspace, "key", "fingerprint");

        var written = await server.Services.GetRequiredService<LeadWriter>().WriteAsync(new NewLead(lead, key) { AsksCampaign = true });

        written.Refusal(lead)!.Code.ShouldBe("campaign-completed");
        (await server.Database.ReadAsync(session => session.ScalarAsync<long>("SELECT (SELECT count(*) FROM leads) + (SELECT count(*) FROM work) + (SELECT count(*) FROM idempotency_keys)"))).ShouldBe(0);
    }

    private static Task LookAsync(TestServer server) => server.Services.GetRequiredService<CampaignClock>().LookAsync(CancellationToken.None);
}
