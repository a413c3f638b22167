using Futwork.Calls;
using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Outcomes;
using Futwork.Queue;
using Futwork.Tests.Support;

namespace Futwork.Tests.Outcomes;

/// <summary>Two transactions that move one lead at the same time. SQLite has one writer, and nothing to be shown.</summary>
public sealed class LeadBucketTests(PostgresServer postgres) : PathTests(postgres)
{
    /// <summary>Asked outside of the transaction, in which the view stays as it was first read.</summary>
    private const string Waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_finds_out_where_a_lead_stands_finds_it_there_until_it_has_been_moved(bool isOwedACall)
    {
        var node = await CallRigAsync("postgres");
        await node.Seeds.AllAsync();
        var lead = isOwedACall ? await node.Seeds.LeadAsync() : await CalledInAsync(node);
        (await CountsAsync(node)).ShouldBe([new(isOwedACall ? CampaignCounters.Waiting : CampaignCounters.Incoming, 1)]);
        var second = Task.CompletedTask;

        await MoveAsync(node, lead, CallOutcome.Human, async () =>
        {
            second = MoveAsync(node, lead, CallOutcome.Busy, () => Task.CompletedTask);
            await Eventually.HappensAsync(async () => second.IsCompleted || await node.Rig.ScalarAsync<long>(Waiting) > 0);
        });
        await second;

        (await CountsAsync(node)).ShouldBe([new(CampaignCounters.Done(CallOutcome.Busy), 1)]);
    }

    private static async Task<string> CalledInAsync(CallRig node) =>
        (await node.Rig.Database.WriteAsync(session => InboundLead.FindOrAddAsync(session, node.Rig.Time, Seeds.Workspace, Seeds.Campaign, "+918076400001", "IN"))).Id;

    /// <summary>A call that settles: nothing is owed any more, and this is what came of it.</summary>
    /// <param name="held">Runs once it is known where the lead stands.</param>
    private static Task MoveAsync(CallRig node, string lead, string outcome, Func<Task> held) =>
        node.Rig.Database.WriteAsync(async session =>
        {
            var before = await LeadBucket.HoldAsync(session, Seeds.Workspace, lead);
            await held();
            var progress = await LeadProgress.FindAsync(session, Seeds.Workspace, Seeds.Campaign, lead);
            await WorkQueue.CancelAsync(session, Seeds.Workspace, WorkKind.Dial, lead);
            await (progress with { Status = CallStatus.CallDisconnected, Outcome = outcome }).SaveAsync(session, node.Rig.Time);
            var after = await LeadBucket.HoldAsync(session, Seeds.Workspace, lead);
            await CampaignCounters.MoveAsync(session, (Seeds.Workspace, Seeds.Campaign), node.Rig.Now, before, after);
        });

    private static async Task<List<KeyValuePair<string, long>>> CountsAsync(CallRig node) =>
        [.. await node.Rig.Database.ReadAsync(session => CampaignCounters.ReadAsync(session, Seeds.Workspace, Seeds.Campaign))];
}
