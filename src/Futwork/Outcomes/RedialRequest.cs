using System.Text.Json.Serialization;
using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Outcomes;

/// <summary>Which leads of a campaign are called once more: those for which all holds that is named.</summary>
internal sealed record RedialRequest
{
    private const int MostIds = 10_000;

    /// <summary>What came of them last, such as <c>no-answer</c>.</summary>
    public IReadOnlyList<string>? Outcomes { get; init; }

    /// <summary>The label of their last call.</summary>
    public IReadOnlyList<string>? Dispositions { get; init; }

    /// <summary>Their ids, at most 10,000.</summary>
    public IReadOnlyList<string>? LeadIds { get; init; }

    /// <summary>
    /// The campaign that calls them: they are brought over as new leads of it. Default: their own, in which they are opened again; one that is over calls nobody.
    /// </summary>
    public string? Into { get; init; }

    /// <summary>Only counts, and calls nobody. Default false.</summary>
    public bool DryRun { get; init; }

    public IEnumerable<FieldError> Check()
    {
        if ((Outcomes ?? Dispositions ?? LeadIds) is null)
            yield return new FieldError("", "Nobody is chosen: name outcomes, dispositions or leadIds.");
        foreach (var (index, outcome) in (Outcomes ?? []).Index().Where(outcome => !CallOutcome.All.Contains(outcome.Item)))
            yield return Rules.Wrong($"/outcomes/{index}", $"It is no outcome. {Spelling.Suggest(outcome, CallOutcome.All)}", outcome);
        if (LeadIds?.Count > MostIds)
            yield return new FieldError("/leadIds", $"At most {MostIds} at once.");
    }
}

/// <summary>What became of the leads that fit: those that are called once more and those that were passed over add up to <see cref="Matched"/>.</summary>
/// <param name="DryRun">Nobody is called; this is what would be.</param>
/// <param name="Matched">Leads that fit.</param>
/// <param name="Redialed">Those that are called once more.</param>
/// <param name="StillOwed">Passed over: they wait for a call, or are in one.</param>
/// <param name="Suppressed">Passed over: their number is on the do-not-call list.</param>
/// <param name="SameNumber">Passed over: another lead of their number waits for a call, or was taken; or the other campaign has it, and takes each number once.</param>
internal sealed record RedialAnswer(bool DryRun, int Matched, int Redialed, int StillOwed, int Suppressed, int SameNumber)
{
    /// <summary>Passed over: the other campaign has them already, from an earlier time or by their external id. Only where they are brought over.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? AlreadyThere { get; init; }

    /// <summary>Passed over: they are not what the other campaign asks of its leads. Only where they are brought over.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Unfit { get; init; }

    /// <summary>Why, of the first of them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<UnfitLead>? UnfitLeads { get; init; }

    public RedialAnswer Add(RedialAnswer more) => new(
        DryRun, Matched + more.Matched, Redialed + more.Redialed, StillOwed + more.StillOwed, Suppressed + more.Suppressed, SameNumber + more.SameNumber)
    {
        AlreadyThere = Sum(AlreadyThere, more.AlreadyThere),
        Unfit = Sum(Unfit, more.Unfit),
        UnfitLeads = (UnfitLeads ?? more.UnfitLeads) is null ? null : [.. (UnfitLeads ?? []).Concat(more.UnfitLeads ?? []).Take(UnfitLead.Most)],
    };

    private static int? Sum(int? one, int? other) => (one ?? other) is null ? null : (one ?? 0) + (other ?? 0);
}

/// <summary>A lead that the other campaign does not take.</summary>
/// <param name="LeadId">Which.</param>
/// <param name="Pointer">What of it.</param>
/// <param name="Message">What is wrong and what would be right.</param>
internal sealed record UnfitLead(string LeadId, string? Pointer, string Message)
{
    /// <summary>No more than this are told.</summary>
    public const int Most = 20;
}
