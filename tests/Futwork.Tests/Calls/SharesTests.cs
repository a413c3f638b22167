using Futwork.Calls;
using Futwork.Tests.Support;

namespace Futwork.Tests.Calls;

/// <summary>Who gets the places of a trunk and of a workspace.</summary>
public sealed class SharesTests(PostgresServer postgres) : PathTests(postgres)
{
    private const string Low = "5f0000000000000000000005";
    private const string High = "5f0000000000000000000006";
    private const string OtherTrunk = "5f0000000000000000000007";

    [Theory]
    [InlineData(6, "a 0 99 0 5", "b 0 99 0 5", "a 3, b 3")]
    [InlineData(5, "a 4 99 0 5", "b 0 99 0 5", "a 1, b 4")]
    [InlineData(6, "a 0 99 0 5", "b 0 99 0 6", "a 0, b 6")]
    [InlineData(6, "a 0 99 2 5", "b 0 99 0 6", "a 2, b 4")]
    [InlineData(6, "a 2 99 2 5", "b 0 99 0 6", "a 0, b 6")]
    [InlineData(3, "a 0 99 4 5", "b 0 99 4 5", "a 2, b 1")]
    [InlineData(6, "a 0 2 0 9", "b 0 99 0 1", "a 2, b 4")]
    [InlineData(6, "a 0 1 0 9", "b 0 2 0 1", "a 1, b 2")]
    [InlineData(3, "a 0 99 0 9", "b 0 99 0 1 77", "a 2, b 1")]
    [InlineData(3, "a 0 99 0 9", "b 1 99 0 1 77", "a 2, b 1")]
    [InlineData(1, "a 0 99 3 9", "b 0 99 0 1 77", "a 1, b 0")]
    public void What_is_reserved_comes_first_then_who_starves_then_priority_then_who_has_least(int room, string a, string b, string expected)
    {
        var given = Shares.Allot(room, [Of(a), Of(b)]);

        string.Join(", ", given.OrderBy(share => share.Key).Select(share => $"{share.Key} {share.Value}")).ShouldBe(expected);
    }

