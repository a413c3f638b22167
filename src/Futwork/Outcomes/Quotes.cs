using System.Globalization;
using Futwork.Webhooks;

namespace Futwork.Outcomes;

/// <summary>Finds in a transcript the words that a model says it quotes. Models change case, spaces and punctuation; words they must not change.</summary>
internal sealed class Quotes(IReadOnlyList<SpokenLine> transcript)
{
    private readonly string[] _lines = [.. transcript.Select(line => Plain(line.Text))];

    /// <summary>The line that holds the words; null when none does.</summary>
    public SpokenLine? Find(string? quote)
    {
        var words = Plain(WithoutSpeaker(quote ?? ""));
        var line = words.Length == 0 ? -1 : Array.FindIndex(_lines, text => $" {text} ".Contains($" {words} ", StringComparison.Ordinal));
        return line < 0 ? null : transcript[line];
    }

    private static string WithoutSpeaker(string quote) =>
        quote.TrimStart() is var text && (text.StartsWith($"{Transcript.Person}:", StringComparison.OrdinalIgnoreCase) || text.StartsWith($"{Transcript.Agent}:", StringComparison.OrdinalIgnoreCase))
            ? text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..]
            : quote;

    private static string Plain(string text) =>
        string.Join(' ', new string([.. text.ToLowerInvariant().Select(letter => IsOfWord(letter) ? letter : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    // Vowel signs of Indian scripts are marks, not letters.
    private static bool IsOfWord(char letter) =>
        char.IsLetterOrDigit(letter) || char.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
