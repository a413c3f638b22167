using Futwork.Realtime.Turns;

namespace Futwork.Realtime.Conversation.Rules;

/// <summary>The times of a conversation are such that a conversation is possible.</summary>
internal static class TurnRules
{
    private const string Unfinished = "/turns/unfinishedTurnMilliseconds";
    private const string KeysAllowed = "0123456789*#";

    public static void Check(TurnSettings turns, string language, ProblemList problems)
    {
        problems.Require(
            TurnPresets.Names.Contains(turns.Preset), "/turns/preset", $"There is no preset '{turns.Preset}'. There is: {string.Join(", ", TurnPresets.Names.Select(n => $"'{n}'"))}.");
        InRange(turns.SettledMilliseconds, 100, 5000, "/turns/settledMilliseconds", problems);
        InRange(turns.EndOfTurnMilliseconds, 200, 5000, "/turns/endOfTurnMilliseconds", problems);
        InRange(turns.UnfinishedTurnMilliseconds, 200, 10_000, Unfinished, problems);
        InRange(turns.TimeoutMilliseconds, 200, 15_000, "/turns/timeoutMilliseconds", problems);
        CheckOrder(turns, language, problems);
        problems.InRange(turns.MaxTurnSeconds, 5, 600, "/turns/maxTurnSeconds", "s");
        CheckInterruption(turns.Interruption, problems);
        CheckKeys(turns.Keys, problems);
        problems.InRange(turns.SilenceMilliseconds, 1000, 60_000, "/turns/silenceMilliseconds", "ms");
        problems.InRange(turns.SilencePrompts, 0, 10, "/turns/silencePrompts", "times");
        problems.InRange(turns.MaxCallSeconds, 10, 7200, "/turns/maxCallSeconds", "s");
    }

    /// <summary>Each wait is at least as long as the one for words that sound more complete, whether set or the preset's.</summary>
    private static void CheckOrder(TurnSettings turns, string language, ProblemList problems)
    {
        if (problems.All.Any(p => p.Pointer.StartsWith("/turns", StringComparison.Ordinal)))
            return;
        TurnPolicy policy = TurnPolicy.From(turns, language);
        problems.Require(
            turns.UnfinishedTurnMilliseconds is null || policy.Unfinished >= policy.ActionDelay, Unfinished,
            $"An unfinished answer needs at least the time of a finished one: {policy.ActionDelay.TotalMilliseconds} ms or more.");
        problems.Require(
            turns.TimeoutMilliseconds is null || policy.Timeout >= policy.Unfinished, "/turns/timeoutMilliseconds",
            $"The longest wait needs at least the time of an unfinished answer: {policy.Unfinished.TotalMilliseconds} ms or more.");
    }

    private static void CheckInterruption(InterruptionSettings interruption, ProblemList problems)
    {
        problems.InRange(interruption.Words, 1, 10, "/turns/interruption/words", "words");
        problems.InRange(interruption.ConfirmedMilliseconds, 0, 2000, "/turns/interruption/confirmedMilliseconds", "ms");
        problems.InRange(interruption.SoftenDecibels, 0, 40, "/turns/interruption/softenDecibels", "dB");
        problems.InRange(interruption.SustainedMilliseconds, 200, 10_000, "/turns/interruption/sustainedMilliseconds", "ms");
        problems.InRange(interruption.ResumeMilliseconds, 200, 5000, "/turns/interruption/resumeMilliseconds", "ms");
        CheckPhrases(interruption.StopPhrases, "/turns/interruption/stopPhrases", problems);
        CheckPhrases(interruption.Backchannels, "/turns/interruption/backchannels", problems);
    }

    private static void CheckPhrases(IReadOnlyList<string> phrases, string pointer, ProblemList problems)
    {
        foreach ((int index, string phrase) in phrases.Index())
            problems.Require(Understanding.Words.Split(phrase).Length > 0, $"{pointer}/{index}", "A phrase needs at least one word.");
    }

    private static void CheckKeys(KeySettings keys, ProblemList problems)
    {
        problems.InRange(keys.GapMilliseconds, 300, 10_000, "/turns/keys/gapMilliseconds", "ms");
        problems.Require(
            keys.Terminator.Length == 0 || (keys.Terminator.Length == 1 && KeysAllowed.Contains(keys.Terminator, StringComparison.Ordinal)),
            "/turns/keys/terminator", $"'{keys.Terminator}' is no key: write one of {KeysAllowed}, or nothing.");
    }

    private static void InRange(int? value, int least, int most, string pointer, ProblemList problems)
    {
        if (value is { } set)
            problems.InRange(set, least, most, pointer, "ms");
    }
}
