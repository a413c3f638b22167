using Futwork.Campaigns;
using Futwork.Consent;

namespace Futwork.Outcomes;

/// <summary>What may have come of a lead since it was last chosen to be called, so that it is not called any more.</summary>
internal record LeadStanding
{
    /// <summary>SQL: these, of <c>leads l</c> with its progress <c>p</c>, at <c>@now</c>.</summary>
    public static readonly string Columns =
        $"""
        {Suppression.OfLead} AS suppressed, p.converted_at IS NOT NULL AND p.converted_at >= coalesce(p.reopened_at, 0) AS converted,
            coalesce(p.talk_ms - p.talk_ms_before, 0) AS talk_ms, {Tried.LastHeard("callback")} IS NOT NULL AS wished
        """;

    /// <summary>The number may not be called.</summary>
    public bool Suppressed { get; init; }

    /// <summary>A call of it came to a label that the campaign wants.</summary>
    public bool Converted { get; init; }

    /// <summary>How long the person talked with us, in milliseconds.</summary>
    public long TalkMs { get; init; }

    /// <summary>The person asked to be called back, in the last call that they heard of.</summary>
    public bool Wished { get; init; }

    /// <summary>Why it is not to be called any more; null when it is. The wish of a person to be called back comes before the stop conditions.</summary>
    /// <param name="stops">The campaign's.</param>
    /// <param name="expiresAt">From then on it is not to be called, unix milliseconds; null is no bound.</param>
    /// <param name="dialAt">When it would be, unix milliseconds.</param>
    public LeadEnd? End(StopConditions stops, long? expiresAt, long dialAt)
    {
        if (Suppressed)
            return LeadEnd.Suppressed;
        if (!Wished && stops.Stops(Converted, TalkMs) is { } stop)
            return LeadEnd.Stopped(stop);
        return expiresAt <= dialAt ? LeadEnd.Expired : null;
    }
}
