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
        var contenders = new List<Contender>();
        var rooms = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var other in trunks)
        {
            var now = time.UnixNow();
            var pace = await DialPace.ReadAsync(session, other, now + lag.Milliseconds);
            rooms[other.Id] = open.RoomOf(other, await TrunkLine.ReadAsync(session, other, now), pace, options.Ahead, now);
            if (rooms[other.Id] > 0)
                contenders.AddRange(await ContendersAsync(session, other, campaigns[other.Id], open, pace, rooms[other.Id]));
        }

        return new Rivals(contenders, rooms);
    }

    private async Task<IEnumerable<Contender>> ContendersAsync(
        Session session, Trunk trunk, IEnumerable<Campaign> campaigns, OpenCalls open, DialPace pace, int room)
    {
        var now = time.UnixNow();
        var settings = campaigns.ToDictionary(campaign => campaign.Id, campaign => campaign.ReadSettings(), StringComparer.Ordinal);
        var pools = settings.ToDictionary(campaign => campaign.Key, campaign => CallerIds.PoolOf(trunk, campaign.Value), StringComparer.Ordinal);
        var callerIds = await CallerIds.ReadAsync(session, trunk, [.. pools.Values.SelectMany(pool => pool)], now, inTurn: false);
        string[] able = [.. pools.Where(campaign => callerIds.FreeAt(campaign.Value) <= pace.Next).Select(campaign => campaign.Key)];
        var orders = await due.CountOrdersAsync(session, trunk.WorkspaceId, able, most: room);
        var starved = await Starving.SinceAsync(session, trunk.WorkspaceId, able, open, now);
        return able.Select(id =>
        {
            var (its, held) = (settings[id], open.OfCampaign(id));
            var most = Math.Min(its.MaxConcurrentCalls ?? int.MaxValue, held + orders.GetValueOrDefault(id));
            return new Contender(id, held, most, its.ReservedConcurrentCalls, its.Priority, starved.GetValueOrDefault(id), trunk.Id);
        });
    }
}
