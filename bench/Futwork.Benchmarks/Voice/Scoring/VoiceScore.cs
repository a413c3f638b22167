namespace Futwork.Benchmarks.Voice.Scoring;

/// <summary>The whole score of a set of calls.</summary>
internal sealed record VoiceScore
{
    private const double TickSeconds = 0.2;

    /// <summary>How many calls.</summary>
    public required int Calls { get; init; }

    /// <summary>How long they lasted in all.</summary>
    public required double Minutes { get; init; }

    /// <summary>The τ-voice panel in its ticks of 200 ms.</summary>
    public required InteractionScore Interaction { get; init; }

    /// <summary>The same with the vocal tics inside turns marked, as τ-voice marks them: an answer within 2 s of such a turn is then an error.</summary>
    public required InteractionScore ToTheLetter { get; init; }

    /// <summary>The mean EVA turn-taking score of a call.</summary>
    public required double Eva { get; init; }

    /// <summary>Response times by the sample clock, in seconds, sorted.</summary>
    public required IReadOnlyList<double> Responses { get; init; }

    /// <summary>Yield times by the sample clock, in seconds, sorted.</summary>
    public required IReadOnlyList<double> Yields { get; init; }

    /// <summary>What became of each kind of moment.</summary>
    public required IReadOnlyList<CategoryScore> Categories { get; init; }

    public static VoiceScore Of(IReadOnlyList<RecordedCall> calls)
    {
        var finder = new InteractionEvents(TickSeconds);
        MomentOutcome[] moments = [.. calls.SelectMany(MomentOutcome.Of)];
        return new VoiceScore
        {
            Calls = calls.Count,
            Minutes = calls.Sum(c => c.Seconds) / 60,
            Interaction = InteractionScore.Of(calls.SelectMany(c => finder.Of(c.Ticks(TickSeconds)))),
            ToTheLetter = InteractionScore.Of(calls.SelectMany(c => finder.Of(c.Ticks(TickSeconds, ticsInTurns: true)))),
            Eva = calls.Count == 0 ? 0 : calls.Average(c => EvaTurnTaking.Score(c.EvaTurns(), c.MissedLastTurn)),
            Responses = [.. moments.Select(m => m.ResponseSeconds).OfType<double>().Order()],
            Yields = [.. moments.Select(m => m.YieldSeconds).OfType<double>().Order()],
            Categories = [.. moments.GroupBy(m => m.Category).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => CategoryScore.Of(g.Key, [.. g]))],
        };
    }

    /// <summary>The value below which a share of sorted values lies.</summary>
    public static double? At(IReadOnlyList<double> sorted, double share) =>
        sorted.Count == 0 ? null : sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];
}
