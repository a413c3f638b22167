using System.Data.Common;
using Futwork.Campaigns;
using Futwork.Consent;
using Futwork.Data;

namespace Futwork.Calls;

/// <summary>
/// Whether what a call was claimed by still holds: the number may have come on the do-not-call list meanwhile, or the campaign been paused, ended or changed. A database that gives no
/// answer forbids it.
/// </summary>
internal sealed class LastLook(Database database, TimeProvider time)
{
    /// <summary>Whether the call is still to be made.</summary>
    public async Task<bool> IsWantedAsync(CallOrder order, CancellationToken cancellationToken)
    {
        try
        {
            var found = await database.ReadAsync(session => session.FirstOrDefaultAsync<Standing>(
                $"""
                SELECT c.status, c.settings, {Suppression.OfLead} AS suppressed
                FROM leads l JOIN campaigns c ON c.workspace_id = l.workspace_id AND c.id = l.campaign_id
                WHERE l.workspace_id = @WorkspaceId AND l.id = @LeadId
                """, new { order.WorkspaceId, order.LeadId, now = time.UnixNow() }), cancellationToken);
            return found is { Status: CampaignStatus.Running, Suppressed: false } && found.Settings == order.CampaignSettings;
        }
        catch (DbException)
        {
            return false;
        }
    }

    private sealed record Standing
    {
        public string Status { get; init; } = "";

        public string Settings { get; init; } = "";

        public bool Suppressed { get; init; }
    }
}
