using System.Globalization;
using System.Text.RegularExpressions;

namespace Futwork.Realtime.Conversation.Spoken.Readers;

/// <summary>Times of the day: 14:30, 09:05, 5pm, 5.30 p.m.</summary>
internal static partial class Times
{
    public static Reading? Read(string text, int at, Lexicon lexicon)
    {
        Match match = Time().Match(text, at);
        if (!match.Success)
            return null;
        string written = match.Groups["h"].Value;
        int hour = int.Parse(written, CultureInfo.InvariantCulture);
        int minute = match.Groups["m"].Success ? int.Parse(match.Groups["m"].Value, CultureInfo.InvariantCulture) : 0;
        string half = match.Groups["half"].Value;
        if (half.Length > 0 && hour is < 1 or > 12)
            return null;
        if (half.Length > 0)
            hour = (hour % 12) + (half[0] is 'p' or 'P' ? 12 : 0);
        bool isKnownHalf = half.Length > 0 || hour is 0 or > 12 || written[0] is '0';
        if (isKnownHalf && SaysPartOfDay().IsMatch(text[..at]))
            isKnownHalf = false;
        return new Reading(match.Length, lexicon.Time(hour, minute, isKnownHalf));
    }

    [GeneratedRegex(
        @"\G(?<h>[01]?\d|2[0-3])(?:(?:[:.](?<m>[0-5]\d))?\s?(?<half>[ap]\.m\.|[ap]m\b)|:(?<m>[0-5]\d)(?!\d)(?::[0-5]\d(?!\d))?)(?:\s?(?:hrs|hours)\b|\s?बजे)?",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Time();

    [GeneratedRegex(@"(?:सुबह|दोपहर|शाम|रात)(?:\s+को|\s+के)?\s+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex SaysPartOfDay();
}
