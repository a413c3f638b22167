using System.Globalization;
using System.Text.RegularExpressions;

namespace Futwork.Realtime.Conversation.Spoken.Readers;

/// <summary>Numbers that count or measure: percentages, ordinals, fractions, ranges, units, decimals, years.</summary>
internal static partial class Counts
{
    /// <summary>What multiplies a number, for patterns that ignore case.</summary>
    public const string Scales = @"(?:lakhs?|lacs?|crores?|cr|thousand|hundred|million|billion|trillion|mn|bn|k|l)(?!\w)|लाख|करो(?:\u095C|\u0921\u093C)|ह(?:\u095B|ज\u093C?)ार";

    public static Reading? Read(string text, int at, Lexicon lexicon)
    {
        if (Ordinal().Match(text, at) is { Success: true } ordinal && Quantity.Read(ordinal.Groups["n"].Value) is { } rank)
            return new Reading(ordinal.Length, lexicon.Ordinal(rank.Whole));
        if (Slashed().Match(text, at) is { Success: true } slashed && Parts(slashed, lexicon) is { } parts)
            return parts;
        if (Version().Match(text, at) is { Success: true } version)
            return new Reading(version.Length, string.Join($" {lexicon.Words.Point} ", version.Value.Split('.').Select(p => p.Length > 9 ? lexicon.Digits(p) : lexicon.Cardinal(long.Parse(p, CultureInfo.InvariantCulture)))));
        Match match = Number().Match(text, at);
        if (!match.Success)
            return null;
        if (Quantity.Read(match.Groups["a"].Value) is not { } number)
            return new Reading(match.Length, lexicon.Grouped(string.Concat(match.Value.Where(char.IsAsciiDigit))));
        string sign = match.Groups["sign"].Value switch { "" => "", "+" => lexicon.Words.Plus + " ", _ => lexicon.Words.Minus + " " };
        if (Vulgar().Match(text, at + match.Length) is { Success: true } vulgar)
            return new Reading(match.Length + 1, sign + Mixed(number.Whole, vulgar.Value[0], lexicon));
        Reading rest = WithRange(text, at + match.Length, number, lexicon) ?? WithUnit(text, at + match.Length, number, lexicon) ?? Plain(text, at, match, number, lexicon);
        return new Reading(match.Length + rest.Length, sign + rest.Spoken);
    }

    /// <summary>The word for what is written after a number and multiplies it.</summary>
    public static string? Scale(string written, Lexicon lexicon) =>
        lexicon.Words.Scales.TryGetValue(written.ToLowerInvariant().Replace("\u095C", "\u0921\u093C", StringComparison.Ordinal).Replace("\u095B", "\u091C\u093C", StringComparison.Ordinal), out string? word) ? word : null;

    private static string Mixed(long whole, char part, Lexicon lexicon) =>
        part is '½' ? lexicon.Mixed(whole, 1, 2) : lexicon.Mixed(whole, part is '¼' ? 1 : 3, 4);

    private static Reading? WithRange(string text, int at, Quantity from, Lexicon lexicon)
    {
        Match match = Range().Match(text, at);
        if (!match.Success || Quantity.Read(match.Groups["b"].Value) is not { } to)
            return null;
        if (IsYear(from) && to.Fraction.Length == 0 && to.Whole == (from.Whole + 1) % 100)
            return new Reading(match.Length, lexicon.Range(lexicon.Year((int)from.Whole), lexicon.Cardinal(to.Whole)));
        if (to.Value <= from.Value)
            return null;
        if (IsYear(from) && IsYear(to))
            return new Reading(match.Length, lexicon.Range(lexicon.Year((int)from.Whole), lexicon.Year((int)to.Whole)));
        Reading end = WithUnit(text, at + match.Length, to, lexicon) ?? new Reading(0, lexicon.Number(to));
        return new Reading(match.Length + end.Length, lexicon.Range(lexicon.Number(from), end.Spoken));
    }

