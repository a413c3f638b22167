using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;

namespace Futwork.Realtime.Conversation.Speaking;

/// <summary>Which part of a text was heard, given how much of its sound was played (voice.md 1.9).</summary>
internal static class HeardText
{
    private const int CharactersPerSecond = 15;

    /// <summary>The words whose sound was played to the end.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="words">Where its words lie, as far as the engine told.</param>
    /// <param name="playedSamples">Samples played.</param>
    /// <param name="knownSamples">Samples that exist so far.</param>
    /// <param name="isComplete">No more samples will come.</param>
    public static string Of(string text, IReadOnlyList<WordTiming> words, long playedSamples, long knownSamples, bool isComplete)
    {
        if (playedSamples <= 0)
            return "";
        if (isComplete && playedSamples >= knownSamples)
            return text;
        int end = words.Count > 0 ? EndByWords(words, playedSamples) : EndByLength(text, playedSamples, knownSamples, isComplete);
        return text[..Math.Min(end, text.Length)].TrimEnd();
    }

    private static int EndByWords(IReadOnlyList<WordTiming> words, long played)
    {
        int end = 0;
        foreach (WordTiming word in words)
            end = word.EndSample <= played ? Math.Max(end, word.TextEnd) : end;
        return end;
    }

    /// <summary>Without word times: in proportion to the sound, cut back to the end of a word.</summary>
    private static int EndByLength(string text, long played, long known, bool isComplete)
    {
        long total = isComplete ? known : Math.Max(known, (long)text.Length * PhoneAudio.SampleRate / CharactersPerSecond);
        int end = (int)(text.Length * played / Math.Max(total, 1));
        if (end >= text.Length)
            return text.Length;
        while (end > 0 && !char.IsWhiteSpace(text[end]))
            end--;
        return end;
    }
}
