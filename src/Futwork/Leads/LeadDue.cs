using Futwork.Hosting;
using Futwork.Outcomes;
using static Futwork.Leads.LeadFacts;

namespace Futwork.Leads;

/// <summary>Why the time of a lead that waits has not come: what its last call came to, or what was said of it.</summary>
internal static class LeadDue
{
    public static LeadReason NotDue(LeadState lead, LastCall? last)
    {
        var due = Times.FromUnix(lead.DueAt)!.Value;
        // Unless the client has said since that it is not to be called before a later moment.
        if (last?.Veto is { } veto && veto.Until?.ToUnixTimeMilliseconds() == lead.DueAt)
            return Vetoed(veto, $"it is due again at {due:yyyy-MM-ddTHH:mm:ssZ}");
        if (last is { TrunkFault: 1, RingingAt: null })
            return LineFailed(last, due);
        if (last is { HangupBy: HangupBy.Error, HangupReason: HangupReason.Withdrawn or HangupReason.PlatformError, RingingAt: null })
            return CouldNotCall(last, due);
        if (lead.NotBefore == lead.DueAt)
            return new("not-before", $"It is not to be called before {due:yyyy-MM-ddTHH:mm:ssZ}, as it was pushed.") { Until = due, Facts = Facts(("notBefore", due)) };
        if (last?.Plan is { } plan && plan.At == due)
            return Planned(lead, plan);
        var because = last is { CalledBack: true } ? "the person asked to be called back then" : lead.Attempts > 0 ? $"attempt {lead.Attempts} ended as {lead.Outcome}" : "it was put off";
        return new("not-due", $"It is due at {due:yyyy-MM-ddTHH:mm:ssZ}, because {because}.")
        {
            Until = due,
            Facts = Facts(("attempts", lead.Attempts), ("lastOutcome", lead.Outcome)),
        };
    }

    private static LeadReason CouldNotCall(LastCall last, DateTimeOffset due)
    {
        var why = last.HangupReason == HangupReason.Withdrawn
            ? "no port was free, the agent's engines did not answer, its keys could not be opened, or the database was away"
            : "something broke before it left";
        return new("could-not-call", $"Its last call could not be made here ({why}); it is tried again at {due:yyyy-MM-ddTHH:mm:ssZ}, and it cost no attempt.") { Until = due };
    }

    /// <summary>The client's server forbade its last call.</summary>
    /// <param name="veto">What it said.</param>
    /// <param name="follows">What becomes of the lead.</param>
    public static LeadReason Vetoed(PreDialDecision veto, string follows)
    {
        var said = veto.Error is { } error
            ? $"The server that is asked before each call gave no answer that counts ({error})"
            : $"The server that is asked before each call forbade it{(veto.Reason is { } reason ? $": {reason.TrimEnd('.')}" : "")}";
        return new(veto.Error is null ? "vetoed" : "pre-dial-failed", $"{said}; {follows}.")
        {
            Until = veto.Until,
            Facts = Facts(("askedAt", veto.At), ("httpStatus", veto.HttpStatus), ("reason", veto.Reason), ("error", veto.Error)),
        };
    }

    /// <summary>The time of the day was chosen.</summary>
    private static LeadReason Planned(LeadState lead, RetryPlan plan) =>
        new("not-due", $"It is due at {plan.At:yyyy-MM-ddTHH:mm:ssZ}: attempt {lead.Attempts} ended as {lead.Outcome}, its gap is over at {plan.GapEndsAt:yyyy-MM-ddTHH:mm:ssZ}, "
            + $"and {plan.Because()}.")
        {
            Until = plan.At,
            Facts = Facts(("attempts", lead.Attempts), ("lastOutcome", lead.Outcome), ("retryPlan", plan)),
        };

    private static LeadReason LineFailed(LastCall last, DateTimeOffset due) =>
        new("line-failed", $"Its last call failed by the line's fault before anything rang ({last.HangupReason}); it is due again at {due:yyyy-MM-ddTHH:mm:ssZ}.")
        {
            Until = due,
            Facts = Facts(("hangupReason", last.HangupReason), ("hangupProviderCode", last.HangupCode)),
        };
}
