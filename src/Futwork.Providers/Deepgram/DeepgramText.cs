using System.Text.Json;
using Futwork.Realtime.Speech;

namespace Futwork.Providers.Deepgram;

/// <summary>Words as Deepgram writes them.</summary>
internal static class DeepgramText
{
    private static readonly char[] Punctuation = ['.', ',', '?', '!', ';', ':', '…', '।', '"'];

    /// <summary>Lower case, and without the punctuation around words.</summary>
    public static string Plain(string text) =>
        string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim(Punctuation)).Where(word => word.Length > 0)).ToLowerInvariant();

    /// <summary>The list of words in a message.</summary>
    /// <param name="parent">What has the list.</param>
    /// <param name="sample">Turns Deepgram's seconds into samples of the call.</param>
    public static IReadOnlyList<RecognisedWord> Words(JsonElement parent, Func<double, long> sample)
    {
        if (!parent.TryGetProperty("words", out var words))
            return [];
        return
        [
            .. words.EnumerateArray()
                .Where(word => word.TryGetProperty("start", out _))
                .Select(word => new RecognisedWord(
                    Plain(word.GetProperty("word").GetString()!),
                    sample(word.GetProperty("start").GetDouble()),
                    sample(word.GetProperty("end").GetDouble()),
                    word.GetProperty("confidence").GetDouble())),
        ];
    }
}
