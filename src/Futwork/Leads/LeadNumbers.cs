using Futwork.Campaigns;
using Futwork.Data;

namespace Futwork.Leads;

/// <summary>
/// The numbers that a campaign has leads of. Who only ever called in, and was neither owed a call nor talked to, is none of them. Who asks for them holds the campaign's row, so that
/// two transactions that take the same number in do it one after the other; campaigns that allow duplicates are not asked, and their leads do not wait for each other.
/// </summary>
internal sealed class LeadNumbers
{
    private readonly Dictionary<(string WorkspaceId, string CampaignId, string Phone), string> _leads = [];

    private LeadNumbers()
    {
    }

    /// <summary>Looks up the numbers of those leads whose campaigns want them once.</summary>
    public static async Task<LeadNumbers> FindAsync(Session session, IEnumerable<Lead> leads)
    {
        var numbers = new LeadNumbers();
        // In one order everywhere, so that two transactions never wait for each other.
        var campaigns = leads.Where(lead => lead.Duplicates != DuplicatePolicy.Allow).GroupBy(lead => (lead.WorkspaceId, lead.CampaignId))
            .OrderBy(campaign => campaign.Key.WorkspaceId, StringComparer.Ordinal).ThenBy(campaign => campaign.Key.CampaignId, StringComparer.Ordinal);
        foreach (var campaign in campaigns)
            await numbers.AddAsync(session, campaign.Key.WorkspaceId, campaign.Key.CampaignId, [.. campaign.Select(lead => lead.Phone).Distinct(StringComparer.Ordinal)]);
        return numbers;
    }

    /// <summary>The lead that has the number of this one, and stands in its way.</summary>
    public string? Of(Lead lead) =>
        lead.Duplicates != DuplicatePolicy.Allow && _leads.TryGetValue((lead.WorkspaceId, lead.CampaignId, lead.Phone), out var known) ? known : null;

    /// <summary>A lead of the number is in now.</summary>
    public void Add(Lead lead) => _leads[(lead.WorkspaceId, lead.CampaignId, lead.Phone)] = lead.Id;

    private async Task AddAsync(Session session, string workspaceId, string campaignId, string[] phones)
    {
        await session.ScalarAsync<string>(
            "SELECT id FROM campaigns WHERE workspace_id = @workspaceId AND id = @campaignId" + session.ForNoKeyUpdate, new { workspaceId, campaignId });
        var known = await session.QueryAsync<(string Phone, string Id)>(
            $"""
            SELECT phone, max(id) FROM leads
            WHERE workspace_id = @workspaceId AND {session.Among("phone", "phones")} AND campaign_id = @campaignId
                AND (EXISTS (SELECT 1 FROM work w WHERE w.workspace_id = leads.workspace_id AND w.kind = 'dial' AND w.subject_id = leads.id)
                    OR EXISTS (SELECT 1 FROM lead_progress p WHERE p.workspace_id = leads.workspace_id AND p.lead_id = leads.id))
            GROUP BY phone
            """, new { workspaceId, campaignId, phones });
        foreach (var (phone, id) in known)
            _leads[(workspaceId, campaignId, phone)] = id;
    }
}
