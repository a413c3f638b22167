using System.Data.Common;
using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Leads;
using Futwork.Tests.Support;

namespace Futwork.Tests.Leads;

/// <summary>Leads that are pushed at the same time, and what keeps them from each other.</summary>
public sealed class LeadWriterTests(PostgresServer postgres) : PathTests(postgres)
{
    private const string Other = "5f0000000000000000000009";

    [Theory, MemberData(nameof(Engines))]
    public async Task One_that_cannot_be_written_fails_nobody_else(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync();
        var writer = node.Rig.Get<LeadWriter>();
        const int Leads = 20;

        var bad = writer.WriteAsync(Lead(node, Seeds.Workspace, campaign: "none"));
        var written = Enumerable.Range(0, Leads).Select(i => writer.WriteAsync(Lead(node, Seeds.Workspace))).ToList();
        var worse = writer.WriteAsync(Lead(node, Seeds.Workspace, campaign: "none"));

        (await Task.WhenAll(written)).Distinct().ShouldBe([new LeadWritten()]);
        await Should.ThrowAsync<DbException>(bad);
        await Should.ThrowAsync<DbException>(worse);
        (await node.Rig.ScalarAsync<long>("SELECT count(*) FROM work WHERE kind = 'dial'")).ShouldBe(Leads);
    }

    /// <summary>SQLite has one writer, and nothing to be shown.</summary>
    [Fact]
    public async Task A_campaign_that_is_being_changed_keeps_no_other_workspace_waiting()
    {
        var node = await CallRigAsync("postgres");
        await node.Seeds.AllAsync();
        await node.Rig.ExecuteAsync("INSERT INTO workspaces (id, name, created_at) VALUES (@Other, 'Other', 1)", new { Other });
        await node.Rig.ExecuteAsync(
            """
            INSERT INTO campaigns (workspace_id, id, name, status, agent_id, trunk_id, settings, created_at, updated_at)
            SELECT @Other, id, name, status, agent_id, trunk_id, settings, 1, 1 FROM campaigns
            """, new { Other });
        var writer = node.Rig.Get<LeadWriter>();
        var goOn = await node.StandStillAsync(session => Campaign.FindAsync(session, Seeds.Workspace, Seeds.Campaign, forUpdate: true));

        var waiting = writer.WriteAsync(Lead(node, Seeds.Workspace));
        var written = await writer.WriteAsync(Lead(node, Other)).WaitAsync(Eventually.Patience);

        written.ShouldBe(new LeadWritten());
        waiting.IsCompleted.ShouldBeFalse();
        await goOn();
        (await waiting).ShouldBe(new LeadWritten());
    }

    private static NewLead Lead(CallRig node, string workspace, string campaign = Seeds.Campaign) => new(
        new Lead
        {
            WorkspaceId = workspace,
            CampaignId = campaign,
            Id = Ids.New(node.Rig.Time),
            PhoneSent = "1",
            Phone = "+918076400001",
            RecipientData = "{}",
            CreatedAt = node.Rig.Now,
        }, null);
}
