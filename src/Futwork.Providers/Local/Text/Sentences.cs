namespace Futwork.Providers.Local.Text;

/// <summary>Cuts a text into pieces short enough that the first is heard early: sentences, and long ones at their commas.</summary>
internal static class Sentences
{
    private const int LongWords = 24;
    private const int MaxWords = 40;

    /// <summary>The pieces, in order; each is a run of the text's words that hold something to say.</summary>
    public static IEnumerable<List<SpokenWord>> Split(string text, Func<string, string> speakable)
    {
        var piece = new List<SpokenWord>();
        foreach (var (start, end) in Words(text))
        {
            var word = text[start..end];
            if (speakable(word) is { Length: > 0 } spoken)
                piece.Add(new SpokenWord(start, end, spoken));
            if (piece.Count > 0 && (EndsSentence(word) || BreaksLine(text, end) || TooLong(piece.Sum(said => said.Count), word)))
            {
                yield return piece;
                piece = [];
            }
        }

        if (piece.Count > 0)
            yield return piece;
    }

    private static IEnumerable<(int Start, int End)> Words(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var start = at;
            while (at < text.Length && !char.IsWhiteSpace(text[at]))
                at++;
            yield return (start, at);
        }
    }

    private static bool EndsSentence(string word)
    {
        var bare = word.TrimEnd('"', '\'', ')', ']', '”', '’', '»');
        if (bare.Length is 0)
            return false;
        return bare[^1] switch
        {
            '!' or '?' or '…' or '।' or '॥' or '۔' or '؟' => true,
            '.' => !(bare.Length is 2 && char.IsLetter(bare[0])),
            _ => false,
        };
    }

    private static bool BreaksLine(string text, int end)
    {
        for (; end < text.Length && char.IsWhiteSpace(text[end]); end++)
            if (text[end] is '\n')
                return true;
        return false;
    }

    private static bool TooLong(int words, string word) => words >= MaxWords || (words >= LongWords && word[^1] is ',' or ';' or ':');
}
