using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Queue;

namespace Futwork.Leads;

/// <summary>A person to call, as the client pushed them. What became of them is written elsewhere.</summary>
internal sealed class Lead
{
    /// <summary>Fewer are inserted by one statement.</summary>
    private const int FewestToCopy = 100;

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

    /// <summary>0 to 9, the highest is called first; null when nothing was said of it, as with the two that follow.</summary>
    public long? Priority { get; init; }

    /// <summary>It is not called before this, unix milliseconds.</summary>
    public long? NotBefore { get; init; }

    /// <summary>It is not called from then on, unix milliseconds.</summary>
    public long? ExpiresAt { get; init; }

    /// <summary>The lead of another campaign that it was made of, to be called once more; null for one that was pushed.</summary>
    public string? RedialOf { get; init; }

    /// <summary>What its campaign does with a number that it has already, see <see cref="DuplicatePolicy"/>; not kept.</summary>
    public string Duplicates { get; init; } = DuplicatePolicy.Allow;

    /// <summary>Inserts leads. One whose external id the campaign has already, or that an earlier one of the list has, is passed over.</summary>
    /// <returns>The ids of those that are in.</returns>
    public static async Task<HashSet<string>> InsertAsync(Session session, IEnumerable<Lead> leads)
    {
        // In one order everywhere, so that two transactions never wait for each other.
        Lead[] rows = [.. leads.OrderBy(lead => lead.WorkspaceId, StringComparer.Ordinal)
            .ThenBy(lead => lead.CampaignId, StringComparer.Ordinal).ThenBy(lead => lead.ExternalId, StringComparer.Ordinal)];
        if (rows.Length == 0)
            return [];
        // Without an external id nothing can be there already, and each row that might be costs a look of its own.
        if (rows.All(lead => lead.ExternalId is null))
        {
            await session.AddAsync("leads", Columns(rows));
            return IdsOf(rows);
        }

        if (session.Engine is DatabaseEngine.Postgres && rows.Length >= FewestToCopy && await CopyAsync(session, rows) is { } copied)
            return copied;
        return [.. await session.InsertAsync("leads", Columns(rows), "ON CONFLICT (workspace_id, campaign_id, external_id) WHERE external_id IS NOT NULL DO NOTHING", "id")];
    }

    /// <summary>
    /// Most have new external ids, or none: they are copied as they are. Where one was known, those are looked up and the others copied.
    /// </summary>
    /// <returns>Null: somebody else takes in one of them at this moment.</returns>
    private static async Task<HashSet<string>?> CopyAsync(Session session, Lead[] rows)
    {
        Lead[] first = [.. rows.Where((lead, i) => lead.ExternalId is null || i == 0 || Name(rows[i - 1]) != Name(lead))];
        if (await session.TryCopyAsync("leads", Columns(first)))
            return IdsOf(first);
        var known = await OfSameExternalIdAsync(session, first.Where(lead => lead.ExternalId is not null));
        Lead[] fresh = [.. first.Where(lead => lead.ExternalId is null || !known.ContainsKey(Name(lead)))];
        return fresh.Length == 0 || await session.TryCopyAsync("leads", Columns(fresh)) ? IdsOf(fresh) : null;

        static (string, string, string) Name(Lead lead) => (lead.WorkspaceId, lead.CampaignId, lead.ExternalId!);
    }

    private static HashSet<string> IdsOf(Lead[] rows) => rows.Select(lead => lead.Id).ToHashSet(StringComparer.Ordinal);

    private static Column[] Columns(Lead[] rows) =>
    [
        new("workspace_id", Array.ConvertAll(rows, lead => lead.WorkspaceId)),
        new("campaign_id", Array.ConvertAll(rows, lead => lead.CampaignId)),
        new("id", Array.ConvertAll(rows, lead => lead.Id)),
        new("external_id", Array.ConvertAll(rows, lead => lead.ExternalId)),
        new("phone_sent", Array.ConvertAll(rows, lead => lead.PhoneSent)),
        new("phone", Array.ConvertAll(rows, lead => lead.Phone)),
        new("recipient_data", Array.ConvertAll(rows, lead => lead.RecipientData)),
        new("created_at", Array.ConvertAll(rows, lead => lead.CreatedAt)),
        new("priority", Array.ConvertAll(rows, lead => lead.Priority ?? 0)),
        new("not_before", Array.ConvertAll(rows, lead => lead.NotBefore)),
        new("expires_at", Array.ConvertAll(rows, lead => lead.ExpiresAt)),
        new("redial_of", Array.ConvertAll(rows, lead => lead.RedialOf)),
    ];

