using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;

namespace Futwork.Realtime.Conversation.Speaking;

/// <summary>Which part of a text was heard, given how much of its sound was played.</summary>
internal static class HeardText
{
    private const int CharactersPerSecond = 15;

    /// <summary>Sound after the last word whose place is known that is more than a pause: the engine does not tell where the words lie.</summary>
    private static readonly int MissingWords = PhoneAudio.Samples(TimeSpan.FromMilliseconds(600));

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
        WordTiming last = LastHeard(words, playedSamples);
        bool isKnown = words.Any(w => w.EndSample > playedSamples) || (words.Count > 0 && playedSamples - last.EndSample < MissingWords);
        return isKnown
            ? text[..Math.Min(last.TextEnd, text.Length)].TrimEnd()
            : text[..EndByLength(text, last, playedSamples, knownSamples, isComplete)].TrimEnd();
    }

    private static WordTiming LastHeard(IReadOnlyList<WordTiming> words, long played)
    {
        WordTiming last = default;
        foreach (WordTiming word in words)
            last = word.EndSample <= played && word.TextEnd > last.TextEnd ? word : last;
        return last;
    }

    /// <summary>Where the places of the words are not known: in proportion to the sound after the last known one, cut back to the end of a word.</summary>
    private static int EndByLength(string text, WordTiming after, long played, long known, bool isComplete)
    {
        int rest = text.Length - after.TextEnd;
        if (rest <= 0)
            return text.Length;
        long total = known - after.EndSample;
        if (!isComplete)
            total = Math.Max(total, (long)rest * PhoneAudio.SampleRate / CharactersPerSecond);
        int end = after.TextEnd + (int)(rest * (played - after.EndSample) / Math.Max(total, 1));
        if (end >= text.Length)
            return text.Length;
        while (end > after.TextEnd && !char.IsWhiteSpace(text[end]))
            end--;
        return end;
    }
}
