using Futwork.Calls;
using Futwork.Tests.Support;

namespace Futwork.Tests.Calls;

/// <summary>
/// Who gets what the limit of a workspace leaves, over all its trunks. A campaign that calls in bulk over one trunk has all of its ten calls; an urgent one over another trunk comes to have
/// people to call; then six of the ten end.
/// </summary>
public sealed class WorkspaceSharesTests(PostgresServer postgres) : PathTests(postgres)
{
    private const string Urgent = "5f0000000000000000000005";
    private const string OtherTrunk = "5f0000000000000000000006";
    private const string Third = "5f0000000000000000000007";
    private const string ThirdTrunk = "5f0000000000000000000008";

    private static readonly (string What, int Uses)[] Hindrances =
    [
        ("few lines", 2), ("no place in time", 0), ("a line that rests", 0), ("a number that rests", 0), ("no number", 0), ("few people", 2), ("closed hours", 0), ("a pause", 0),
        ("a limit of its own", 2),
    ];

    public static TheoryData<string, string, int> Hindered => [.. Engines.SelectMany(engine => Hindrances.Select(hindrance => ((string)engine, hindrance.What, hindrance.Uses)))];

    [Theory, MemberData(nameof(Engines))]
    public async Task Lines_that_are_freed_go_to_whom_they_are_due_whatever_the_trunk(string engine)
    {
        var node = await CallRigAsync(engine);
        await ArrangeAsync(node);

        (await BulkAsync(node)).ShouldBeEmpty("reserve and priority are the other campaign's");
        (await UrgentAsync(node)).Count.ShouldBe(6);
    }

