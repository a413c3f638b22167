using System.Text;

namespace Futwork.Realtime.Conversation.Tools;

/// <summary>Keeps what tools say to a size that a model and a record can hold.</summary>
internal static class ToolText
{
    /// <summary>The most of a result that a model is shown, in bytes of UTF-8.</summary>
    public const int MostShown = 8 * 1024;

    /// <summary>The most of a result, and of its arguments, that the call's record keeps, in bytes of UTF-8.</summary>
    public const int MostKept = 2 * 1024;

    private const string Mark = " … (cut)";

    /// <summary>The text, or its beginning and a mark, within so many bytes of UTF-8.</summary>
    public static string Cut(string text, int most)
    {
        if (text.Length * 3L <= most || Encoding.UTF8.GetByteCount(text) <= most)
            return text;
        int bytes = Encoding.UTF8.GetByteCount(Mark);
        var cut = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > most)
                break;
            cut.Append(rune.ToString());
        }

        return cut.Append(Mark).ToString();
    }
}
