using System.Globalization;
using System.Text;

namespace Futwork.Consent;

/// <summary>Phone numbers as people write them, brought to E.164.</summary>
internal static class PhoneNumber
{
    private const int LongestText = 40;
    private const string Separators = " -.()/\u00A0\u2010\u2011\u2012\u2013\u202F";

    /// <summary>Reads a number: international with + or 00, or national in <paramref name="country"/>, with or without its trunk prefix or calling code.</summary>
    /// <param name="text">As somebody wrote it; spaces, dots, dashes, slashes and brackets do not matter.</param>
    /// <param name="country">ISO 3166 code of the country that a national number is taken for.</param>
    /// <returns>The number in E.164, or what is wrong with it and what would be right.</returns>
    public static (string? E164, string? Wrong) Parse(string text, string country)
    {
        var home = NumberingPlan.OfCountry(country) ?? throw new ArgumentException($"No numbering plan for '{country}'.", nameof(country));
        if (Digits(text) is not { } digits)
            return (null, $"It must be a phone number: {Expected(home, country)}.");
        if (digits.StartsWith('+'))
            return International(digits[1..]);
        if (digits.StartsWith("00", StringComparison.Ordinal))
            return International(digits[2..]);
        return National(digits, home) is { } national
            ? ($"+{home.CallingCode}{national}", null)
            : (null, $"It has {digits.Length} digits and is no number of {country}: {Expected(home, country)}.");
    }

    private static (string? E164, string? Wrong) International(string digits)
    {
        if (NumberingPlan.OfInternational(digits) is not { } plan)
            return (null, "It begins with a country calling code that does not exist.");
        var rest = digits[plan.CallingCode.Length..];
        if (plan.Fits(rest))
            return ($"+{plan.CallingCode}{rest}", null);
        // "+44 (0)20 …": the trunk prefix that is only dialled at home.
        return WithoutTrunkPrefix(rest, plan) is { } national && plan.Fits(national)
            ? ($"+{plan.CallingCode}{national}", null)
            : (null, $"After +{plan.CallingCode} it must have {plan.Length}; {rest.Length} were sent, or they begin as no number there does.");
    }

    private static string? National(string digits, NumberingPlan home)
    {
        if (home.Fits(digits))
            return digits;
        if (WithoutTrunkPrefix(digits, home) is { } national && home.Fits(national))
            return national;
        return digits.StartsWith(home.CallingCode, StringComparison.Ordinal) && home.Fits(digits[home.CallingCode.Length..])
            ? digits[home.CallingCode.Length..]
            : null;
    }

    private static string? WithoutTrunkPrefix(string digits, NumberingPlan plan)
    {
        // Many write the 0 of their neighbours even where the plan has none; no national number there begins with it.
        var prefix = plan.TrunkPrefix.Length > 0 ? plan.TrunkPrefix : "0";
        return digits.StartsWith(prefix, StringComparison.Ordinal) ? digits[prefix.Length..] : null;
    }

    private static string Expected(NumberingPlan home, string country) =>
        $"{home.Length} for {country}, or the international form, + and the country calling code first";

    private static string? Digits(string text)
    {
        if (text.Length > LongestText)
            return null;
        var digits = new StringBuilder(text.Length);
        foreach (var letter in text.StartsWith("tel:", StringComparison.OrdinalIgnoreCase) ? text.AsSpan(4) : text)
        {
            var digit = CharUnicodeInfo.GetDecimalDigitValue(letter);
            if (digit >= 0)
                digits.Append((char)('0' + digit));
            else if (letter == '+' && digits.Length == 0)
                digits.Append('+');
            else if (!Separators.Contains(letter) && !char.IsControl(letter) && letter is not ('\u200E' or '\u202A' or '\u202C'))
                return null;
        }

        return digits.Length > 3 ? digits.ToString() : null;
    }
}
