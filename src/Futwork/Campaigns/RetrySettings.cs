using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Campaigns;

/// <summary>Whether and when a lead is called again.</summary>
internal sealed record RetrySettings
{
    /// <summary>The policy was changed, and allows no further attempt.</summary>
    public const string ByPolicy = "retry-policy";

    private const int MostAttempts = 20;
    private const int LongestGap = 30 * 24 * 3600;

    /// <summary>How often a lead is called at most. Default 1: never again.</summary>
    public int MaxAttempts { get; init; } = 1;

    /// <summary>From the end of one attempt to the next, in seconds. Default 1800.</summary>
    public int GapSeconds { get; init; } = 1800;

    /// <summary>How many times longer each gap is than the one before. Default 1: all are alike.</summary>
    public double Backoff { get; init; } = 1;

    /// <summary>The longest gap that backoff leads to, in seconds. Default 2592000, thirty days.</summary>
    public int MaxGapSeconds { get; init; } = LongestGap;

    /// <summary>The outcomes after which a lead is called again. Default no-answer and busy.</summary>
    public IReadOnlyList<string> On { get; init; } = [CallOutcome.NoAnswer, CallOutcome.Busy];

    /// <summary>What is different after some outcomes. One that is named here needs no mention in <see cref="On"/>.</summary>
    public IReadOnlyList<OutcomeRetry> Rules { get; init; } = [];

    /// <summary>At what time of the day who did not answer is tried again. Default: as soon as the gap is over.</summary>
    public BestTimeSettings? BestTime { get; init; }

    /// <summary>The longest pause after an outcome.</summary>
    public TimeSpan Longest(string outcome)
    {
        var rule = RuleOf(outcome);
        return TimeSpan.FromSeconds(Math.Max(rule?.GapSeconds ?? GapSeconds, rule?.MaxGapSeconds ?? MaxGapSeconds));
    }

    /// <summary>The pause until the next attempt; null when there is none.</summary>
    /// <param name="outcome">What the last attempt came to.</param>
    /// <param name="attempts">Attempts that may have rung, the last one included.</param>
    /// <param name="alike">Those of them that came to the same outcome.</param>
    public TimeSpan? After(string outcome, long attempts, long alike)
    {
        var rule = RuleOf(outcome);
        if (attempts >= MaxAttempts || alike >= (rule?.MaxAttempts ?? MostAttempts) || (rule is null && !On.Contains(outcome)))
            return null;
        var first = rule?.GapSeconds ?? GapSeconds;
        return TimeSpan.FromSeconds(Math.Min(Longest(outcome).TotalSeconds, first * Math.Pow(rule?.Backoff ?? Backoff, Math.Max(0, alike - 1))));
    }

    public IEnumerable<FieldError> Check()
    {
        foreach (var error in Numbers("/retry", MaxAttempts, GapSeconds, Backoff, MaxGapSeconds))
            yield return error;
        foreach (var (index, outcome) in On.Index().Where(outcome => !CallOutcome.All.Contains(outcome.Item)))
            yield return Unknown($"/retry/on/{index}", outcome);
        foreach (var (index, rule) in Rules.Index())
        {
            var pointer = $"/retry/rules/{index}";
            if (!CallOutcome.All.Contains(rule.Outcome))
                yield return Unknown($"{pointer}/outcome", rule.Outcome);
            else if (RuleOf(rule.Outcome) != rule)
                yield return Hosting.Rules.Wrong($"{pointer}/outcome", "It has a rule already: one is enough for each outcome.", rule.Outcome);
            foreach (var error in Numbers(pointer, rule.MaxAttempts, rule.GapSeconds, rule.Backoff, rule.MaxGapSeconds))
                yield return error;
        }

        foreach (var error in BestTime?.Check("/retry/bestTime") ?? [])
            yield return error;
    }

    private OutcomeRetry? RuleOf(string outcome) => Rules.FirstOrDefault(rule => rule.Outcome == outcome);

    private static FieldError Unknown(string pointer, string outcome) =>
        Hosting.Rules.Wrong(pointer, $"It is no outcome of a call. {Spelling.Suggest(outcome, CallOutcome.All)}", outcome);

    private static IEnumerable<FieldError> Numbers(string pointer, int? maxAttempts, int? gapSeconds, double? backoff, int? maxGapSeconds)
    {
        if (maxAttempts is < 1 or > MostAttempts)
            yield return Hosting.Rules.Wrong($"{pointer}/maxAttempts", $"It must be from 1 to {MostAttempts}.", maxAttempts);
        if (gapSeconds is < 1 or > LongestGap)
            yield return Hosting.Rules.Wrong($"{pointer}/gapSeconds", $"It must be from 1 to {LongestGap}, thirty days.", gapSeconds);
        if (backoff is < 1 or > 10 or double.NaN)
            yield return Hosting.Rules.Wrong($"{pointer}/backoff", "It must be from 1, all gaps alike, to 10.", backoff);
        if (maxGapSeconds is < 1 or > LongestGap)
            yield return Hosting.Rules.Wrong($"{pointer}/maxGapSeconds", $"It must be from 1 to {LongestGap}, thirty days.", maxGapSeconds);
    }
}

/// <summary>When a lead is called again after one outcome. What is left out is as for all.</summary>
internal sealed record OutcomeRetry
{
    /// <summary>The outcome, such as <c>busy</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>After so many attempts that came to this outcome, there is no other. Default: the retry's <c>maxAttempts</c> alone counts.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>From the end of the first such attempt to the next, in seconds.</summary>
    public int? GapSeconds { get; init; }

    /// <summary>How many times longer the gap is after each further such attempt.</summary>
    public double? Backoff { get; init; }

    /// <summary>The longest gap that backoff leads to, in seconds.</summary>
    public int? MaxGapSeconds { get; init; }
}
