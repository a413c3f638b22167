using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using PhoneNumbers;

namespace Futwork.Consent;

/// <summary>
/// Phone numbers as people write them, brought to E.164 by libphonenumber, which knows the numbering plan of each country. A number is taken when subscribers
/// there have numbers of its length; whether it has been given to somebody is not asked, since plans grow faster than any list of them.
/// </summary>
internal static class PhoneNumber
{
    /// <summary>The country that national numbers are taken for where nobody names another: its ISO 3166 code.</summary>
    public const string UsualCountry = "IN";

    private const int LongestText = 40;
    private const string Separators = " -.()/\u00A0\u2010\u2011\u2012\u2013\u202F";

    private static readonly PhoneNumberUtil Plans = PhoneNumberUtil.GetInstance();
    private static readonly FrozenSet<string> Regions = Plans.GetSupportedRegions().ToFrozenSet(StringComparer.Ordinal);

    // To find and write an example takes longer than to read a number.
    private static readonly ConcurrentDictionary<string, string> Wanted = new(StringComparer.Ordinal);

    /// <summary>The countries that have a numbering plan: ISO 3166 codes in capitals.</summary>
    public static IReadOnlyCollection<string> Countries => Regions;

    /// <summary>It is the ISO 3166 code, in capitals, of a country that has a numbering plan.</summary>
    public static bool IsCountry(string code) => Regions.Contains(code);

    /// <summary>The countries that share a calling code.</summary>
    public static IReadOnlyList<string> CountriesOf(int callingCode) => Plans.GetRegionCodesForCountryCode(callingCode);

    /// <summary>The calling code of a number in E.164; null when it can be nobody's number.</summary>
    public static int? CallingCodeOf(string e164) =>
        e164.StartsWith('+') && Read(e164, country: null).Number is { } number && Fits(number) ? number.CountryCode : null;

    /// <summary>Reads a number: international with + or 00, or national in <paramref name="country"/>, with or without its trunk prefix or calling code.</summary>
    /// <param name="text">As somebody wrote it; spaces, dots, dashes, slashes and brackets do not matter.</param>
    /// <param name="country">ISO 3166 code of the country that a national number is taken for.</param>
    /// <returns>The number in E.164, or what is wrong with it and what would be right.</returns>
    public static (string? E164, string? Wrong) Parse(string text, string country)
    {
        if (!IsCountry(country))
            throw new ArgumentException($"No numbering plan for '{country}'.", nameof(country));
        if (Digits(text) is not { } digits)
            return (null, $"It must be a phone number: {Expected(country)}.");
        var (number, fault) = Read(digits, country);
        if (number is null)
            return (null, fault is ErrorType.INVALID_COUNTRY_CODE ? "It begins with a country calling code that does not exist." : $"It is no phone number: {Expected(country)}.");
        return Fits(number) ? (Plans.Format(number, PhoneNumberFormat.E164), null) : (null, Misfit(number, digits, country));
    }

    private static (PhoneNumbers.PhoneNumber? Number, ErrorType? Fault) Read(string digits, string? country)
    {
        try
        {
            var number = Plans.Parse(digits, country);
            // Services without a country, such as +800 and +979, are nobody's phone.
            return IsCountry(Plans.GetRegionCodeForCountryCode(number.CountryCode)) ? (number, null) : (null, ErrorType.INVALID_COUNTRY_CODE);
        }
        catch (NumberParseException exception)
        {
            return (null, exception.ErrorType);
        }
    }

    private static bool Fits(PhoneNumbers.PhoneNumber number) =>
        Plans.IsPossibleNumberForTypeWithReason(number, PhoneNumberType.FIXED_LINE_OR_MOBILE) is PhoneNumberUtil.ValidationResult.IS_POSSIBLE
        // A zero in front belongs to the number in few countries; elsewhere it is dialled at home only.
        && (!number.HasNumberOfLeadingZeros || Plans.IsValidNumber(number))
        && (number.CountryCode != 1 || IsNorthAmerican(Plans.GetNationalSignificantNumber(number)));

    /// <summary>Neither area codes nor exchanges begin with 0 or 1 (ATIS-0300051).</summary>
    private static bool IsNorthAmerican(string national) => national[0] >= '2' && national[3] >= '2';

    private static string Misfit(PhoneNumbers.PhoneNumber number, string digits, string country)
    {
        var home = Plans.GetRegionCodeForCountryCode(number.CountryCode);
        return digits.StartsWith('+')
            ? $"After +{number.CountryCode} it has {Plans.GetNationalSignificantNumber(number).Length} digits, and is no number of that country: {Example(home, PhoneNumberFormat.INTERNATIONAL)} would be one."
            : $"It has {digits.Length} digits and is no number of {country}: it must be {Expected(country)}.";
    }

    private static string Expected(string country) => Wanted.GetOrAdd(country, static country =>
        $"a number of {country} such as {Example(country, PhoneNumberFormat.NATIONAL)}, or the international form, + and the country calling code first");

    private static string Example(string country, PhoneNumberFormat format) =>
        (Plans.GetExampleNumberForType(country, PhoneNumberType.MOBILE) ?? Plans.GetExampleNumber(country)) is { } example ? Plans.Format(example, format) : country;

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

        if (digits.Length <= 3)
            return null;
        return digits[0] == '0' && digits[1] == '0' ? $"+{digits.ToString(2, digits.Length - 2)}" : digits.ToString();
    }
}
