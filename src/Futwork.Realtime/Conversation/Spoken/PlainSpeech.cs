using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Futwork.Realtime.Conversation.Spoken;

/// <summary>Leaves out of a model's text what is for the eye: formatting, list markers, emoji, stage directions, tags.</summary>
internal static partial class PlainSpeech
{
    private const int FirstSymbol = 0x2190;

    /// <summary>The text that is left to speak.</summary>
    /// <param name="text">A piece of the text.</param>
    /// <param name="atLineStart">It begins a line.</param>
    public static string Of(string text, bool atLineStart)
    {
        string plain = text;
        if (atLineStart)
            plain = LineStart().Replace(plain, "");
        plain = Link().Replace(plain, "${text}");
        plain = Tag().Replace(plain, " ");
        plain = Stage().Replace(plain, " ");
        plain = Formatting().Replace(plain, "");
        plain = WithoutPictures(plain).Replace('|', ',');
        plain = Spaces().Replace(plain, " ");
        return BeforeMark().Replace(plain, "").Trim().TrimStart(',', ' ');
    }

    private static string WithoutPictures(string text)
    {
        if (text.All(c => c < FirstSymbol && c is not ('\u200d' or '©' or '®')))
            return text;
        var plain = new StringBuilder(text.Length);
        bool afterPicture = false;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isJoiner = rune.Value is 0x200D or 0xFE0F or 0x20E3 or (>= 0x1F3FB and <= 0x1F3FF);
            afterPicture = (isJoiner && (afterPicture || rune.Value is not 0x200D)) || IsPicture(rune);
            plain.Append(afterPicture ? " " : rune.ToString());
        }

        return plain.ToString();
    }

    private static bool IsPicture(Rune rune) =>
        rune.Value is '©' or '®'
        || (rune.Value >= FirstSymbol && Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol or UnicodeCategory.MathSymbol && rune.Value is not '−')
        || rune.Value is (>= 0x1F000 and <= 0x1FAFF);

    [GeneratedRegex(@"^\s*(?:#{1,6}\s+|>\s*|[-*•·–+]\s+)*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex LineStart();

    [GeneratedRegex(@"!?\[(?<text>[^\]]*)\]\([^)]*\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Link();

    [GeneratedRegex(@"</?[A-Za-z][^<>]{0,80}>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Tag();

    [GeneratedRegex(
        @"\[[^\]\d]{1,60}\]|(?<a>\*{1,2}|_|\()(?:(?:softly|warmly|gently|slightly|quietly)\s+)?(?:smil|laugh|chuckl|giggl|sigh|nod|grin|cough|clear(?:s|ing)\s+throat|gasp|whisper|wink|shrug|(?<!\*\*)(?:paus(?!ed\b)|softly|warmly|cheerfully|excitedly|beat|typing|breath|background|music)|हँस|हंस|मुस्कु)\w*(?:[^*_()\n]{0,40})(?:\*{1,2}|_|\))",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Stage();

    [GeneratedRegex(@"\*+|`+|~~|(?<![\w@.])_+(?=\S)|(?<=\S)_+(?![\w@])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Formatting();

    [GeneratedRegex(@"\s+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\s+(?=[.,!?;:।](?:\s|$))", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex BeforeMark();
}
