using Futwork.Realtime.Conversation.Understanding;

namespace Futwork.Realtime.Turns;

/// <summary>How complete an answer sounds, by its words alone.</summary>
internal enum Completeness
{
    /// <summary>It trails off: more is coming.</summary>
    Unfinished,

    /// <summary>It could be all.</summary>
    Complete,

    /// <summary>It settles the question.</summary>
    Settled,
}

/// <summary>Judges the completeness of an answer.</summary>
internal static class CompletenessOf
{
    private static readonly HashSet<string> TrailingWords =
    [
        "and", "or", "but", "so", "because", "that", "the", "a", "an", "my", "your", "our", "is", "are", "was", "of", "to", "with", "for", "from", "at",
        "in", "if", "when", "which", "about", "like", "then", "um", "umm", "uh", "uhh", "er", "erm", "hmm", "actually", "well", "wait", "point", "double", "triple",
        "aur", "ya", "lekin", "magar", "par", "ki", "ke", "ka", "toh", "matlab", "kyunki", "agar", "mera", "meri", "woh", "ek",
        "और", "या", "लेकिन", "मगर", "कि", "तो", "मतलब", "क्योंकि", "अगर", "मेरा", "मेरी",
    ];

    private static readonly string[][] TrailingPhrases =
        [["number", "is"], ["name", "is"], ["hold", "on"], ["one", "second"], ["one", "minute"], ["just", "a", "second"], ["just", "a", "minute"],
         ["a", "moment"], ["let", "me", "check"], ["let", "me", "see"], ["let", "me", "think"], ["ek", "minute"], ["ek", "second"], ["i", "want"], ["i", "mean"]];

    private static readonly string[][] CompletePhrases =
        [["it", "is"], ["that", "is"], ["he", "is"], ["she", "is"], ["they", "are"], ["you", "are"], ["i", "think", "so"], ["i", "was"], ["as", "well"], ["ha", "ya"], ["ya"]];

    public static Completeness Judge(string text, Awaited awaited)
    {
        string[] words = Words.Split(text);
        if (awaited.Digits is { } digits && SpokenDigits.Read(words).Length is > 0 and var heard)
            return heard < digits ? Completeness.Unfinished : Completeness.Settled;
        if (TrailsOff(words))
            return Completeness.Unfinished;
        return awaited.IsSettledBy(text) ? Completeness.Settled : Completeness.Complete;
    }

    private static bool TrailsOff(string[] words) =>
        words.Length > 0
        && (TrailingPhrases.Any(p => EndsWith(words, p)) || (TrailingWords.Contains(words[^1]) && !CompletePhrases.Any(p => EndsWith(words, p))));

    /// <summary>A phrase of one word counts only when it is the whole answer.</summary>
    private static bool EndsWith(string[] words, string[] phrase) =>
        phrase.Length == 1 ? words.AsSpan().SequenceEqual(phrase) : words.Length >= phrase.Length && words.AsSpan(words.Length - phrase.Length).SequenceEqual(phrase);
}
