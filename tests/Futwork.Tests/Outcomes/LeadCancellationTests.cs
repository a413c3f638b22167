using Futwork.Calls;
using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Outcomes;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Outcomes;

/// <summary>A client cancels a lead while it is called: that call is the last, and the lead is counted where it ends.</summary>
public sealed class LeadCancellationTests(PostgresServer postgres) : PathTests(postgres)
{
    /// <summary>Asked outside of the transaction that is waited for.</summary>
    private const string Waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";

    private static readonly CallEnding Talked = new(CallStatus.CallDisconnected, CallOutcome.Human) { HangupBy = "Callee", HangupReason = "Call recipient hungup" };

    [Theory, MemberData(nameof(Engines))]
    public async Task When_nobody_answers_it_is_canceled_and_not_tried_again(string engine)
    {
        var (node, lead) = await ArrangeAsync(engine);
        var journal = await CallAsync(node);

        (await CancelAsync(node, lead)).ShouldBe(LeadCancellation.Calling);
        (await PlacesAsync(node)).ShouldBe(["calling 1"]);
        await journal.EndAsync(CallEndings.Unanswered(new LegAnswer(LegResult.NoAnswer), null), recording: null);

        (await node.WorkAsync())!.State.ShouldBe("done");
        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("canceled", "canceled", 1));
        (await PlacesAsync(node)).ShouldBe(["done:canceled 1"]);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task When_somebody_answers_it_has_what_that_call_came_to_and_is_not_called_back(string engine)
    {
        var (node, lead) = await ArrangeAsync(engine);
        var journal = await CallAsync(node);

        (await CancelAsync(node, lead)).ShouldBe(LeadCancellation.Calling);
        journal.Answered("provider-1");
        await journal.EndAsync(Talked with { Callback = new CallbackRequest(node.Rig.Time.GetUtcNow().AddHours(1), null) }, recording: null);
        await node.AnalyseAsync();

        (await node.WorkAsync())!.State.ShouldBe("done");
        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("completed", "human", 1));
        (await PlacesAsync(node)).ShouldBe(["done:human 1"]);
        (await CancelAsync(node, lead)).ShouldBe(LeadCancellation.Over);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_call_of_theirs_to_us_leaves_nothing_to_cancel_where_none_of_ours_is_owed(string engine)
    {
        var (node, lead) = await ArrangeAsync(engine);
        await node.Rig.ExecuteAsync("DELETE FROM work");
        await node.Rig.ExecuteAsync("DELETE FROM campaign_moves");
        await node.Seeds.CallAsync(lead, CallStatus.InProgress);
        await node.Rig.ExecuteAsync("UPDATE calls SET direction = 'inbound'");

        (await CancelAsync(node, lead)).ShouldBe(LeadCancellation.Over);

        (await node.ProgressAsync()).ShouldBeNull();
        (await PlacesAsync(node)).ShouldBeEmpty();
    }

    /// <summary>SQLite has one writer, and nothing to be shown.</summary>
    [Fact]
    public async Task A_call_that_ends_at_this_moment_is_waited_for_and_the_retry_after_it_canceled()
    {
        var (node, lead) = await ArrangeAsync("postgres");
        var order = (await node.TakeAsync()).ShouldHaveSingleItem();
        var cancelled = Task.FromResult(LeadCancellation.Over);

        await node.Rig.Database.WriteAsync(async session =>
        {
            (await order.Claim.HoldsAsync(session)).ShouldBeTrue();
            cancelled = CancelAsync(node, lead);
            await Eventually.HappensAsync(async () => cancelled.IsCompleted || await node.Rig.ScalarAsync<long>(Waiting) > 0);
            await order.Claim.RescheduleAsync(session, node.Rig.Now + 60_000);
            await CampaignCounters.MoveAsync(session, (Seeds.Workspace, Seeds.Campaign), node.Rig.Now, CampaignCounters.Calling, CampaignCounters.Waiting);
        });

        (await cancelled).ShouldBe(LeadCancellation.Canceled);
        (await node.WorkAsync())!.State.ShouldBe("done");
        (await PlacesAsync(node)).ShouldBe(["done:canceled 1"]);
    }

    private async Task<(CallRig Node, string Lead)> ArrangeAsync(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(campaign: ""","retry":{"maxAttempts":5}""");
        return (node, await node.Seeds.LeadAsync());
    }

    /// <summary>The lead is claimed, and its phone is asked for.</summary>
    private static async Task<CallJournal> CallAsync(CallRig node)
    {
        var journal = node.Rig.Get<CallJournals>().Open((await node.TakeAsync()).ShouldHaveSingleItem());
        journal.Initiated("provider-1");
        return journal;
    }

    private static Task<LeadCancellation> CancelAsync(CallRig node, string lead) =>
        node.Rig.Database.WriteAsync(session => node.Rig.Get<UndialledLeads>().CancelAsync(session, Seeds.Workspace, Seeds.Campaign, lead));

    /// <summary>Where the campaign counts its leads.</summary>
    private static async Task<List<string>> PlacesAsync(CallRig node) =>
        [.. (await node.Rig.Database.ReadAsync(session => CampaignCounters.ReadAsync(session, Seeds.Workspace, Seeds.Campaign)))
            .Where(count => count.Key is CampaignCounters.Waiting or CampaignCounters.Calling or CampaignCounters.Incoming || CampaignCounters.OutcomeOf(count.Key) is not null)
            .Select(count => $"{count.Key} {count.Value}")];
}
