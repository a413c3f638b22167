using System.Text;

namespace Futwork.Providers.Local.Text;

/// <summary>The one thing flite must be spared: any letter beyond ASCII. Numbers and signs come in words already.</summary>
internal static class EnglishText
{
    private const string Accented = "áàâäãåāçéèêëíìîïīñóòôöõōøúùûüūýÿśşšžß";
    private const string Plain = "aaaaaaaceeeeiiiiinooooooouuuuuyyssszs";

    /// <summary>A word in letters that flite knows: words with single spaces between them, none of them bare punctuation.</summary>
    public static string Speakable(string word)
    {
        var words = ToAscii(word).Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(part => part.Any(char.IsAsciiLetterOrDigit));
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
        > ' ' and <= '~' => letter.ToString(),
        _ => "",
    };
}
