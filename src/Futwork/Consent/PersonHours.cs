using NodaTime;

namespace Futwork.Consent;

/// <summary>When one person may be called.</summary>
/// <param name="person">Where they may be.</param>
/// <param name="rules">All rules in all their timezones; null when something is not known that must be.</param>
internal sealed class PersonHours(PersonZones person, IReadOnlyList<HoursRule>? rules)
{
    /// <summary>Hours that never come together are looked for no longer than this; it reaches two months ahead.</summary>
    private const int MostMoves = 200;

    /// <summary>Those of nobody in particular: at any time.</summary>
    public static PersonHours Always { get; } = new(new PersonZones(PersonZones.FromNothing, [], []), []);

    /// <summary>How many rules are asked each time.</summary>
    public int RuleCount => rules?.Count ?? 0;

    /// <summary>Whether they may be called at this moment.</summary>
    public DialDecision Decide(DateTimeOffset at)
    {
        var decision = new DialDecision { Allowed = false, Rule = "", At = at, ZonesFrom = person.From, Zones = person.Zones };
        if (rules is null)
            return decision with { Rule = person.Zones.Count == 0 ? "timezone unknown" : "rule unknown" };
        var from = Instant.FromDateTimeOffset(at);
        if (rules.FirstOrDefault(rule => rule.FirstOpen(from) != from) is { } forbidding)
            return decision with { Rule = forbidding.Title, NextOpening = NextOpening(rules, from)?.ToDateTimeOffset() };
        return decision with { Allowed = true, Rule = rules.Count == 0 ? "none" : string.Join("; ", rules.Select(rule => rule.Name).Distinct()), NextOpening = at };
    }

    /// <summary>The first moment from one on at which they may be called and some more rules hold; null when none was found.</summary>
    public DateTimeOffset? FirstOpen(DateTimeOffset from, params IEnumerable<HoursRule> more) =>
        rules is null ? null : NextOpening([.. rules, .. more], Instant.FromDateTimeOffset(from))?.ToDateTimeOffset();

    /// <summary>The first instant that all rules allow: each moves it on until none does any more.</summary>
    private static Instant? NextOpening(IReadOnlyList<HoursRule> rules, Instant from)
    {
        for (var moves = 0; moves < MostMoves; moves++)
        {
            var moved = from;
            foreach (var rule in rules)
            {
                if (rule.FirstOpen(moved) is not { } open)
                    return null;
                moved = open;
            }

            if (moved == from)
                return from;
            from = moved;
        }

        return null;
    }
}
