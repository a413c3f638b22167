using System.Text;
using System.Text.RegularExpressions;

namespace Futwork.Providers.Local.Text;

/// <summary>What flite must be spared: letters beyond ASCII, and words without an end. Numbers and signs come in words already.</summary>
internal static partial class EnglishText
{
    private const string Accented = "áàâäãåāçéèêëíìîïīñóòôöõōøúùûüūýÿśşšžß";
    private const string Plain = "aaaaaaaceeeeiiiiinooooooouuuuuyyssszs";

    // Nobody listens to more of one word, and a model that is stuck writes thousands of letters without a space.
    private const int MostOfWord = 240;

    /// <summary>A word in letters that flite knows: words with single spaces between them, none of them bare punctuation or longer than flite can take.</summary>
    public static string Speakable(string word)
    {
        var ascii = Marks().Replace(ToAscii(word), "${few}");
        var parts = Parts().Matches(ascii[..Math.Min(ascii.Length, MostOfWord)]).Select(part => part.Value);
        return string.Join(' ', parts.Where(part => part.Any(char.IsAsciiLetterOrDigit)));
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
        > ' ' and <= '~' => letter.ToString(),
        _ => "",
    };

    /// <summary>More than three marks in a row.</summary>
    [GeneratedRegex("(?<few>[^A-Za-z0-9 ]{3})[^A-Za-z0-9 ]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Marks();

    /// <summary>
    /// What flite is given as one word: all of it, or of a longer one up to the last mark within 60 characters, or 60 characters. flite copies the marks that end a word into
    /// 307 bytes, however many there are, and calls itself anew wherever letters and digits take turns: an endless word ends the process.
    /// </summary>
    [GeneratedRegex("[^ ]{1,60}(?![^ ])|[^ ]{1,59}[^A-Za-z0-9 ]|[^ ]{60}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parts();
}