    [Theory, MemberData(nameof(Hindered))]
    public async Task What_the_other_trunk_cannot_use_is_not_kept_for_it(string engine, string hindrance, int uses)
    {
        var node = await CallRigAsync(engine);
        await ArrangeAsync(node);
        await HinderAsync(node, hindrance);

        (await BulkAsync(node)).Count.ShouldBe(6 - uses);
        (await UrgentAsync(node)).Count.ShouldBe(uses);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task What_each_of_several_other_trunks_can_use_is_kept_for_it(string engine)
    {
        var node = await CallRigAsync(engine);
        await ArrangeAsync(node);
        await HinderAsync(node, "few lines");
        await node.Seeds.TrunkAsync(10, 1000, ThirdTrunk);
        await node.Seeds.CampaignAsync(""","priority":10""", Third, ThirdTrunk);
        await LeadsAsync(node, Third, 3);

        (await BulkAsync(node)).Count.ShouldBe(1, "two lines for the one, three people of the other");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task What_was_kept_for_people_who_may_not_be_called_is_free_when_the_other_trunk_has_found_that_out(string engine)
    {
        var node = await CallRigAsync(engine);
        await ArrangeAsync(node);
        await node.Rig.ExecuteAsync($"{Seeds.EverybodyIsListed} WHERE campaign_id = @Urgent", new { Urgent });

        (await BulkAsync(node)).ShouldBeEmpty();
        (await UrgentAsync(node)).ShouldBeEmpty();
        (await BulkAsync(node)).Count.ShouldBe(6);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task One_look_gives_each_trunk_its_part(string engine)
    {
        var node = await CallRigAsync(engine);
        await ArrangeAsync(node);

        await node.LookAsync();

        (await OpenAsync(node, Urgent), await OpenAsync(node, Seeds.Campaign)).ShouldBe((6L, 4L));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Nodes_that_pull_in_the_same_moment_give_each_trunk_its_part(string engine)
    {
        var nodes = await NodesAsync(engine, 2);
        await ArrangeAsync(nodes[0]);

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => i % 4 < 2 ? BulkAsync(nodes[i % 2]) : UrgentAsync(nodes[i % 2]))));
        // All of its rounds may have waited for too long for the others.
        List<CallOrder> orders = [.. taken.SelectMany(round => round), .. await UrgentAsync(nodes[0])];

        orders.Select(order => order.CampaignId).ShouldBe(Enumerable.Repeat(Urgent, 6));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Nobody_starves_behind_another_trunk(string engine)
    {
        // One call at a time, over at once, and the trunk of the campaign that comes first is always asked first.
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(maxCalls: 10, callsPerSecond: 1000, campaign: ""","priority":9""");
        await node.Seeds.TrunkAsync(10, 1000, OtherTrunk);
        await node.Seeds.CampaignAsync(""","priority":1""", Urgent, OtherTrunk);
        await LimitAsync(node, 1);
        await LeadsAsync(node, Seeds.Campaign, 40);
        await LeadsAsync(node, Urgent, 8);
        var counts = new Dictionary<string, int>();

        for (var second = 0; second < 40; second++)
        {
            List<CallOrder> orders = [.. await BulkAsync(node), .. await UrgentAsync(node)];
            await node.EndAsync(orders.ShouldHaveSingleItem());
            counts[orders[0].CampaignId] = counts.GetValueOrDefault(orders[0].CampaignId) + 1;
            node.Rig.Time.Advance(TimeSpan.FromSeconds(1));
        }

        counts[Urgent].ShouldBeInRange(3, 5);
    }

    private static async Task ArrangeAsync(CallRig node)
    {
        await node.Seeds.AllAsync(maxCalls: 10, callsPerSecond: 1000);
        await node.Seeds.TrunkAsync(10, 1000, OtherTrunk);
        await node.Seeds.CampaignAsync(""","reservedConcurrentCalls":5,"priority":10""", Urgent, OtherTrunk);
        await LimitAsync(node, 10);
        await LeadsAsync(node, Seeds.Campaign, 20);
        var bulk = await BulkAsync(node);
        bulk.Count.ShouldBe(10);
        await LeadsAsync(node, Urgent, 8);
        foreach (var order in bulk.Take(6))
            await node.EndAsync(order);
    }

    private static Task HinderAsync(CallRig node, string hindrance) => node.Rig.ExecuteAsync(
        hindrance switch
        {
            "few lines" => "UPDATE trunks SET max_calls = 2 WHERE id = @OtherTrunk",
            "no place in time" => "UPDATE trunks SET next_dial_at = @later WHERE id = @OtherTrunk",
            "a line that rests" => """UPDATE trunks SET breaker = '{"state":"open","until":9999999999999}' WHERE id = @OtherTrunk""",
            "a number that rests" =>
                """
                UPDATE trunks SET pacing = '{"callerIdUse":{"coolDownSeconds":3600}}' WHERE id = @OtherTrunk;
                INSERT INTO calls (workspace_id, id, lead_id, campaign_id, agent_id, agent_version, trunk_id, work_id, fence, node, attempt, direction, status, to_number,
                    from_number, created_at, dial_at, ended_at, outcome, updated_at)
                VALUES (@Workspace, 'before', 'lead', @Urgent, @Agent, 1, @OtherTrunk, 'work', 0, 'node', 1, 'outbound', 'busy', '1', '+918035735856', @Now, @Now, @Now, 'busy', 1);
                """,
            "no number" => "UPDATE trunks SET caller_ids = '[]' WHERE id = @OtherTrunk",
            "few people" => "UPDATE work SET due_at = @later WHERE lane = @Urgent AND id NOT IN (SELECT id FROM work WHERE lane = @Urgent ORDER BY id LIMIT 2)",
            "closed hours" =>
                """
                UPDATE campaigns SET settings = replace(settings, '"priority":10',
                    '"priority":10,"timezone":"Asia/Kolkata","callingWindows":[{"days":["thu"],"start":"12:00","end":"13:00"}]') WHERE id = @Urgent
                """,
            "a pause" => "UPDATE campaigns SET status = 'paused' WHERE id = @Urgent",
            "a limit of its own" => """UPDATE campaigns SET settings = replace(settings, '"priority":10', '"priority":10,"maxConcurrentCalls":2') WHERE id = @Urgent""",
            _ => throw new ArgumentOutOfRangeException(nameof(hindrance)),
        }, new { Seeds.Workspace, Seeds.Agent, OtherTrunk, Urgent, node.Rig.Now, later = node.Rig.Now + 60_000 });

    private static Task LimitAsync(CallRig node, int most) =>
        node.Rig.ExecuteAsync("UPDATE workspaces SET settings = @settings", new { settings = $$"""{"maxConcurrentCalls":{{most}}}""" });

    private static async Task LeadsAsync(CallRig node, string campaign, int count)
    {
        for (var i = 0; i < count; i++)
            await node.Seeds.LeadAsync(campaign: campaign);
    }

    private static Task<List<CallOrder>> BulkAsync(CallRig node) => node.TakeAsync();

    private static Task<List<CallOrder>> UrgentAsync(CallRig node) =>
        node.Rig.Get<TrunkRound>().TakeAsync(Seeds.Workspace, OtherTrunk, [Urgent], CancellationToken.None);

    private static Task<long> OpenAsync(CallRig node, string campaign) =>
        node.Rig.ScalarAsync<long>("SELECT count(*) FROM calls WHERE campaign_id = @campaign AND ended_at IS NULL", new { campaign });
}
