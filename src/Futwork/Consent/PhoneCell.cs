using System.Globalization;
using System.Text.RegularExpressions;

namespace Futwork.Consent;

/// <summary>What spreadsheets make of telephone numbers, and back.</summary>
internal static partial class PhoneCell
{
    /// <summary>The number as it was meant: without the quote or formula that keeps it text, without decimals, and with all digits where they are there.</summary>
    public static string Clean(string cell)
    {
        var text = Formula().Match(cell) is { Success: true } formula ? formula.Groups["text"].Value : cell;
        text = text.TrimStart('\'', '\u2018', '\u2019').Trim();
        if (WholeNumber().Match(text) is { Success: true } whole)
            return whole.Groups["digits"].Value;
        // 4.47700900123E+11 has all of its digits; 4.47E+11 may have been any of a billion numbers.
        if (Scientific().Match(text) is { Success: true } short_ && int.Parse(short_.Groups["power"].Value, CultureInfo.InvariantCulture) is <= 14 and var power
            && short_.Groups["fraction"].Length == power)
            return short_.Groups["first"].Value + short_.Groups["fraction"].Value;
        return text;
    }

    /// <summary>The code and the advice for a number that is none.</summary>
    public static (string Code, string Fix) Explain(string cell, string message)
    {
        if (cell.Length == 0)
            return ("missing", "The phone number is missing.");
        return Scientific().IsMatch(cell)
            ? ("excel-rounded-number", "Excel has cut the number's last digits away: format the column as text (or as a number without decimals), and save the file again.")
            : ("invalid-phone", message);
    }

    [GeneratedRegex(@"^=""(?<text>[^""]*)""$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Formula();

    [GeneratedRegex(@"^(?<digits>\+?[0-9]{7,15})[.,]0+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex WholeNumber();

    [GeneratedRegex(@"^\+?(?<first>[0-9])([.,](?<fraction>[0-9]+))?[eE]\+?(?<power>[0-9]{1,2})$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Scientific();
}
