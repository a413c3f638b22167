using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Trunks;

namespace Futwork.Calls;

/// <summary>Who of a workspace would call now over other trunks than the one whose round it is.</summary>
/// <param name="Contenders">Their campaigns.</param>
/// <param name="Rooms">How many calls each of their trunks could begin.</param>
internal sealed record Rivals(IReadOnlyList<Contender> Contenders, IReadOnlyDictionary<string, int> Rooms)
{
    public static readonly Rivals None = new([], new Dictionary<string, int>(StringComparer.Ordinal));

    /// <summary>The rooms of all trunks, with that of the one whose round it is.</summary>
    public Dictionary<string, int> RoomsBeside(string trunkId, int room) => new(Rooms, StringComparer.Ordinal) { [trunkId] = room };
}

/// <summary>
/// Where a workspace's limit leaves less than all of its trunks could use, the campaigns of all of them contend for it, and a round takes what those of its own trunk are given. This is what the
/// others could use, read under the lock of the workspace's row and without those of their trunks. No place is kept for whoever could not take it now, be it for want of a line, a place in
/// time, a number or somebody who is due: it would lie idle.
/// </summary>
internal sealed class OtherTrunks(DueCampaigns due, DialLag lag, CallsOptions options, TimeProvider time)
{
    /// <param name="session">The transaction of the round.</param>
    /// <param name="trunk">Whose round it is.</param>
    /// <param name="open">The open calls of the workspace.</param>
    /// <param name="spare">What its limit leaves when this trunk begins all that it can.</param>
    public async Task<Rivals> RivalsAsync(Session session, Trunk trunk, OpenCalls open, int spare)
    {
        var campaigns = (await due.OfOtherTrunksAsync(session, trunk)).ToLookup(campaign => campaign.TrunkId, StringComparer.Ordinal);
        if (campaigns.Count == 0)
            return Rivals.None;
        var trunks = await session.QueryAsync<Trunk>(
            $"SELECT * FROM trunks WHERE workspace_id = @WorkspaceId AND archived_at IS NULL AND {session.Among("id", "ids")}",
            new { trunk.WorkspaceId, ids = campaigns.Select(ofTrunk => ofTrunk.Key).ToArray() });
        if (trunks.Sum(other => (long)open.LinesOf(other)) <= spare)
            return Rivals.None;
        var now = time.UnixNow();
        var able = new List<Able>();
        var rooms = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var other in trunks.Where(other => open.LinesOf(other) > 0))
        {
            var pace = await DialPace.ReadAsync(session, other, now + lag.Milliseconds);
            rooms[other.Id] = open.RoomOf(other, await TrunkLine.ReadAsync(session, other, now), pace, options.Ahead, now);
            if (rooms[other.Id] > 0)
                able.AddRange(await AbleAsync(session, other, campaigns[other.Id], pace, now));
        }

        return new Rivals(able.Count == 0 ? [] : await ContendersAsync(session, trunk.WorkspaceId, able, open, most: rooms.Values.Max(), now), rooms);
    }

    /// <summary>Those of a trunk's campaigns that have a number to call from at its next place.</summary>
    private static async Task<List<Able>> AbleAsync(Session session, Trunk trunk, IEnumerable<Campaign> campaigns, DialPace pace, long now)
    {
        var pools = campaigns.Select(campaign => (Campaign: campaign, Settings: campaign.ReadSettings()))
            .Select(its => (its.Campaign, its.Settings, Numbers: CallerIds.PoolOf(trunk, its.Settings))).ToList();
        var callerIds = await CallerIds.ReadAsync(session, trunk, [.. pools.SelectMany(pool => pool.Numbers)], now, inTurn: false);
        return [.. pools.Where(pool => callerIds.FreeAt(pool.Numbers) <= pace.Next).Select(pool => new Able(pool.Campaign, pool.Settings))];
    }

    /// <summary>Asked of the campaigns of all trunks at once.</summary>
    /// <param name="most">Their orders are counted no further: no trunk has more room.</param>
    private async Task<IReadOnlyList<Contender>> ContendersAsync(Session session, string workspaceId, List<Able> able, OpenCalls open, int most, long now)
    {
        var ids = able.ConvertAll(one => one.Campaign.Id);
        var orders = await due.CountOrdersAsync(session, workspaceId, ids, most);
        var starved = await Starving.SinceAsync(session, workspaceId, ids, open, now);
        return able.ConvertAll(one =>
        {
            var (id, its, held) = (one.Campaign.Id, one.Settings, open.OfCampaign(one.Campaign.Id));
            return new Contender(
                id, held, Math.Min(its.MaxConcurrentCalls ?? int.MaxValue, held + orders.GetValueOrDefault(id)), its.ReservedConcurrentCalls, its.Priority,
                starved.GetValueOrDefault(id), one.Campaign.TrunkId);
        });
    }

    /// <summary>A campaign that could begin a call now, as far as its trunk and its numbers are concerned.</summary>
    private sealed record Able(Campaign Campaign, CampaignSettings Settings);
}
