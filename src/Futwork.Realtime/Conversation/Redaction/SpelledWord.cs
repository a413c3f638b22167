using System.Text.RegularExpressions;
using Futwork.Realtime.Understanding;

namespace Futwork.Realtime.Conversation.Redaction;

/// <summary>A word of a text: where it stands, and what it spells out, such as "four" a 4 and "b" a b.</summary>
internal sealed partial class SpelledWord
{
    private static readonly HashSet<string> Fillers = ["uh", "um", "hmm", "and", "then", "dash", "hyphen", "space", "aur", "और"];

    private SpelledWord(Match match, string text, bool isNumber) =>
        (Start, End, Text, IsNumber) = (match.Index, match.Index + match.Length, text, isNumber);

    /// <summary>Its first character.</summary>
    public int Start { get; }

    /// <summary>After its last one.</summary>
    public int End { get; }

    /// <summary>The word, without the punctuation around it, in lower case and with ASCII digits.</summary>
    public string Text { get; }

    /// <summary>It is a number, a digit, or says how often the next one comes.</summary>
    public bool IsNumber { get; }

    /// <summary>It may stand between the digits of a number.</summary>
    public bool IsFiller => Fillers.Contains(Text);

    /// <summary>The letters and digits that it stands for one by one; null when it is a word like any other.</summary>
    public string? Spelled => IsNumber ? Digits([this])
        : Text.All(char.IsAsciiLetterOrDigit) && (Text.Length is 1 or 5 || Text.Any(char.IsAsciiDigit)) ? Text : null;

    public static SpelledWord[] Of(string text)
    {
        Match[] matches = [.. Word().Matches(text).Cast<Match>()];
        string[] words = [.. matches.Select(m => string.Concat(m.Value.Select(Words.Plain)))];
        return [.. matches.Select((match, i) => new SpelledWord(match, words[i], IsNumberAt(words, i)))];
    }

    /// <summary>The digits that some words dictate.</summary>
    public static string Digits(IEnumerable<SpelledWord> words) => SpokenDigits.Read([.. words.Select(w => Dictated(w.Text))]);

    private static string Dictated(string word) =>
        word is "oh" ? "o" : NumberWords.MayBeTwo(word) ? "two" : new string([.. word.Where(c => c is not ('-' or '+' or '.' or '(' or ')'))]);

    /// <summary>"do" is a number beside another one.</summary>
    private static bool IsNumberAt(string[] words, int at) => NumberWords.MayBeTwo(words[at])
        ? (at > 0 && MayBeNumber(words[at - 1])) || (at + 1 < words.Length && MayBeNumber(words[at + 1]))
        : MayBeNumber(words[at]);

    private static bool MayBeNumber(string word) => word.Any(char.IsAsciiDigit)
        ? word.All(c => char.IsAsciiDigit(c) || c is '-' or '+' or '.' or '(' or ')')
        : word is "o" or "oh" || NumberWords.MayBeTwo(word) || NumberWords.Read(word).Kind is NumberWordKind.Value or NumberWordKind.Repeat;

    [GeneratedRegex(@"[\p{L}\p{N}+(](?:[\p{L}\p{M}\p{N}().+-]*[\p{L}\p{M}\p{N}])?", RegexOptions.None, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Word();
}