    /// <summary>
    /// Gives other leads of the same numbers what is said of the people now, in their order: one statement for each table on PostgreSQL. What was said before of when
    /// to call holds where nothing new is said.
    /// </summary>
    /// <param name="updates">What is said, and the id of the lead that is there.</param>
    public static async Task UpdateAsync(Session session, IReadOnlyList<(Lead Said, string Id)> updates)
    {
        var last = updates.GroupBy(update => (update.Said.WorkspaceId, update.Id)).Select(same => new
        {
            same.Key.WorkspaceId,
            same.Key.Id,
            same.Last().Said.RecipientData,
            Priority = same.Select(update => update.Said.Priority).LastOrDefault(said => said is not null),
            NotBefore = same.Select(update => update.Said.NotBefore).LastOrDefault(said => said is not null),
            ExpiresAt = same.Select(update => update.Said.ExpiresAt).LastOrDefault(said => said is not null),
        }).ToArray();
        Column[] said =
        [
            new("workspace", Array.ConvertAll(last, row => row.WorkspaceId)),
            new("lead", Array.ConvertAll(last, row => row.Id)),
            new("new_data", Array.ConvertAll(last, row => row.RecipientData)),
            new("new_priority", Array.ConvertAll(last, row => row.Priority)),
            new("new_not_before", Array.ConvertAll(last, row => row.NotBefore)),
            new("new_expires_at", Array.ConvertAll(last, row => row.ExpiresAt)),
        ];
        await session.UpdateAsync("leads", UpdateLeads, said, ("id", "lead"), "workspace_id = workspace", "id");
        await session.UpdateAsync("work", UpdateOrders, said, ("subject_id", "lead"), "workspace_id = workspace AND kind = 'dial' AND state <> 'done'", "id");
    }

    private const string UpdateLeads =
        """
        recipient_data = new_data, priority = coalesce(new_priority, priority), not_before = coalesce(new_not_before, not_before),
        expires_at = coalesce(new_expires_at, expires_at)
        """;

    // A gap after an attempt is not made shorter, nor is what was promised brought forward or ended before its time, and one that is being called at this moment gets its time when that is over. The person
    // may be in another timezone now, so hours are looked at anew.
    private static readonly string UpdateOrders =
        $"""
        priority = CASE WHEN priority = {NewWork.Promised} THEN priority ELSE coalesce(new_priority, priority) END, put_off_from = NULL, put_off_by = NULL,
        expires_at = CASE WHEN priority = {NewWork.Promised} AND new_expires_at <= coalesce(put_off_from, due_at) THEN expires_at ELSE coalesce(new_expires_at, expires_at) END,
        due_at = CASE WHEN state = 'leased' THEN due_at
            WHEN (attempts = 0 AND priority <> {NewWork.Promised}) OR coalesce(put_off_from, due_at) < new_not_before THEN coalesce(new_not_before, put_off_from, due_at)
            ELSE coalesce(put_off_from, due_at) END
        """;

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

    /// <summary>The refusal of a lead whose number another one has.</summary>
    public static Problem DuplicateNumber(string existing) =>
        new(StatusCodes.Status409Conflict, "duplicate-number", $"The campaign has a lead of this number already, and takes each number once: {existing}.") { LeadId = existing };

    /// <summary>The refusal of a lead whose external id another one has.</summary>
    public Problem Duplicate(string existing)
    {
        var detail = $"The campaign has a lead with the externalId '{ExternalId}' already: {existing}.";
        return new Problem(StatusCodes.Status409Conflict, "duplicate-external-id", detail) { LeadId = existing };
    }
}
