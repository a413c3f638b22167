using System.Text.RegularExpressions;
using Futwork.Realtime.Conversation.Understanding;

namespace Futwork.Realtime.Conversation.Redaction;

/// <summary>A word of a text: where it stands, and what it spells out, such as "four" a 4 and "b" a b.</summary>
internal sealed partial class SpelledWord
{
    private static readonly HashSet<string> Fillers = ["uh", "um", "hmm", "and", "then", "dash", "hyphen", "space"];

    private SpelledWord(Match match)
    {
        (Start, End, Text) = (match.Index, match.Index + match.Length, match.Value.ToLowerInvariant());
        IsNumber = Text.Any(char.IsAsciiDigit)
            ? Text.All(c => char.IsAsciiDigit(c) || c is '-' or '+' or '.' or '(' or ')')
            : Text is "o" or "oh" || NumberWords.Read(Text).Kind is NumberWordKind.Value or NumberWordKind.Repeat;
    }

    /// <summary>Its first character.</summary>
    public int Start { get; }

    /// <summary>After its last one.</summary>
    public int End { get; }

    /// <summary>The word, without the punctuation around it.</summary>
    public string Text { get; }

    /// <summary>It is a number, a digit, or says how often the next one comes.</summary>
    public bool IsNumber { get; }

    /// <summary>It may stand between the digits of a number.</summary>
    public bool IsFiller => Fillers.Contains(Text);

    /// <summary>The letters and digits that it stands for one by one; null when it is a word like any other.</summary>
    public string? Spelled => IsNumber ? Digits([this])
        : Text.All(char.IsAsciiLetterOrDigit) && (Text.Length is 1 or 5 || Text.Any(char.IsAsciiDigit)) ? Text : null;

    public static SpelledWord[] Of(string text) => [.. Word().Matches(text).Select(m => new SpelledWord(m))];

    /// <summary>The digits that some words dictate.</summary>
    public static string Digits(IEnumerable<SpelledWord> words) =>
        SpokenDigits.Read([.. words.Select(w => w.Text is "oh" ? "o" : new string([.. w.Text.Where(char.IsLetterOrDigit)]))]);

    [GeneratedRegex(@"[\p{L}\p{N}+(](?:[\p{L}\p{M}\p{N}().+-]*[\p{L}\p{M}\p{N}])?", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
