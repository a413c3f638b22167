using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Queue;
using Futwork.Trunks;

namespace Futwork.Calls;

/// <summary>
/// T2: everything a node does with one trunk, in one transaction under the lock of the trunk's row: end the calls whose
/// node is gone, count what is open, and claim what may be dialled. The row of a call exists before anything is sent.
/// </summary>
internal sealed class TrunkRound(
    Database database,
    Node node,
    LostCalls lost,
    Breakers breakers,
    DueLeads due,
    SecretFields secrets,
    CallsOptions options,
    TimeProvider time)
{
    private TimeSpan Lease => TimeSpan.FromSeconds(options.LeaseSeconds);

    /// <summary>Claims are made this far ahead of their place in time, so that the trunk's limit is used to the full between two polls.</summary>
    private TimeSpan Ahead => TimeSpan.FromMilliseconds(options.PollMilliseconds);

    /// <param name="campaigns">Those that have due orders and may call now.</param>
    /// <returns>The calls to make; their orders are claimed.</returns>
    public Task<List<CallOrder>> TakeAsync(string workspaceId, string trunkId, IReadOnlyList<string> campaigns, CancellationToken cancellationToken) =>
        database.WriteAsync(async session =>
        {
            var trunk = await Trunk.FindAsync(session, workspaceId, trunkId, forUpdate: true);
            if (trunk is null)
                return [];
            await lost.EndAsync(session, workspaceId, trunkId);
            var line = await breakers.LookAsync(session, trunk);
            return trunk.ArchivedAt is null && campaigns.Count > 0 ? await ClaimAsync(session, trunk, line, campaigns) : [];
        }, cancellationToken);

    private async Task<List<CallOrder>> ClaimAsync(Session session, Trunk trunk, TrunkLine line, IReadOnlyList<string> campaignIds)
    {
        var claimed = time.GetTimestamp();
        var most = line.Most(time.UnixNow());
        if (most == 0)
            return [];
        var open = await OpenCalls.CountAsync(session, trunk);
        var pace = new DialPace(await NextDialAtAsync(session, trunk), trunk.CallsPerSecond, time.UnixNow());
        var room = Math.Min(most, Math.Min((int)trunk.MaxCalls - open.OfTrunk, pace.Within(Ahead)));
        var campaigns = await Campaigns(session, trunk, campaignIds);
        var orders = new List<CallOrder>();
        for (var i = 0; i < campaigns.Count && room > orders.Count; i++)
        {
            var settings = campaigns[i].ReadSettings();
            var share = (room - orders.Count + campaigns.Count - i - 1) / (campaigns.Count - i);
            var limit = Math.Min(share, (settings.MaxConcurrentCalls ?? int.MaxValue) - open.OfCampaign(campaigns[i].Id));
            if (limit > 0)
                orders.AddRange(await ClaimAsync(session, trunk, campaigns[i], settings, limit, pace, claimed));
        }

        if (orders.Count > 0 && line.Breaker.State == BreakerState.Probing)
            await trunk.SaveBreakerAsync(session, line.Breaker with { Probe = orders[0].CallSid });
        if (orders.Count > 0)
            await session.ExecuteAsync(
                "UPDATE trunks SET next_dial_at = @Next WHERE workspace_id = @WorkspaceId AND id = @Id", new { pace.Next, trunk.WorkspaceId, trunk.Id });
        return orders;
    }

    private async Task<List<CallOrder>> ClaimAsync(Session session, Trunk trunk, Campaign campaign, CampaignSettings settings, int limit, DialPace pace, long claimed)
    {
        var orders = new List<CallOrder>();
        var version = campaign.AgentVersion
            ?? await session.ScalarAsync<long>("SELECT current_version FROM agents WHERE workspace_id = @WorkspaceId AND id = @AgentId", campaign);
        foreach (var lead in await due.TakeAsync(session, campaign.Id, settings.Hours(), limit, pace, Lease))
        {
            var order = new CallOrder
            {
                Claim = lead.Claim,
                CallId = Guid.CreateVersion7(time.GetUtcNow()),
                LeadId = lead.Claim.SubjectId,
                AgentId = campaign.AgentId,
                AgentVersion = version,
                TrunkId = trunk.Id,
                Carrier = trunk.Carrier,
                TrunkSettings = trunk.OpenSettings(secrets),
                To = lead.Phone,
                From = settings.CallerId ?? trunk.CallerIdList()[0],
                Variables = LeadVariables.Of(lead.RecipientData, settings.LeadSchema),
                Timezone = settings.Timezone,
                Answering = settings.AnsweringMachine.Policy(),
                Record = settings.Recording,
                RingTimeout = TimeSpan.FromSeconds(settings.RingTimeoutSeconds),
                DialAt = lead.DialAt,
                Decision = lead.Decision,
                MayDial = lead.MayDial,
                Claimed = (claimed, Lease),
            };
            await Call.QueueAsync(session, order, node.Name, lead.Attempts + 1, time.UnixNow());
            orders.Add(order);
        }

        return orders;
    }

    private static async Task<List<Campaign>> Campaigns(Session session, Trunk trunk, IReadOnlyList<string> ids)
    {
        var campaigns = await session.QueryAsync<Campaign>(
            $"""
            SELECT * FROM campaigns WHERE workspace_id = @WorkspaceId AND trunk_id = @Id AND status = 'running' AND archived_at IS NULL
                AND {session.Among("id", "ids")}
            """,
            new { trunk.WorkspaceId, trunk.Id, ids = ids.ToArray() });
        // Who comes first gets what does not divide evenly: nobody always comes first.
        Random.Shared.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(campaigns));
        return campaigns;
    }

    private static Task<double> NextDialAtAsync(Session session, Trunk trunk) =>
        session.ScalarAsync<double>("SELECT next_dial_at FROM trunks WHERE workspace_id = @WorkspaceId AND id = @Id", trunk);

    /// <summary>Calls that hold a place: from the claim until their end is written.</summary>
    private sealed record OpenCalls(int OfTrunk, IReadOnlyDictionary<string, int> ByCampaign)
    {
        public int OfCampaign(string id) => ByCampaign.GetValueOrDefault(id);

        public static async Task<OpenCalls> CountAsync(Session session, Trunk trunk)
        {
            var rows = await session.QueryAsync<(string Trunk, string Campaign, long Count)>(
                """
                SELECT trunk_id, campaign_id, count(*) FROM calls
                WHERE workspace_id = @WorkspaceId AND ended_at IS NULL
                    AND (trunk_id = @Id OR campaign_id IN (SELECT id FROM campaigns WHERE workspace_id = @WorkspaceId AND trunk_id = @Id))
                GROUP BY trunk_id, campaign_id
                """, trunk);
            return new OpenCalls(
                (int)rows.Where(row => row.Trunk == trunk.Id).Sum(row => row.Count),
                rows.GroupBy(row => row.Campaign, StringComparer.Ordinal).ToDictionary(group => group.Key, group => (int)group.Sum(row => row.Count), StringComparer.Ordinal));
        }
    }
}
