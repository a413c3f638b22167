using System.Data.Common;
using Futwork.Campaigns;
using Futwork.Consent;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Outcomes;
using Futwork.Trunks;

namespace Futwork.Calls;

/// <summary>
/// Whether what a call was claimed by still holds: the number may have come on the do-not-call list meanwhile, the person have called us, the lead been cancelled, the campaign been paused, ended or
/// changed, the trunk been changed, or the carrier asked to be left alone.
/// A database that gives no answer forbids it.
/// </summary>
internal sealed class LastLook
{
    private static readonly TimeSpan Shortly = TimeSpan.FromMilliseconds(250);

    /// <summary>The person called us since call <c>made</c> was claimed, and has talked. By an index: of the lead's calls, those since then.</summary>
    private static readonly string HasTalked =
        $"""
        EXISTS (SELECT 1 FROM calls theirs WHERE theirs.workspace_id = made.workspace_id AND theirs.lead_id = made.lead_id AND theirs.created_at >= made.created_at
            AND theirs.direction = 'inbound' AND theirs.ended_at IS NOT NULL AND {Tried.Talked("theirs")})
        """;

    /// <summary>
    /// Until when the carrier of trunk <c>t</c> ever wanted rest. By an index; EXISTS with a comparison would have PostgreSQL, which takes a third of all rows to pass any, look for
    /// the first of them from end to end.
    /// </summary>
    private const string GreatestRest =
        """
        (SELECT max(k.trunk_rest_until) FROM calls k WHERE k.workspace_id = t.workspace_id AND k.trunk_id = t.id AND k.trunk_rest_until IS NOT NULL)
        """;

    private readonly SharedBatch<string, CallOrder, bool> _looks;
    private readonly DialLag _lag;
    private readonly TimeSpan _most;
    private readonly TimeProvider _time;

    public LastLook(Database database, CallsOptions options, TimeProvider time)
    {
        // Half of the time that places are given ahead: with more, no call that was just claimed would have the time to ask.
        _most = options.Ahead / 2 > Shortly ? options.Ahead / 2 : Shortly;
        (_lag, _time) = (new DialLag(time), time);
        _looks = new((workspaceId, orders) => database.ReadAsync(session => LookAsync(session, workspaceId, orders, time.UnixNow())));
    }

    /// <summary>So long before its place a call has to ask, to know when it comes: a quarter of a second, and as long as an answer takes at the moment, but no longer than a poll.</summary>
    public TimeSpan Before
    {
        get
        {
            var needed = Shortly + _lag.Now;
            return needed < _most ? needed : _most;
        }
    }

    /// <summary>Whether the call is still to be made. Calls that ask at the same time share a query.</summary>
    public async Task<bool> IsWantedAsync(CallOrder order, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        try
        {
            var isWanted = await _looks.JoinAsync(order.WorkspaceId, order).WaitAsync(cancellationToken);
            _lag.Took(began);
            return isWanted;
        }
        catch (DbException)
        {
            return false;
        }
    }

    private static async Task<IReadOnlyList<bool>> LookAsync(Session session, string workspaceId, IReadOnlyList<CallOrder> orders, long now)
    {
        var found = await session.QueryAsync<Standing>(
            $"""
            SELECT made.id, c.status, c.settings, {Suppression.OfLead} AS suppressed, l.phone IN ({OpenCalls.Callers}) AS in_call, {HasTalked} AS has_talked, t.breaker, t.updated_at AS trunk_updated_at,
                EXISTS (SELECT 1 FROM lead_progress p WHERE p.workspace_id = l.workspace_id AND p.lead_id = l.id AND p.status = 'canceled' AND p.outcome = 'canceled') AS is_canceled,
                coalesce({GreatestRest}, 0) > @now AS may_rest
            FROM calls made
            JOIN leads l ON l.workspace_id = made.workspace_id AND l.id = made.lead_id
            JOIN campaigns c ON c.workspace_id = made.workspace_id AND c.id = made.campaign_id
            JOIN trunks t ON t.workspace_id = made.workspace_id AND t.id = made.trunk_id
            WHERE made.workspace_id = @WorkspaceId AND {session.Among("made.id", "ids")}
            """, new { WorkspaceId = workspaceId, ids = orders.Select(order => order.CallSid).ToArray(), now });
        var standings = found.ToDictionary(standing => standing.Id, StringComparer.Ordinal);
        var wanted = orders.Where(order => standings.GetValueOrDefault(order.CallSid)?.Wants(order) is true).Select(order => order.CallSid).ToHashSet(StringComparer.Ordinal);
        foreach (var trunk in orders.Where(order => wanted.Contains(order.CallSid) && standings[order.CallSid].IsLineDoubtful).GroupBy(order => order.TrunkId))
        {
            var line = await TrunkLine.GlanceAsync(session, (await Trunk.FindAsync(session, workspaceId, trunk.Key))!, now);
            wanted.ExceptWith(trunk.Select(order => order.CallSid).Where(call => !line.Lets(call, now)));
        }

        return [.. orders.Select(order => wanted.Contains(order.CallSid))];
    }

    private sealed record Standing
    {
        public string Id { get; init; } = "";

        public string Status { get; init; } = "";

        public string Settings { get; init; } = "";

        public bool Suppressed { get; init; }

        public bool InCall { get; init; }

        public bool HasTalked { get; init; }

        public bool IsCanceled { get; init; }

        public long TrunkUpdatedAt { get; init; }

        public string Breaker { get; init; } = "{}";

        public bool MayRest { get; init; }

        /// <summary>The line of the trunk has to be looked at more closely.</summary>
        public bool IsLineDoubtful => MayRest || ApiJson.Read<TrunkBreaker>(Breaker).State != BreakerState.Closed;

        public bool Wants(CallOrder order) =>
            this is { Status: CampaignStatus.Running, Suppressed: false, InCall: false, HasTalked: false, IsCanceled: false }
            && (Settings, TrunkUpdatedAt) == (order.CampaignSettings, order.TrunkUpdatedAt);
    }
}
