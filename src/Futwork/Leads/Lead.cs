using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Leads;

/// <summary>A person to call, as the client pushed them. Never changed: what became of them is written elsewhere.</summary>
internal sealed class Lead
{
    public string WorkspaceId { get; init; } = "";

    public string CampaignId { get; init; } = "";

    public string Id { get; init; } = "";

    public string? ExternalId { get; init; }

    /// <summary>The number as the client wrote it.</summary>
    public string PhoneSent { get; init; } = "";

    /// <summary>The number in E.164.</summary>
    public string Phone { get; init; } = "";

    /// <summary>The client's JSON, byte for byte.</summary>
    public string RecipientData { get; init; } = "";

    public long CreatedAt { get; init; }

    /// <summary>Inserts leads. One whose external id the campaign has already, or that an earlier one of the list has, is passed over.</summary>
    /// <returns>The ids of those that are in.</returns>
    public static async Task<HashSet<string>> InsertAsync(Session session, IEnumerable<Lead> leads)
    {
        // In one order everywhere, so that two transactions never wait for each other.
        Lead[] rows = [.. leads.OrderBy(lead => lead.WorkspaceId, StringComparer.Ordinal)
            .ThenBy(lead => lead.CampaignId, StringComparer.Ordinal).ThenBy(lead => lead.ExternalId, StringComparer.Ordinal)];
        if (rows.Length == 0)
            return [];
        return [.. await session.InsertAsync("leads",
        [
            new("workspace_id", Array.ConvertAll(rows, lead => lead.WorkspaceId)),
            new("campaign_id", Array.ConvertAll(rows, lead => lead.CampaignId)),
            new("id", Array.ConvertAll(rows, lead => lead.Id)),
            new("external_id", Array.ConvertAll(rows, lead => lead.ExternalId)),
            new("phone_sent", Array.ConvertAll(rows, lead => lead.PhoneSent)),
            new("phone", Array.ConvertAll(rows, lead => lead.Phone)),
            new("recipient_data", Array.ConvertAll(rows, lead => lead.RecipientData)),
            new("created_at", Array.ConvertAll(rows, lead => lead.CreatedAt)),
        ], "ON CONFLICT (workspace_id, campaign_id, external_id) WHERE external_id IS NOT NULL DO NOTHING", "id")];
    }

    /// <summary>The leads that have the external ids of these already.</summary>
    /// <returns>Their ids, by workspace, campaign and external id.</returns>
    public static async Task<Dictionary<(string WorkspaceId, string CampaignId, string ExternalId), string>> OfSameExternalIdAsync(
        Session session, IEnumerable<Lead> leads)
    {
        var found = new Dictionary<(string WorkspaceId, string CampaignId, string ExternalId), string>();
        foreach (var campaign in leads.GroupBy(lead => (lead.WorkspaceId, lead.CampaignId)))
        {
            var externalIds = campaign.Select(lead => lead.ExternalId).Distinct(StringComparer.Ordinal).ToArray();
            var rows = await session.QueryAsync<Lead>(
                $"SELECT id, external_id FROM leads WHERE workspace_id = @WorkspaceId AND campaign_id = @CampaignId AND {session.Among("external_id", "externalIds")}",
                new { campaign.Key.WorkspaceId, campaign.Key.CampaignId, externalIds });
            foreach (var row in rows)
                found[(campaign.Key.WorkspaceId, campaign.Key.CampaignId, row.ExternalId!)] = row.Id;
        }

        return found;
    }

    /// <summary>The refusal of a lead whose external id another one has.</summary>
    public Problem Duplicate(string existing)
    {
        var detail = $"The campaign has a lead with the externalId '{ExternalId}' already: {existing}.";
        return new Problem(StatusCodes.Status409Conflict, "duplicate-external-id", detail) { LeadId = existing };
    }
}
