namespace Futwork.Realtime.Conversation.Spoken;

/// <summary>Tells a mark that ends a sentence from one that does not.</summary>
internal static class SentenceMark
{
    /// <summary>A dot after these never ends a sentence.</summary>
    private static readonly HashSet<string> Leading = new(
        ["mr", "mrs", "ms", "dr", "prof", "smt", "shri", "sri", "rs", "st", "vs", "e.g", "i.e", "approx", "pvt", "प्रा", "डॉ", "श्री", "रु", "नं", "पं"], StringComparer.OrdinalIgnoreCase);

    /// <summary>A dot after these ends one only before a capital letter.</summary>
    private static readonly HashSet<string> Closing = new(
        ["a.m", "p.m", "ltd", "inc", "co", "corp", "etc", "dept", "govt", "jr", "sr", "p.a", "लि"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The index after the quotes and brackets that close right behind a mark.</summary>
    public static int PastQuotes(string text, int at)
    {
        while (at < text.Length && text[at] is '"' or '\'' or '”' or '’' or ')' or ']' or '»' or '*' or '_')
            at++;
        return at;
    }

    /// <summary>The mark ends a sentence; null when that shows only with more text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where the mark stands.</param>
    /// <param name="end">Where the space behind it stands, past quotes that close.</param>
    public static bool? Ends(string text, int at, int end) => text[at] switch
    {
        '!' or '?' or '।' or '॥' or '۔' or '؟' or '…' => end == at + 1 ? true : Next(text, end) is { } next ? !char.IsLower(next) : null,
        '.' => DotEnds(text, at, end),
        _ => false,
    };

    private static bool? DotEnds(string text, int dot, int end)
    {
        int start = dot;
        while (start > 0 && !char.IsWhiteSpace(text[start - 1]) && text[start - 1] is not ('(' or '"' or '“' or '\''))
            start--;
        string word = text[start..dot];
        if (word.Length == 0)
            return true;
        if (word.Length == 1 && char.IsUpper(word[0]))
            return word[0] is 'I';
        if (Leading.Contains(word))
            return false;
        bool number = string.Equals(word, "no", StringComparison.OrdinalIgnoreCase), closing = Closing.Contains(word);
        if (!number && !closing && end == dot + 1)
            return true;
        if (Next(text, end) is not { } next)
            return null;
        return number ? !char.IsAsciiDigit(next) : closing ? char.IsUpper(next) : !char.IsLower(next);
    }

    private static char? Next(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
        return at < text.Length ? text[at] : null;
    }
}
