using Futwork.Campaigns;
using Futwork.Data;

namespace Futwork.Leads.Imports;

/// <summary>What <see cref="LeadGroup"/> would make of leads, with nothing written: of a dry run.</summary>
internal sealed class ImportTrial
{
    /// <summary>In place of a lead's id: an earlier row of the file would be it.</summary>
    public const string EarlierRow = "";

    private readonly HashSet<string> _numbers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _externalIds = new(StringComparer.Ordinal);

    public async Task<IReadOnlyList<LeadWritten>> WriteAsync(Session session, Lead[] leads)
    {
        var numbers = await LeadNumbers.FindAsync(session, leads);
        var known = await Lead.OfSameExternalIdAsync(session, leads.Where(lead => lead.ExternalId is not null));
        return [.. leads.Select(lead => Outcome(lead, numbers, known))];
    }

    private LeadWritten Outcome(Lead lead, LeadNumbers numbers, Dictionary<(string, string, string), string> known)
    {
        if ((numbers.Of(lead) ?? (_numbers.Contains(lead.Phone) ? EarlierRow : null)) is { } other)
            return LeadWritten.OfKnownNumber(lead, other);
        if (lead.ExternalId is { } name && known.TryGetValue((lead.WorkspaceId, lead.CampaignId, name), out var existing))
            return new LeadWritten(Existing: existing);
        if (lead.ExternalId is { } id && !_externalIds.Add(id))
            return new LeadWritten(Existing: EarlierRow);
        if (lead.Duplicates != DuplicatePolicy.Allow)
            _numbers.Add(lead.Phone);
        return new LeadWritten();
    }
}
