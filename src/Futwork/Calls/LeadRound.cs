using Futwork.Consent;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Outcomes;
using Futwork.Queue;

namespace Futwork.Calls;

/// <summary>What one round decides about the claimed leads of one campaign: who is called, at which place in time and from which number, or why not.</summary>
internal sealed class LeadRound(DialRules rules, int limit, DialPace pace, CallerIds callerIds)
{
    /// <summary>Who is on the phone with us is looked at again after this time.</summary>
    private static readonly TimeSpan UntilTalked = TimeSpan.FromSeconds(15);

    private readonly Dictionary<string, PersonHours> _hours = new(StringComparer.Ordinal);
    private readonly Dictionary<double, DialDecision> _resting = [];
    private readonly Dictionary<string, DialDecision> _forbidden = new(StringComparer.Ordinal);
    private readonly HashSet<string> _called = new(StringComparer.Ordinal);
    private readonly Contacts _contacts = new();
    private DialDecision? _talking;

    public List<DueLead> Taken { get; } = [];

    public bool IsFull => Taken.Count == limit;

    /// <summary>The number that a person was called from before is asked for.</summary>
    public bool Remembers { get; } = callerIds.Remembers(rules.Pool);

    /// <summary>Reads how often persons were called, where that has a bound.</summary>
    public Task LookUpAsync(Session session, string workspaceId, IEnumerable<string> phones, DateTimeOffset now) =>
        rules.Cap.Bounds() ? _contacts.LookUpAsync(session, workspaceId, phones, (now - ContactCap.Longest).ToUnixTimeMilliseconds()) : Task.CompletedTask;

    /// <summary>Why a lead is not to be called any more; null when it is.</summary>
    public LeadEnd? End(Claim claim, ClaimedLead lead) => lead.End(rules.Stops, claim.ExpiresAt, pace.NextPlace.ToUnixTimeMilliseconds());

    /// <summary>Takes a lead, with the next place in time; or says why it may not be called then. Those that are alike get the same decision.</summary>
    public DialDecision? Take(Claim claim, ClaimedLead lead)
    {
        var person = rules.Hours.Person(lead.Phone, lead.RecipientData);
        if (_forbidden.TryGetValue(person.Key, out var known) && known.StillForbids(pace.NextPlace))
            return known;
        if (!_hours.TryGetValue(person.Key, out var theirs))
            theirs = _hours[person.Key] = rules.Hours.For(person);
        var decision = theirs.Decide(pace.NextPlace);
        if (!decision.Allowed)
            return _forbidden[person.Key] = decision;
        if (rules.Cap.Bounds() && (decision = Capped(decision, lead.Phone, theirs)) is { Allowed: false })
            return decision;
        if (lead.InCall || _called.Contains(lead.Phone))
            return Talking();
        if (callerIds.Take(rules.Pool, lead.CalledFrom, pace.Next, out var freeAt) is not { } number)
            return Resting(decision, freeAt);
        _called.Add(lead.Phone);
        _contacts.Add(lead.Phone, pace.NextPlace);
        Taken.Add(new DueLead(claim, lead.Phone, lead.RecipientData, lead.Attempts, pace.Take(), decision, MayDial(claim, theirs), number));
        return null;
    }

    /// <summary>Takes those back whose number is called for another lead at this very moment; their places in time stay empty.</summary>
    public List<(Claim Claim, DialDecision By)> TakeBack(IReadOnlySet<string> phones)
    {
        var back = Taken.FindAll(lead => phones.Contains(lead.Phone));
        Taken.RemoveAll(back.Contains);
        return back.ConvertAll(lead => (lead.Claim, Talking()));
    }

    private DialDecision Talking() => _talking ??= new DialDecision
    {
        Allowed = false,
        Rule = DialDecision.InCall,
        At = pace.NextPlace,
        NextOpening = pace.NextPlace + UntilTalked,
        ZonesFrom = "none",
        Zones = [],
    };

    private DialDecision Capped(DialDecision decision, string phone, PersonHours theirs) =>
        rules.Cap.Forbids(decision.Zones, _contacts.Of(phone), decision.At) is { } cap
            ? decision with { Allowed = false, ByContactCap = true, Rule = cap.Rule, NextOpening = theirs.Decide(cap.Until).NextOpening }
            : decision with { Rule = decision.Rule == "none" ? rules.Cap.Name() : $"{decision.Rule}; {rules.Cap.Name()}" };

    /// <summary>They may be called then, and no number may call them. Those that wait for the same moment get the same decision.</summary>
    private DialDecision Resting(DialDecision decision, double freeAt) =>
        _resting.TryGetValue(freeAt, out var known)
            ? known
            : _resting[freeAt] = decision with { Allowed = false, Rule = DialDecision.CallerIds, NextOpening = Times.FromUnix((long)Math.Ceiling(freeAt)) };

    private static Func<DateTimeOffset, bool> MayDial(Claim claim, PersonHours theirs) =>
        at => theirs.Decide(at).Allowed && !(claim.ExpiresAt <= at.ToUnixTimeMilliseconds());
}
