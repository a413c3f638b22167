using Futwork.Realtime.Conversation.Understanding;

namespace Futwork.Realtime.Turns;

/// <summary>What to do with an agent that was paused because somebody spoke.</summary>
internal enum BargeInDecision
{
    /// <summary>Stay paused: it is not known yet.</summary>
    Wait,

    /// <summary>The person has the floor: drop what was left to say.</summary>
    Yield,

    /// <summary>It was nothing: go on where it stopped.</summary>
    Resume,
}

/// <summary>
/// Decides whether speech over the agent's voice takes the floor: words do, and so does sustained speech; a noise does not,
/// and neither does the "hello?" with which people pick up.
/// </summary>
internal static class BargeIn
{
    private static readonly HashSet<string> PickUpWords = ["hello", "hi", "helo", "haan", "ji", "yes", "yeah", "हेलो", "हैलो", "जी", "हाँ", "हां"];

    public static BargeInDecision Decide(TurnTaker person, TurnPolicy policy, bool isOpening, TimeSpan now)
    {
        string words = person.Words;
        if (words.Length > 0 && !(isOpening && IsPickUp(words)))
            return BargeInDecision.Yield;
        if (person.IsSpeaking)
            return now >= SustainedAt(person, policy, isOpening) ? BargeInDecision.Yield : BargeInDecision.Wait;
        return person.AwaitsWords && now < person.End + policy.ResumeTimeout ? BargeInDecision.Wait : BargeInDecision.Resume;
    }

    /// <summary>When to decide again at the latest.</summary>
    public static TimeSpan Due(TurnTaker person, TurnPolicy policy, bool isOpening) =>
        person.IsSpeaking ? SustainedAt(person, policy, isOpening) : person.End + policy.ResumeTimeout;

    private static TimeSpan SustainedAt(TurnTaker person, TurnPolicy policy, bool isOpening) =>
        person.Start + (isOpening ? policy.SustainedOpening : policy.SustainedSpeech);

    private static bool IsPickUp(string text) => Words.Split(text).All(PickUpWords.Contains);
}