    private static Reading? WithUnit(string text, int at, Quantity number, Lexicon lexicon)
    {
        Match match = Unit().Match(text, at);
        if (!match.Success)
            return null;
        string written = match.Groups["u"].Value;
        if (written is "%")
            return new Reading(match.Length, $"{lexicon.Counted(number)} {lexicon.Words.Percent}");
        if ((written is "L" or "K" or "k" || written.Length > 1) && Scale(written, lexicon) is { } scale)
            return new Reading(match.Length, $"{lexicon.Counted(number)} {scale}");
        string key = written.Replace(" ", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal).ToLowerInvariant();
        bool known = lexicon.Words.Units.TryGetValue(key, out Noun unit) || lexicon.Words.Units.TryGetValue(written, out unit);
        if (!known || (written.Length == 1 && char.IsUpper(written[0])) || (key is "x" or "m" && match.Length > written.Length))
            return null;
        return new Reading(match.Length, $"{lexicon.Counted(number)} {unit.For(number)}");
    }

    private static Reading Plain(string text, int at, Match match, Quantity number, Lexicon lexicon)
    {
        bool year = IsYear(number) && match.Length == 4 && YearBefore().IsMatch(text[Math.Max(0, at - 12)..at]);
        string spoken = year ? lexicon.Year((int)number.Whole) : lexicon.Number(number);
        return new Reading(0, spoken);
    }

    private static bool IsYear(Quantity number) => number is { Whole: >= 1900 and <= 2099, Fraction: "" };

    /// <summary>1/2, 3/4, 2 1/2, 8/10, 24/7.</summary>
    private static Reading? Parts(Match match, Lexicon lexicon)
    {
        long part = long.Parse(match.Groups["p"].Value, CultureInfo.InvariantCulture), whole = long.Parse(match.Groups["w"].Value, CultureInfo.InvariantCulture);
        if (match.Groups["i"].Success)
            return whole is 2 or 3 or 4 && part < whole ? new Reading(match.Length, lexicon.Mixed(long.Parse(match.Groups["i"].Value, CultureInfo.InvariantCulture), part, whole)) : null;
        string? spoken = (part, whole) switch
        {
            (24, 7) => $"{lexicon.Cardinal(24)} {lexicon.Cardinal(7)}",
            _ when part > 0 && lexicon.Fraction(part, whole) is { } fraction && part < whole => fraction,
            _ when whole is 5 or 10 or 20 or 50 or 100 && part <= whole => lexicon.OutOf(part, whole),
            _ => $"{lexicon.Cardinal(part)} {lexicon.Words.Slash} {lexicon.Cardinal(whole)}",
        };
        return new Reading(match.Length, spoken);
    }

    [GeneratedRegex(@"\G(?<n>\d[\d,]{0,8})(?:st|nd|rd|th)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Ordinal();

    [GeneratedRegex(@"\G(?:(?<i>\d{1,4})\s(?=\d/\d(?!\d)))?(?<p>\d{1,5})/(?<w>\d{1,5})(?![\d/.,]*\d)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Slashed();

    [GeneratedRegex(@"\G[½¼¾]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Vulgar();

    [GeneratedRegex(@"\G\d{1,9}(?:\.\d{1,9}){2,}(?!\d)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Version();

    [GeneratedRegex(@"\G(?:(?<![\w)\]])(?<sign>[-−+])(?=\d))?(?<a>" + Quantity.Pattern + ")", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Number();

    [GeneratedRegex(@"\G\s?[-–—]\s?(?<b>" + Quantity.Pattern + @")(?!\s?[-–—/]\s?\d)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Range();

    [GeneratedRegex(@"\G\s?(?<u>%|°[CF]?|km/h|sq\.?\s?ft|कि\.मी\.?|कि\.ग्रा\.?|[A-Za-z]+|" + Scales + @")(?![\w/])(?:\.(?=\s+[a-z]))?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Unit();

    [GeneratedRegex(@"\b(?:in|since|year|during|early|late|FY|of the year)\s$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex YearBefore();
}
