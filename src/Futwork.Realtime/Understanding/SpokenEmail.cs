using System.Text;

namespace Futwork.Realtime.Understanding;

/// <summary>Reads an e-mail address as people say it: "john dot smith at example dot com", "a b c underscore 21 at the rate gmail dot co dot in".</summary>
internal static class SpokenEmail
{
    private static readonly HashSet<string> Domains = ["com", "in", "org", "net", "co", "edu", "gov", "io", "uk", "us", "info", "biz", "de", "ai", "dev", "me", "app"];

    private static readonly HashSet<string> Mailers = ["gmail", "yahoo", "hotmail", "outlook", "rediffmail", "icloud"];

    private static readonly HashSet<string> Lead =
        ["my", "email", "mail", "id", "is", "it", "its", "address", "the", "yes", "yeah", "ok", "okay", "so", "sure", "um", "uh", "mera", "hai", "write", "thats", "haan", "ji", "please"];

    /// <summary>The address, or null when it is not there from its first part to its last.</summary>
    public static string? Read(string text)
    {
        if (Written(text) is { } written)
            return written;
        ReadOnlySpan<string> words = Words.Split(text);
        (int at, int after) = At(words);
        if (at <= 0)
            return null;
        string name = Spell(words[Begin(words, at)..at]);
        string domain = Domain(words[after..]);
        return name.Length > 0 && domain.Length > 0 ? $"{name}@{domain}" : null;
    }

    /// <summary>More was said than what people say before an address.</summary>
    public static bool HasBegun(ReadOnlySpan<string> words) => Begin(words, words.Length) < words.Length;

    /// <summary>Some recognisers write it: "john.smith@example.com".</summary>
    private static string? Written(string text)
    {
        string? word = text.Split(' ').LastOrDefault(w => w.Contains('@', StringComparison.Ordinal))?.Trim('.', ',', '!', '?').ToLowerInvariant();
        return word?.Split('@') is [{ Length: > 0 }, var domain] && domain.Contains('.', StringComparison.Ordinal) ? word : null;
    }

    /// <summary>Where the name ends and where the domain begins: at "at", "at the rate", or before a mailer's name when that was swallowed.</summary>
    private static (int At, int After) At(ReadOnlySpan<string> words)
    {
        int at = words.LastIndexOf("at");
        if (at < 0)
        {
            int mailer = words.ToArray().AsSpan().IndexOfAny([.. Mailers]);
            return (mailer, mailer);
        }

        int after = Words.IndexOf(words[at..], ["at", "the", "rate", "of"]) == 0 ? 4 : Words.IndexOf(words[at..], ["at", "the", "rate"]) == 0 ? 3 : 1;
        return (at, at + after);
    }

    /// <summary>The first word that belongs to the address.</summary>
    private static int Begin(ReadOnlySpan<string> words, int end)
    {
        int begin = Math.Max(words[..end].LastIndexOf("is"), words[..end].LastIndexOf("hai")) + 1;
        while (begin < end && Lead.Contains(words[begin]))
            begin++;
        return begin;
    }

    private static string Spell(ReadOnlySpan<string> words)
    {
        var spelt = new StringBuilder();
        foreach (string word in words)
        {
            spelt.Append(word switch
            {
                "dot" or "point" => ".",
                "underscore" => "_",
                "dash" or "hyphen" or "minus" => "-",
                "plus" => "+",
                // Ten in Hindi, and far more often the name.
                "das" => word,
                _ when SpokenDigits.Read([word]) is { Length: > 0 } digits => digits,
                _ => word,
            });
        }

        return spelt.ToString().Trim('.', '-');
    }

    private static string Domain(ReadOnlySpan<string> words)
    {
        int dot = words.LastIndexOf("dot");
        return dot > 0 && dot + 1 < words.Length && Domains.Contains(words[dot + 1]) ? Spell(words[..(dot + 2)]) : "";
    }
}
