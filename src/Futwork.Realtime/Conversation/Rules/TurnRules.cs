namespace Futwork.Realtime.Conversation.Rules;

/// <summary>The times of a conversation are such that a conversation is possible.</summary>
internal static class TurnRules
{
    public static void Check(TurnSettings turns, ProblemList problems)
    {
        problems.InRange(turns.EndOfTurnMilliseconds, 200, 5000, "/turns/endOfTurnMilliseconds", "ms");
        problems.InRange(turns.UnfinishedTurnMilliseconds, 200, 10_000, "/turns/unfinishedTurnMilliseconds", "ms");
        problems.Require(
            turns.UnfinishedTurnMilliseconds >= turns.EndOfTurnMilliseconds,
            "/turns/unfinishedTurnMilliseconds",
            $"An unfinished answer needs at least the time of a finished one: {turns.EndOfTurnMilliseconds} ms or more.");
        problems.InRange(turns.SilenceMilliseconds, 1000, 60_000, "/turns/silenceMilliseconds", "ms");
        problems.InRange(turns.SilencePrompts, 0, 10, "/turns/silencePrompts", "times");
        problems.InRange(turns.MaxCallSeconds, 10, 7200, "/turns/maxCallSeconds", "s");
    }
}
