using System.Data.Common;
using Futwork.Campaigns;
using Futwork.Consent;
using Futwork.Data;
using Futwork.Trunks;

namespace Futwork.Calls;

/// <summary>
/// Whether what a call was claimed by still holds: the number may have come on the do-not-call list meanwhile, the person have called us, the campaign been paused, ended or changed, or the
/// carrier asked to be left alone.
/// A database that gives no answer forbids it.
/// </summary>
internal sealed class LastLook
{
    private readonly SharedBatch<string, CallOrder, bool> _looks;

    public LastLook(Database database, TimeProvider time) =>
        _looks = new((workspaceId, orders) => database.ReadAsync(session => LookAsync(session, workspaceId, orders, time.UnixNow())));

    /// <summary>Whether the call is still to be made. Calls that ask at the same time share a query.</summary>
    public async Task<bool> IsWantedAsync(CallOrder order, CancellationToken cancellationToken)
    {
        try
        {
            return await _looks.JoinAsync(order.WorkspaceId, order).WaitAsync(cancellationToken);
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
            SELECT l.id, c.status, c.settings, {Suppression.OfLead} AS suppressed, l.phone IN ({OpenCalls.Callers}) AS in_call
            FROM leads l JOIN campaigns c ON c.workspace_id = l.workspace_id AND c.id = l.campaign_id
            WHERE l.workspace_id = @WorkspaceId AND {session.Among("l.id", "ids")}
            """, new { WorkspaceId = workspaceId, ids = orders.Select(order => order.LeadId).ToArray(), now });
        var standings = found.ToDictionary(standing => standing.Id, StringComparer.Ordinal);
        var lines = new Dictionary<string, TrunkLine?>(StringComparer.Ordinal);
        foreach (var id in orders.Select(order => order.TrunkId).Distinct())
            lines[id] = await Trunk.FindAsync(session, workspaceId, id) is { } trunk ? await TrunkLine.GlanceAsync(session, trunk, now) : null;
        return [.. orders.Select(order => standings.GetValueOrDefault(order.LeadId)?.Wants(order) is true && lines[order.TrunkId]?.Lets(order.CallSid, now) is true)];
    }

    private sealed record Standing
    {
        public string Id { get; init; } = "";

        public string Status { get; init; } = "";

        public string Settings { get; init; } = "";

        public bool Suppressed { get; init; }

        public bool InCall { get; init; }

        public bool Wants(CallOrder order) => this is { Status: CampaignStatus.Running, Suppressed: false, InCall: false } && Settings == order.CampaignSettings;
    }
}