    [Theory]
    [InlineData(10, "x 10, y 10", "a@x 0 99 0 5", "b@y 0 99 5 10", "a 0, b 10")]
    [InlineData(10, "x 10, y 3", "a@x 0 99 0 5", "b@y 0 99 5 10", "a 7, b 3")]
    [InlineData(4, "x 10, y 10", "a@x 6 99 0 5", "b@y 0 99 3 1", "a 1, b 3")]
    [InlineData(2, "x 10, y 10", "a@x 8 99 0 5", "b@y 0 99 0 1 77", "a 1, b 1")]
    [InlineData(6, "x 2, y 2", "a@x 0 99 0 5", "b@y 0 99 0 5", "a 2, b 2")]
    [InlineData(6, "x 9, y 2", "a@y 0 99 0 9", "b@y 0 99 0 5", "a 2, b 0")]
    [InlineData(6, "x 9, y 0", "a@x 0 99 0 5", "b@y 0 99 5 10 77", "a 6, b 0")]
    public void Of_several_trunks_each_gets_no_more_than_it_can_use_and_the_rest_goes_on_by_the_same_order(int room, string trunks, string a, string b, string expected)
    {
        var rooms = trunks.Split(", ").Select(trunk => trunk.Split(' ')).ToDictionary(trunk => trunk[0], trunk => int.Parse(trunk[1]));

        var given = Shares.Allot(room, [Of(a), Of(b)], rooms);

        string.Join(", ", given.OrderBy(share => share.Key).Select(share => $"{share.Key} {share.Value}")).ShouldBe(expected);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_reserved_share_is_lent_while_it_is_not_needed_and_comes_back_with_the_calls_that_end(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(maxCalls: 8, callsPerSecond: 1000, campaign: ""","reservedConcurrentCalls":5""");
        await node.Seeds.CampaignAsync(""","priority":10""", Low);
        await LeadsAsync(node, Low, 30);

        var lent = await TakeAsync(node, Low);
        lent.Count.ShouldBe(8);
        await LeadsAsync(node, Seeds.Campaign, 20);
        (await TakeAsync(node, Seeds.Campaign, Low)).ShouldBeEmpty();
        foreach (var order in lent.Take(6))
            await node.EndAsync(order);
        var next = await TakeAsync(node, Seeds.Campaign, Low);

        next.Count(order => order.CampaignId == Seeds.Campaign).ShouldBe(5);
        next.Count(order => order.CampaignId == Low).ShouldBe(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Nobody_starves_behind_a_campaign_of_higher_priority(string engine)
    {
        // One call in two seconds, over at once: the trunk is never full, only slow.
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(maxCalls: 4, callsPerSecond: 0.5, campaign: ""","priority":5""");
        await node.Seeds.CampaignAsync(""","priority":2""", Low);
        await node.Seeds.CampaignAsync(""","priority":9""", High);
        string[] all = [Seeds.Campaign, Low, High];
        foreach (var campaign in all)
            await LeadsAsync(node, campaign, 40);
        var counts = new Dictionary<string, int>();

        for (var second = 0; second < 80; second++)
        {
            foreach (var order in await TakeAsync(node, all))
            {
                counts[order.CampaignId] = counts.GetValueOrDefault(order.CampaignId) + 1;
                await node.EndAsync(order);
            }

            node.Rig.Time.Advance(TimeSpan.FromSeconds(1));
        }

        counts[High].ShouldBeGreaterThan(counts[Low] + counts[Seeds.Campaign]);
        counts[Low].ShouldBeInRange(5, 8);
        counts[Seeds.Campaign].ShouldBeInRange(5, 9);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Of_those_who_starve_whoever_dialled_longest_ago_is_next_and_what_was_more_than_a_day_ago_is_all_alike(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(maxCalls: 1, callsPerSecond: 1000);
        await node.Seeds.CampaignAsync(id: Low);
        await LeadsAsync(node, Seeds.Campaign, 1);
        await LeadsAsync(node, Low, 1);
        var (memory, hour) = (TimeSpan.FromMilliseconds(Shares.Memory), TimeSpan.FromHours(1));
        memory.ShouldBe(TimeSpan.FromDays(1));

        (await NextAsync(node, memory - hour, memory - (2 * hour))).ShouldBe([Seeds.Campaign]);
        (await NextAsync(node, memory - (2 * hour), memory - hour)).ShouldBe([Low]);
        (await NextAsync(node, memory + hour, memory + (2 * hour))).ShouldBe([Seeds.Campaign, Low]);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task What_one_campaign_cannot_use_the_other_gets_in_the_same_round(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(maxCalls: 10, callsPerSecond: 1000, campaign: ""","priority":9""");
        await node.Seeds.CampaignAsync(id: Low);
        await LeadsAsync(node, Seeds.Campaign, 3);
        await LeadsAsync(node, Low, 20);

        var orders = await TakeAsync(node, Seeds.Campaign, Low);

        (orders.Count(order => order.CampaignId == Seeds.Campaign), orders.Count(order => order.CampaignId == Low)).ShouldBe((3, 7));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_workspace_has_its_limit_over_all_trunks_and_nodes(string engine)
    {
        var nodes = await NodesAsync(engine, 2);
        await nodes[0].Seeds.AllAsync(maxCalls: 10, callsPerSecond: 1000);
        await nodes[0].Seeds.TrunkAsync(10, 1000, OtherTrunk);
        await nodes[0].Seeds.CampaignAsync(id: Low, trunk: OtherTrunk);
        await nodes[0].Rig.ExecuteAsync("UPDATE workspaces SET settings = '{\"maxConcurrentCalls\": 7}'");
        await LeadsAsync(nodes[0], Seeds.Campaign, 20);
        await LeadsAsync(nodes[0], Low, 20);

        var taken = (await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => RoundAsync(i))))).Sum(orders => orders.Count);

        taken.ShouldBeInRange(1, 7);
        // Who waited for too long for the others has taken nobody.
        (taken + (await RoundAsync(0)).Count + (await RoundAsync(2)).Count).ShouldBe(7);

        Task<List<CallOrder>> RoundAsync(int i) => nodes[i % 2].Rig.Get<TrunkRound>().TakeAsync(
            Seeds.Workspace, i % 4 < 2 ? Seeds.Trunk : OtherTrunk, [i % 4 < 2 ? Seeds.Campaign : Low], CancellationToken.None);
    }

    /// <summary>Whose turn it is, in each of many rounds, when the campaigns dialled last so long ago.</summary>
    private static async Task<string[]> NextAsync(CallRig node, TimeSpan first, TimeSpan second)
    {
        await node.Rig.ExecuteAsync("DELETE FROM calls");
        await DialledAsync(node, Seeds.Campaign, first);
        await DialledAsync(node, Low, second);
        var next = new HashSet<string>();
        for (var round = 0; round < 30; round++)
        {
            next.Add((await TakeAsync(node, Seeds.Campaign, Low)).ShouldHaveSingleItem().CampaignId);
            await node.Rig.ExecuteAsync("DELETE FROM calls WHERE ended_at IS NULL");
            await node.Rig.ExecuteAsync("UPDATE work SET state = 'ready', lease_owner = NULL, lease_until = NULL");
            node.Rig.Time.Advance(TimeSpan.FromSeconds(1));
        }

        return [.. next.Order(StringComparer.Ordinal)];
    }

    /// <summary>The last call of a campaign was so long ago.</summary>
    private static Task DialledAsync(CallRig node, string campaign, TimeSpan ago) => node.Rig.ExecuteAsync(
        """
        INSERT INTO calls (workspace_id, id, lead_id, campaign_id, agent_id, agent_version, trunk_id, work_id, fence, node, attempt, direction, status, to_number,
            from_number, created_at, ended_at, outcome, updated_at)
        VALUES (@Workspace, @campaign, 'lead', @campaign, @Agent, 1, @Trunk, 'work', 0, 'node', 1, 'outbound', 'busy', '1', '2', @at, @at, 'busy', 1)
        """, new { Seeds.Workspace, campaign, Seeds.Agent, Seeds.Trunk, at = node.Rig.Now - (long)ago.TotalMilliseconds });

    private static Contender Of(string text)
    {
        var part = text.Split(' ');
        var (id, trunk) = part[0].Split('@') is [var campaign, var over] ? (campaign, over) : (part[0], "");
        return new Contender(id, int.Parse(part[1]), int.Parse(part[2]), int.Parse(part[3]), int.Parse(part[4]), part.Length > 5 ? long.Parse(part[5]) : null, trunk);
    }

    private static async Task LeadsAsync(CallRig node, string campaign, int count)
    {
        for (var i = 0; i < count; i++)
            await node.Seeds.LeadAsync(campaign: campaign);
    }

    private static Task<List<CallOrder>> TakeAsync(CallRig node, params string[] campaigns) =>
        node.Rig.Get<TrunkRound>().TakeAsync(Seeds.Workspace, Seeds.Trunk, campaigns, CancellationToken.None);
}
