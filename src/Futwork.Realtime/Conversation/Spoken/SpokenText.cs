using System.Globalization;
using Futwork.Realtime.Conversation.Spoken.English;
using Futwork.Realtime.Conversation.Spoken.Hindi;
using Futwork.Realtime.Conversation.Spoken.Readers;

namespace Futwork.Realtime.Conversation.Spoken;

/// <summary>
/// Writes a text out as it is spoken in a language: numbers, amounts, dates, telephone numbers, abbreviations. A Hindi agent's text in
/// Latin letters keeps English numbers; of a language without words here only long numbers are taken apart.
/// </summary>
internal sealed class SpokenText
{
    private const string Signs = "₹$€£&+@/%#=~°-−½¼¾(";
    private static readonly Speller General = new();

    private readonly Lexicon? _lexicon;
    private readonly Lexicon? _inLatin;

    private SpokenText(Lexicon? lexicon, Lexicon? inLatin) => (_lexicon, _inLatin) = (lexicon, inLatin);

    /// <summary>For a language, by its BCP 47 tag.</summary>
    public static SpokenText For(string language)
    {
        string[] tags = language.ToLowerInvariant().Split('-');
        Lexicon? lexicon = tags[0] switch
        {
            "en" when tags.Contains("us") || tags.Contains("ca") => EnglishLexicon.America,
            "en" when tags.Length == 1 || tags.Contains("in") => EnglishLexicon.India,
            "en" => EnglishLexicon.Britain,
            "hi" when tags.Contains("latn") => EnglishLexicon.India,
            "hi" => HindiLexicon.Instance,
            _ => null,
        };
        return new SpokenText(lexicon, lexicon is HindiLexicon ? EnglishLexicon.India : lexicon);
    }

    /// <summary>The text as it is spoken, with the way back to the original.</summary>
    public SpokenForm Say(string text)
    {
        var form = new SpokenForm(text);
        Lexicon? lexicon = IsLatin(text) ? _inLatin : _lexicon;
        string plain = WithAsciiDigits(text);
        for (int at = 0; at < plain.Length;)
        {
            if (MayBegin(plain, at) && Read(plain, at, lexicon) is { Length: > 0 } reading)
                form.Say(reading.Length, reading.Spoken);
            else
                form.Copy(1);
            at = form.OriginalEnd;
        }

        return form;
    }

    private static Reading? Read(string text, int at, Lexicon? lexicon) => lexicon is null
        ? DigitStrings.Read(text, at, General)
        : Addresses.Read(text, at, lexicon)
            ?? Dates.Read(text, at, lexicon)
            ?? Times.Read(text, at, lexicon)
            ?? Money.Read(text, at, lexicon)
            ?? DigitStrings.Read(text, at, lexicon)
            ?? Counts.Read(text, at, lexicon)
            ?? Shorthand.Read(text, at, lexicon);

    private static bool MayBegin(string text, int at) => IsPartOfWord(text[at])
        ? at == 0 || !IsPartOfWord(text[at - 1])
        : Signs.Contains(text[at], StringComparison.Ordinal);

    /// <summary>A letter, a digit, or a sign of a vowel as many scripts have them.</summary>
    internal static bool IsPartOfWord(char c) =>
        char.IsLetterOrDigit(c) || char.GetUnicodeCategory(c) is UnicodeCategory.SpacingCombiningMark or UnicodeCategory.NonSpacingMark;

    private static bool IsLatin(string text)
    {
        bool latin = false;
        foreach (char c in text)
        {
            if (c > 'ʯ' && char.IsLetter(c))
                return false;
            latin |= char.IsAsciiLetter(c);
        }

        return latin;
    }

    /// <summary>Every decimal digit of any script as an ASCII one, each where it stood.</summary>
    private static string WithAsciiDigits(string text) =>
        text.Any(c => c > '9' && char.IsDigit(c))
            ? string.Concat(text.Select(c => char.IsDigit(c) ? (char)('0' + (int)char.GetNumericValue(c)) : c))
            : text;
}
