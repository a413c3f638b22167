using System.Text.RegularExpressions;

namespace Futwork.Realtime.Conversation.Spoken.Readers;

/// <summary>Amounts of money, with lakhs and millions, rupees and paise, and from one to another.</summary>
internal static partial class Money
{
    private const string Sign = @"₹|Rs\.?(?![a-z])|INR|US\$|\$|USD|€|EUR|£|GBP|रु\.?|रू\.?";

    public static Reading? Read(string text, int at, Lexicon lexicon)
    {
        Match match = Before().Match(text, at);
        if (!match.Success)
            match = After().Match(text, at);
        if (!match.Success || Quantity.Read(match.Groups["a"].Value) is not { } amount)
            return null;
        string sign = match.Groups["minus"].Success ? lexicon.Words.Minus + " " : "";
        Currency currency = lexicon.Words.Money[Code(match.Groups["sign"].Value)];
        string? scale = Scale(match.Groups["as"], lexicon);
        if (!match.Groups["b"].Success || Quantity.Read(match.Groups["b"].Value) is not { } last)
            return new Reading(match.Length, sign + Say(amount, scale, currency, lexicon));
        string from = scale is null ? lexicon.Number(amount) : $"{lexicon.Counted(amount)} {scale}";
        return new Reading(match.Length, sign + lexicon.Range(from, Say(last, Scale(match.Groups["bs"], lexicon), currency, lexicon)));
    }

    private static string Say(Quantity amount, string? scale, Currency currency, Lexicon lexicon)
    {
        if (scale is not null)
            return $"{lexicon.Counted(amount)} {scale} {currency.Major.Many}";
        if (amount.Fraction.Length > 2)
            return $"{lexicon.Number(amount)} {currency.Major.Many}";
        var minor = new Quantity(amount.Fraction.Length == 0 ? 0 : int.Parse(amount.Fraction.PadRight(2, '0')), "");
        string small = $"{lexicon.Cardinal(minor.Whole)} {currency.Minor.For(minor)}";
        if (amount.Whole == 0 && minor.Whole > 0)
            return small;
        var whole = new Quantity(amount.Whole, "");
        string major = $"{lexicon.Cardinal(amount.Whole)} {currency.Major.For(whole)}";
        return minor.Whole == 0 ? major : lexicon.Together(major, small);
    }

    private static string Code(string sign) => sign.ToUpperInvariant() switch
    {
        "$" or "US$" or "USD" => "USD",
        "€" or "EUR" => "EUR",
        "£" or "GBP" => "GBP",
        _ => "INR",
    };

    /// <summary>After a sign of money m is a million, and b a billion.</summary>
    private static string? Scale(Group written, Lexicon lexicon) => !written.Success ? null : written.Value.ToLowerInvariant() switch
    {
        "m" => lexicon.Words.Scales["mn"],
        "b" => lexicon.Words.Scales["bn"],
        var word => Counts.Scale(word, lexicon) ?? word,
    };

    [GeneratedRegex(
        @"\G(?:(?<![\w)\]])(?<minus>[-−]))?(?<sign>" + Sign + @")\s?(?<a>" + Quantity.Pattern + @")(?:\s?(?<as>" + Counts.Scales + @"|[mb]\b))?"
        + @"(?:\s?[-–—]\s?(?:" + Sign + @")?\s?(?<b>" + Quantity.Pattern + @")(?:\s?(?<bs>" + Counts.Scales + @"|[mb]\b))?)?(?:\s?/-)?",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Before();

    [GeneratedRegex(
        @"\G(?:(?<a>" + Quantity.Pattern + @")\s?[-–—]\s?(?<b>" + Quantity.Pattern + @")|(?<a>" + Quantity.Pattern + @"))(?:\s?(?<bs>" + Counts.Scales + @"))?\s?(?<sign>₹|€|£|\$|/-|(?:INR|USD|EUR|GBP|Rs\.?)(?![\w]))",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex After();
}
