using System.Buffers;
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

    // flite copies the marks that end a word into 307 bytes, however many there are, and calls itself anew wherever letters and digits take turns: an endless word ends the process.
    private const int MostOfPart = 60;

    private static readonly SearchValues<char> LettersAndDigits = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    /// <summary>A word in letters that flite knows: words with single spaces between them, none of them bare punctuation or longer than flite can take.</summary>
    public static string Speakable(string word)
    {
        var ascii = Marks().Replace(ToAscii(word), "${few}");
        var parts = ascii[..Math.Min(ascii.Length, MostOfWord)].Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(Parts);
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

    /// <summary>What flite is given as one word: all of it, or of a longer one the first letters, up to the last mark among them where there is one.</summary>
    private static IEnumerable<string> Parts(string word)
    {
        while (word.Length > MostOfPart)
        {
            var end = EndOfPart(word);
            yield return word[..end];
            word = word[end..];
        }

        yield return word;
    }

    private static int EndOfPart(string word) => word.AsSpan(0, MostOfPart).LastIndexOfAnyExcept(LettersAndDigits) is var mark and > 0 ? mark + 1 : MostOfPart;

    /// <summary>More than three marks in a row.</summary>
    [GeneratedRegex("(?<few>[^A-Za-z0-9 ]{3})[^A-Za-z0-9 ]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Marks();
}
