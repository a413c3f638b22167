using Futwork.Campaigns;
using Futwork.Consent;
using Futwork.Data;

namespace Futwork.Calls;

/// <summary>The lead that a call which came in is about: the person of that number in the campaign, or a new one.</summary>
internal sealed record InboundLead
{
    /// <summary>What a carrier names in the place of a number that is withheld (RFC 3323 section 4.1.1.3) or unknown (3GPP TS 23.003): it is everybody's.</summary>
    private static readonly string[] Nobody = ["", "anonymous", "unavailable"];

    public required string Id { get; init; }

    /// <summary>E.164, or as the carrier names it.</summary>
    public string Phone { get; init; } = "";

    public required string RecipientData { get; init; }

    /// <summary>The lead pushed last with that number, since its data is the freshest; else, or where there is no number, a new one without data, to whom no call is owed.</summary>
    /// <param name="session">Writes.</param>
    /// <param name="time">The clock of the new lead's id.</param>
    /// <param name="workspaceId">The campaign's workspace.</param>
    /// <param name="campaignId">The campaign that answers.</param>
    /// <param name="caller">The caller's number as the carrier names it; it may be withheld.</param>
    /// <param name="country">What a national number is taken for.</param>
    public static async Task<InboundLead> FindOrAddAsync(Session session, TimeProvider time, string workspaceId, string campaignId, string caller, string country)
    {
        var phone = PhoneNumber.Parse(caller, country).E164 ?? caller;
        // One that is being deleted for its age is waited for, and is gone then.
        var known = Nobody.Contains(phone, StringComparer.OrdinalIgnoreCase) ? null : await session.FirstOrDefaultAsync<InboundLead>(
            $"""
            SELECT id, phone, recipient_data FROM leads
            WHERE workspace_id = @workspaceId AND phone = @phone AND campaign_id = @campaignId ORDER BY id DESC LIMIT 1{session.ForKeyShare}
            """, new { workspaceId, campaignId, phone });
        if (known is not null)
            return known;
        var lead = new InboundLead { Id = Ids.New(time), Phone = phone, RecipientData = "{}" };
        await session.ExecuteAsync(
            """
            INSERT INTO leads (workspace_id, campaign_id, id, phone_sent, phone, recipient_data, created_at)
            VALUES (@workspaceId, @campaignId, @Id, @caller, @Phone, @RecipientData, @now)
            """, new { workspaceId, campaignId, lead.Id, caller, lead.Phone, lead.RecipientData, now = time.UnixNow() });
        await CampaignCounters.MoveAsync(session, (workspaceId, campaignId), time.UnixNow(), null, CampaignCounters.Incoming);
        return lead;
    }
}
