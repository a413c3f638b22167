using Futwork.Realtime.Turns.Languages;
using Futwork.Realtime.Understanding;

namespace Futwork.Realtime.Turns;

/// <summary>Judges by its last words, and by what was asked, whether an answer is all. No model: a table of cues per language.</summary>
internal static class TextCompleteness
{
    private const int ShortAnswer = 3;
    private const int ShortElliptic = 4;

    public static TurnScore Score(string text, Awaited awaited, TurnLanguage language)
    {
        string[] words = Words.Split(text);
        return words.Length == 0 ? TurnScore.Of(TurnCue.NoText) : TurnScore.Of(Cue(text, words, awaited, language.Words));
    }

    private static TurnCue Cue(string text, string[] words, Awaited awaited, TurnWords language)
    {
        if (AsksForTime(words, language))
            return TurnCue.Hold;
        if (SlotProgress.Of(text, words, awaited, language) is { } value)
            return value;
        TurnCue? trailing = Trailing(words, language);
        if (trailing is { } open)
            return open;
        if (awaited.IsSettledBy(text))
            return TurnCue.Settled;
        if (IsHalf(words, language))
            return TurnCue.HalfPair;
        if (text.TrimEnd() is [.., ','] or [.., '…'] or [.., '-'])
            return TurnCue.Subordinate;
        if (words is ["please"] or ["sorry"] or ["hi"])
            return TurnCue.MayGoOn;
        if (text.TrimEnd() is [.., '?'] or [.., '।'] || language.Closers.LengthAtEnd(words) > 0 || HindiVerb.Ends(words[^1]))
            return TurnCue.Closed;
        return MayGoOn(words, awaited, language) ?? TurnCue.Plain;
    }

    private static bool AsksForTime(string[] words, TurnWords language)
    {
        ReadOnlySpan<string> rest = words;
        while (rest.Length > 1 && language.Courtesies.LengthAtEnd(rest) is > 0 and var courtesy && courtesy < rest.Length)
            rest = rest[..^courtesy];
        return language.Hold.LengthAtEnd(rest) > 0;
    }

    /// <summary>How the answer trails off by its last words; null when it does not.</summary>
    private static TurnCue? Trailing(ReadOnlySpan<string> words, TurnWords language)
    {
        int closing = language.Closers.LengthAtEnd(words);
        if (Longest(language.Fillers, words, closing))
            return TurnCue.Filler;
        if (Longest(language.Conjunctions, words, closing))
            return TurnCue.Conjunction;
        if (Longest(language.Dangling, words, closing) && !IsOpenQuestion(words, language))
            return TurnCue.Dangling;
        if (Longest(language.Subjects, words, closing) && !(words.Length > 1 && language.Auxiliaries.LengthAtEnd(words[..^1]) > 0))
            return TurnCue.Dangling;
        if (Longest(language.Auxiliaries, words, closing) && !IsElliptic(words, language))
            return TurnCue.Dangling;
        return words.Length > 1 && words[^1] == words[^2] && closing == 0 && !language.Backchannels.Covers(words[^1..]) && !NumberWords.IsNumber(words[^1])
            ? TurnCue.Stutter
            : null;
    }

    /// <summary>The phrase at the end is longer than the one that would close the sentence.</summary>
    private static bool Longest(PhraseSet phrases, ReadOnlySpan<string> words, int closing) => phrases.LengthAtEnd(words) > closing;

    /// <summary>"What is it about", "where are you calling from": a question may end in a preposition.</summary>
    private static bool IsOpenQuestion(ReadOnlySpan<string> words, TurnWords language) =>
        words.Length > 2 && (language.QuestionWords.LengthAt(words, 0) > 0 || language.QuestionWords.LengthAt(words, 1) > 0) && words[^1].Length > 1
        && words[^1] is not ("the" or "my" or "your" or "our" or "their" or "an" or "a");

    /// <summary>"Yes it is", "I can", "I think he did": the verb stands for what was asked.</summary>
    private static bool IsElliptic(ReadOnlySpan<string> words, TurnWords language) =>
        words.Length is > 1 and <= ShortElliptic && (words[^2] is "it" or "that" or "you" or "there" || language.Subjects.LengthAtEnd(words[..^1]) > 0)
        && (words.Length == 2 || language.Backchannels.LengthAt(words, 0) > 0 || words[0] is "no" or "i" or "if" or "as")
        && !(words.Length == 2 && words[0] is "it" or "that" or "there");

    private static bool IsHalf(string[] words, TurnWords language)
    {
        foreach ((string first, string second) in language.Pairs)
        {
            int at = Array.LastIndexOf(words, first);
            if (at >= 0 && at < words.Length - 1 && Array.IndexOf(words, second, at) < 0)
                return true;
        }

        return false;
    }

    /// <summary>What is not said to its end as people mostly say it; null when it is.</summary>
    private static TurnCue? MayGoOn(string[] words, Awaited awaited, TurnWords language)
    {
        if (words.Length > 1 && language.Expecting.LengthAtEnd(words) > 0)
            return TurnCue.Expecting;
        if (words.Length > 2 && awaited.Slot is SlotType.None && NumberWords.IsNumber(words[^1]))
            return TurnCue.MayGoOn;
        if (language.Postpositions.LengthAtEnd(words) > 0)
            return words.Length <= ShortAnswer ? TurnCue.MayGoOn : TurnCue.Dangling;
        return IsLoneSubordinate(words, language) || IsOpenClause(words) ? TurnCue.Subordinate : null;
    }

    /// <summary>A Hindi clause without its verb, which stands last.</summary>
    private static bool IsOpenClause(string[] words) => words.Length > ShortAnswer && words[^1][0] is >= '\u0900' and <= '\u097f';

    private static bool IsLoneSubordinate(string[] words, TurnWords language) =>
        words.Length is > 1 and < 8 && language.Subordinators.LengthAt(words, 0) > 0 && language.QuestionWords.LengthAt(words, 0) == 0;
}
