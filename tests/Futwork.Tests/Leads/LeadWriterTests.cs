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
        await AddWorkspaceAsync(node, Other);
        var writer = node.Rig.Get<LeadWriter>();
        var goOn = await node.StandStillAsync(session => Campaign.FindAsync(session, Seeds.Workspace, Seeds.Campaign, forUpdate: true));

        var waiting = writer.WriteAsync(Lead(node, Seeds.Workspace));
        var written = await writer.WriteAsync(Lead(node, Other)).WaitAsync(Eventually.Patience);

        written.ShouldBe(new LeadWritten());
        waiting.IsCompleted.ShouldBeFalse();
        await goOn();
        (await waiting).ShouldBe(new LeadWritten());
    }

    /// <summary>SQLite has no connections to spare.</summary>
    [Fact]
    public async Task Many_workspaces_that_are_kept_waiting_take_a_few_connections()
    {
        var node = await CallRigAsync("postgres");
        await node.Seeds.AllAsync();
        string[] workspaces = [.. Enumerable.Range(10, 3 * LeadWriter.MostGroups).Select(i => $"5f00000000000000000000{i}")];
        foreach (var workspace in workspaces)
            await AddWorkspaceAsync(node, workspace);
        var goOn = await node.StandStillAsync(session => session.ExecuteAsync("SELECT id FROM campaigns FOR UPDATE"));

        var waiting = workspaces.Select(workspace => node.Rig.Get<LeadWriter>().WriteAsync(Lead(node, workspace))).ToList();

        await Eventually.HappensAsync(async () => await LockedAsync(node) == LeadWriter.MostGroups);
        // Meanwhile all others would have come to where those wait.
        for (var look = 0; look < 50; look++)
            (await LockedAsync(node)).ShouldBe(LeadWriter.MostGroups);
        await goOn();
        (await Task.WhenAll(waiting)).Distinct().ShouldBe([new LeadWritten()]);
    }

    /// <summary>On SQLite nobody waits for a lock of somebody else's.</summary>
    [Fact]
    public async Task All_that_wait_for_the_same_lock_are_told_at_once_when_it_is_not_to_be_had()
    {
        var connectionString = await ConnectionStringAsync("postgres");
        var node = await CallRigAsync("postgres", $"--Database={connectionString} -c lock_timeout=300ms");
        await node.Seeds.AllAsync();
        var writer = node.Rig.Get<LeadWriter>();
        var goOn = await node.StandStillAsync(session => Campaign.FindAsync(session, Seeds.Workspace, Seeds.Campaign, forUpdate: true));

        var alone = writer.WriteAsync(Lead(node, Seeds.Workspace));
        var together = Enumerable.Range(0, 3).Select(_ => writer.WriteAsync(Lead(node, Seeds.Workspace))).ToList();

        await Should.ThrowAsync<DbException>(alone);
        var faults = new List<DbException>();
        foreach (var lead in together)
            faults.Add(await Should.ThrowAsync<DbException>(lead));
        faults.Distinct().Count().ShouldBe(1, "they were tried together, and then not one after the other");
        await goOn();
        (await writer.WriteAsync(Lead(node, Seeds.Workspace))).ShouldBe(new LeadWritten());
    }

    /// <summary>How many wait for what somebody else has locked.</summary>
    private static Task<long> LockedAsync(CallRig node) =>
        node.Rig.ScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");

    /// <summary>It has the same campaign.</summary>
    private static async Task AddWorkspaceAsync(CallRig node, string id)
    {
        await node.Rig.ExecuteAsync("INSERT INTO workspaces (id, name, created_at) VALUES (@id, 'Other', 1)", new { id });
        await node.Rig.ExecuteAsync(
            """
            INSERT INTO campaigns (workspace_id, id, name, status, agent_id, trunk_id, settings, created_at, updated_at)
            SELECT @id, id, name, status, agent_id, trunk_id, settings, 1, 1 FROM campaigns WHERE workspace_id = @Workspace
            """, new { id, Seeds.Workspace });
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
