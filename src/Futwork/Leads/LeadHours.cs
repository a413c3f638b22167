using Futwork.Calls;
using Futwork.Campaigns;
using Futwork.Consent;
using Futwork.Data;
using static Futwork.Leads.LeadFacts;

namespace Futwork.Leads;

/// <summary>When the person of a lead may be called: by the hours, and by how often they were called.</summary>
internal sealed class LeadHours
{
    private const string ContactCapCode = "contact-cap";

    private readonly LeadState _lead;
    private readonly CampaignSettings _settings;
    private readonly PersonHours _hours;

    public LeadHours(LeadState lead, CampaignSettings settings)
    {
        (_lead, _settings) = (lead, settings);
        var hours = settings.Hours();
        _hours = hours.For(hours.Person(lead.Phone, lead.RecipientData));
    }

    /// <summary>They were called as often as allowed, and no moment is in sight at which they may be called again.</summary>
    public static bool IsNever(LeadReason reason) => reason is { Code: ContactCapCode, Until: null };

    /// <summary>The first moment at which the hours allow a call once some reasons hold no more; null when there is none.</summary>
    public DateTimeOffset? FirstAfter(IEnumerable<LeadReason> reasons, DateTimeOffset now) =>
        _hours.FirstOpen(reasons.Select(reason => reason.Until).OfType<DateTimeOffset>().Append(now).Max());

    /// <summary>The decision that forbids a call at a moment; null when the hours allow it.</summary>
    public DialDecision? Forbids(DateTimeOffset at) => _hours.Decide(at) is { Allowed: false } decision ? decision : null;

    /// <summary>
    /// By the moment at which they would be called, the workspace forbids it since they were called too often. The round that dials finds the same then; nobody has to wait for it to know.
    /// </summary>
    /// <param name="session">Reads.</param>
    /// <param name="cap">How often the workspace allows it.</param>
    /// <param name="planned">When they would be called; null is never.</param>
    /// <param name="now">The time.</param>
    public async Task<LeadReason?> CappedAsync(Session session, ContactCap cap, DateTimeOffset? planned, DateTimeOffset now)
    {
        if (planned is not { } at || !cap.Bounds())
            return null;
        var contacts = new Contacts();
        await contacts.LookUpAsync(session, _lead.WorkspaceId, [_lead.Phone], (now - ContactCap.Longest).ToUnixTimeMilliseconds());
        var decision = _hours.Decide(at);
        return cap.Forbids(decision.Zones, contacts.Of(_lead.Phone), at) is { } broken
            ? Capped(decision with { Rule = broken.Rule, NextOpening = _hours.FirstOpen(broken.Until) })
            : null;
    }

    /// <summary>The reason that a decision which forbids it is.</summary>
    public LeadReason Reason(DialDecision decision) => decision.ByContactCap ? Capped(decision) : Closed(decision);

    private static LeadReason Capped(DialDecision decision)
    {
        var then = decision.NextOpening is { } opens ? $"they may be called again at {opens:yyyy-MM-ddTHH:mm:ssZ}" : "no hour follows in which they may be called again";
        return new(ContactCapCode, $"The person was called as often as the workspace allows, by '{decision.Rule}'; {then}.")
        {
            Until = decision.NextOpening,
            Facts = Facts(("rule", decision.Rule), ("decidedFor", decision.At), ("timezones", decision.Zones), ("timezonesFrom", decision.ZonesFrom)),
        };
    }

    private LeadReason Closed(DialDecision decision)
    {
        var opens = decision.NextOpening;
        var what = opens is null
            ? $"It may never be called: '{decision.Rule}' forbids it now, and no hour is in sight that all rules allow where the person may be. Change the campaign's hours, or name the person's timezone."
            : $"It is outside the hours in which it may be called, by '{decision.Rule}'; they open at {opens:yyyy-MM-ddTHH:mm:ssZ}.";
        return new(opens is null ? "never-open" : "outside-calling-windows", what)
        {
            Until = opens,
            Facts = Facts(
                ("rule", decision.Rule), ("decidedFor", decision.At), ("timezones", decision.Zones), ("timezonesFrom", decision.ZonesFrom),
                ("timezone", _settings.Timezone), ("callingWindows", _settings.CallingWindows)),
        };
    }
}
