using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Futwork.Providers.Local.Text;

/// <summary>
/// What flite must be told beyond plain words. It reads numbers, times, ordinals and dollars itself; it does not know
/// rupees, lakh and crore, telephone numbers, dates as computers write them, or any letter beyond ASCII.
/// </summary>
internal static partial class EnglishText
{
    private const string Accented = "áàâäãåāçéèêëíìîïīñóòôöõōøúùûüūýÿśşšžß";
    private const string Plain = "aaaaaaaceeeeiiiiinooooooouuuuuyyssszs";

    /// <summary>How to tell flite to say one word of a text: words with single spaces between them, none of them bare punctuation.</summary>
    public static string Speakable(string word)
    {
        var text = RupeesPattern().Replace(ToAscii(word), "rupees ");
        text = IsoDatePattern().Replace(text, match => Dated(match.Value));
        text = IndianNumberPattern().Replace(text, match => Grouped(match.Value));
        text = LongNumberPattern().Replace(text, match => string.Join(' ', match.Value.ToCharArray()));
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(part => part.Any(char.IsAsciiLetterOrDigit));
        return string.Join(' ', words);
    }

    private static string ToAscii(string word)
    {
        var ascii = new StringBuilder(word.Length);
        foreach (var letter in word)
        {
            var accented = Accented.IndexOf(char.ToLowerInvariant(letter), StringComparison.Ordinal);
            if (accented >= 0)
                ascii.Append(Plain[accented]);
            else
                ascii.Append(Sign(letter));
        }

        return ascii.ToString();
    }

    private static string Sign(char letter) => letter switch
    {
        '’' or '‘' => "'",
        '“' or '”' or '–' or '_' => " ",
        '—' => ", ",
        '…' => ".",
        '₹' => " rupees ",
        '€' => " euros ",
        '£' => " pounds ",
        '&' => " and ",
        '+' => " plus ",
        '@' => " at ",
        > ' ' and <= '~' => letter.ToString(),
        _ => "",
    };

    private static string Dated(string date) =>
        DateOnly.TryParseExact(date, "yyyy-MM-dd", out var day) ? day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture) : date;

    // 1,50,000 is one lakh fifty thousand; flite takes only 150,000.
    private static string Grouped(string number)
    {
        var value = long.Parse(number.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        var (crores, lakhs, rest) = (value / 10_000_000, value / 100_000 % 100, value % 100_000);
        var parts = new[] { (crores, " crore"), (lakhs, " lakh"), (rest, "") }.Where(part => part.Item1 > 0);
        return string.Join(' ', parts.Select(part => part.Item1 + part.Item2));
    }

    [GeneratedRegex(@"^(rs\.?|inr)(?=\d|$)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RupeesPattern();

    [GeneratedRegex(@"\b\d{4}-\d\d-\d\d\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IsoDatePattern();

    [GeneratedRegex(@"\b\d{1,2}(,\d\d)+,\d{3}\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IndianNumberPattern();

    [GeneratedRegex(@"\d{7,}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LongNumberPattern();
}
