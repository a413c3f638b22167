using System.Text.RegularExpressions;

namespace Futwork.Realtime.Conversation.Spoken.Readers;

/// <summary>E-mail addresses and web addresses, with "at" and "dot".</summary>
internal static partial class Addresses
{
    public static Reading? Read(string text, int at, Lexicon lexicon)
    {
        Match match = Address().Match(text, at);
        return match.Success ? new Reading(match.Length, Say(match.Groups["said"].Value, lexicon)) : null;
    }

    private static string Say(string address, Lexicon lexicon)
    {
        var words = new List<string>();
        foreach (Match part in Part().Matches(address))
        {
            string said = part.Value[0] switch
            {
                '@' => lexicon.Words.At,
                '.' => lexicon.Words.Dot,
                '/' => lexicon.Words.Slash,
                '-' => lexicon.Words.Hyphen,
                '_' => lexicon.Words.Underscore,
                '+' => lexicon.Words.Plus,
                '%' => lexicon.Words.Percent,
                '=' => lexicon.Words.Equal,
                '&' => lexicon.Words.And,
                _ when part.Value is "www" => lexicon.Spell(part.Value),
                >= '0' and <= '9' => lexicon.Digits(part.Value),
                _ when char.IsAsciiLetter(part.Value[0]) => part.Value,
                _ => "",
            };
            words.Add(said);
        }

        return string.Join(' ', words.Where(w => w.Length > 0));
    }

    [GeneratedRegex(
        @"\G(?:(?<said>[a-z0-9][a-z0-9._%+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})"
        + @"|(?:https?://)(?<said>[^\s/]+(?:/[^\s]*[a-z0-9/])?)(?<![.,])"
        + @"|(?<said>(?:www\.[a-z0-9-]+(?:\.[a-z0-9-]+)+|[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)*\.(?:com|in|org|net|io|gov|edu|ai|app|dev|info|biz|co))(?:/[^\s]*[a-z0-9/])?)(?![a-z0-9@]))",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Address();

    [GeneratedRegex(@"[A-Za-z]+|\d+|.", RegexOptions.Singleline, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Part();
}
