using Futwork.Accounts;
using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Queue;
using Futwork.Trunks;

namespace Futwork.Calls;

/// <summary>
/// T2: what a node dials on one trunk, in one transaction under the lock of the trunk's row: count what is open, and claim
/// what may be dialled. The row of a call exists before anything is sent.
/// </summary>
internal sealed class TrunkRound(
    Database database,
    Node node,
    DialLag lag,
    Breakers breakers,
    OtherTrunks others,
    DueLeads due,
    CampaignRests rests,
    SlowStart start,
    FullTrunks full,
    SecretFields secrets,
    CallsOptions options,
    TimeProvider time)
{
    /// <summary>So long it waits for whoever else is at work on the trunk: a node that stands still in the middle of a round is to keep nobody from the other trunks.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <param name="campaigns">Those that have due orders and may call now.</param>
    /// <returns>The calls to make; their orders are claimed. None where somebody else is at work on the trunk for too long.</returns>
    public async Task<List<CallOrder>> TakeAsync(string workspaceId, string trunkId, IReadOnlyList<string> campaigns, CancellationToken cancellationToken)
    {
        if (start.Room == 0 || full.Contains(workspaceId, trunkId))
            return [];
        long chosen = 0;
        List<CallOrder> orders;
        try
        {
            orders = await database.WriteAsync(async session =>
            {
                await session.WaitForLocksAsync(Patience);
                var workspace = await WorkspaceSettings.HoldAsync(session, workspaceId);
                if (await Trunk.FindAsync(session, workspaceId, trunkId, forUpdate: true) is not { } trunk)
                    return [];
                chosen = time.GetTimestamp();
                var line = await breakers.LookAsync(session, trunk);
                return trunk.ArchivedAt is null ? await ClaimAsync(session, workspace, trunk, line, campaigns) : [];
            }, cancellationToken);
        }
        catch (Exception exception) when (Database.IsOfALock(exception))
        {
            return [];
        }

        if (orders.Count > 0)
            lag.Took(chosen);
        start.Took(orders);
        return orders;
    }

    private async Task<List<CallOrder>> ClaimAsync(Session session, WorkspaceSettings workspace, Trunk trunk, TrunkLine line, IReadOnlyList<string> campaignIds)
    {
        var now = time.UnixNow();
        var open = await OpenCalls.CountAsync(session, trunk.WorkspaceId);
        var pace = await DialPace.ReadAsync(session, trunk, now + lag.Milliseconds);
        var (room, own) = (open.RoomOf(workspace), Math.Min(start.Room, open.RoomOf(trunk, line, pace, options.Ahead, now)));
        var orders = Math.Min(room, own) > 0 ? await ClaimAsync(session, workspace, trunk, line, campaignIds, open, (room, own), pace) : [];
        if (pace.Within(options.Ahead) == 0)
            full.Add(trunk.WorkspaceId, trunk.Id);
        full.Saw(trunk.WorkspaceId, isAtLimit: orders.Count == room);
        return orders;
    }

    /// <param name="most">The calls that the workspace may begin, and those that this trunk may by this node.</param>
    private async Task<List<CallOrder>> ClaimAsync(
        Session session, WorkspaceSettings workspace, Trunk trunk, TrunkLine line, IReadOnlyList<string> campaignIds, OpenCalls open, (int Room, int Own) most, DialPace pace)
    {
        var (room, own) = most;
        var rivals = workspace.MaxConcurrentCalls is null ? Rivals.None : await others.RivalsAsync(session, trunk, open, spare: room - own);
        var lanes = await LanesAsync(session, workspace, trunk, campaignIds, open, hasRivals: rivals.Contenders.Count > 0);
        var callerIds = await CallerIds.ReadAsync(session, trunk, [.. lanes.SelectMany(lane => lane.Rules.Pool)], time.UnixNow());
        var orders = new List<CallOrder>();
        // What one cannot use, because its people sleep or its numbers rest, the others get.
        for (var hungry = lanes; hungry.Count > 0 && orders.Count < Math.Min(room, own);)
        {
            var share = Shares.Allot(
                room - orders.Count, [.. hungry.Select(lane => lane.Contender(open, orders)), .. rivals.Contenders], rivals.RoomsBeside(trunk.Id, own - orders.Count));
            var still = new List<Lane>();
            foreach (var lane in hungry.Where(lane => share[lane.Campaign.Id] > 0 && callerIds.FreeAt(lane.Rules.Pool) <= pace.Next))
            {
                var taken = await ClaimAsync(session, trunk, lane, share[lane.Campaign.Id], pace, callerIds);
                orders.AddRange(taken);
                if (taken.Count == share[lane.Campaign.Id])
                    still.Add(lane);
            }

            hungry = still.Count < hungry.Count(lane => share[lane.Campaign.Id] > 0) ? [.. still, .. hungry.Where(lane => share[lane.Campaign.Id] == 0)] : [];
        }

        if (orders.Count > 0 && line.Breaker.State == BreakerState.Probing)
            await trunk.SaveBreakerAsync(session, line.Breaker with { Probe = orders[0].CallSid });
        if (orders.Count > 0)
            await pace.SaveAsync(session, trunk);
        return orders;
    }

    private async Task<List<CallOrder>> ClaimAsync(Session session, Trunk trunk, Lane lane, int limit, DialPace pace, CallerIds callerIds)
    {
        var claimed = time.GetTimestamp();
        var settings = lane.Settings;
        var calls = await CampaignCalls.ReadAsync(session, secrets, trunk, lane.Campaign, settings);
        var leads = await due.TakeAsync(session, lane.Campaign.Id, lane.Rules, limit, pace, callerIds);
        var orders = leads.ConvertAll(lead =>
            calls.Order(lead.Claim, Guid.CreateVersion7(time.GetUtcNow()), (lead.Claim.SubjectId, lead.Phone, lead.RecipientData), lead.CallerId, lead.Phone, time.GetUtcNow()) with
            {
                Attempt = lead.Attempts + 1,
                Answering = settings.AnsweringMachine.Policy(),
                RingTimeout = TimeSpan.FromSeconds(settings.RingTimeoutSeconds),
                DialAt = lead.DialAt,
                Decision = lead.Decision,
                MayDial = lead.MayDial,
                Claimed = (claimed, options.Lease),
                PreDial = settings.PreDial,
                CampaignSettings = lane.Campaign.Settings,
            });
        if (orders.Count > 0)
            await Call.QueueAsync(session, orders, node.Name, time.UnixNow());
        return orders;
    }

    private async Task<List<Lane>> LanesAsync(
        Session session, WorkspaceSettings workspace, Trunk trunk, IReadOnlyList<string> campaignIds, OpenCalls open, bool hasRivals)
    {
        var campaigns = await Campaigns(session, trunk, campaignIds);
        var starved = hasRivals || campaigns.Count > 1 ? await Starving.SinceAsync(session, trunk.WorkspaceId, campaignIds, open, time.UnixNow()) : [];
        return [.. campaigns.Select(campaign =>
        {
            var settings = campaign.ReadSettings();
            var rules = new DialRules(settings.Hours(), settings.StopConditions, workspace.ContactCap, CallerIds.PoolOf(trunk, settings));
            return new Lane(campaign, settings, rules, starved.GetValueOrDefault(campaign.Id), rests.IsInDoubt(campaign.Id));
        })];
    }

    private static async Task<List<Campaign>> Campaigns(Session session, Trunk trunk, IReadOnlyList<string> ids)
    {
        // A change waits for the round, and so sees whom it puts off by the former settings; a campaign that is being changed has no part in it.
        var campaigns = await session.QueryAsync<Campaign>(
            $"""
            SELECT * FROM campaigns WHERE workspace_id = @WorkspaceId AND trunk_id = @Id AND status = 'running' AND archived_at IS NULL AND retries_from IS NULL
                AND {session.Among("id", "ids")}{session.ForKeyShareSkipLocked}
            """,
            new { trunk.WorkspaceId, trunk.Id, ids = ids.ToArray() });
        // Who comes first gets what does not divide evenly: nobody always comes first.
        Random.Shared.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(campaigns));
        return campaigns;
    }

    /// <summary>A campaign in one round.</summary>
    /// <param name="Campaign">Which.</param>
    /// <param name="Settings">Its settings.</param>
    /// <param name="Rules">Whether somebody may be called, and from which numbers.</param>
    /// <param name="StarvedSince">See <see cref="Calls.Contender.StarvedSince"/>.</param>
    /// <param name="IsInDoubt">This node could not make its last call: one shows whether it can again.</param>
    private sealed record Lane(Campaign Campaign, CampaignSettings Settings, DialRules Rules, long? StarvedSince, bool IsInDoubt)
    {
        public Contender Contender(OpenCalls open, IEnumerable<CallOrder> claimed)
        {
            var mine = claimed.Count(order => order.CampaignId == Campaign.Id);
            var (up, most) = (open.OfCampaign(Campaign.Id), Settings.MaxConcurrentCalls ?? int.MaxValue);
            return new(
                Campaign.Id, up + mine, IsInDoubt ? Math.Min(most, up + 1) : most, Settings.ReservedConcurrentCalls, Settings.Priority,
                mine > 0 ? null : StarvedSince, Campaign.TrunkId);
        }
    }
}
