using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;

namespace Futwork.Providers.Sockets;

/// <summary>Makes the times of words out of the times of characters, as they come. Spaces are not counted, since vendors add and drop them.</summary>
/// <param name="text">The text that is spoken.</param>
internal sealed class CharacterTimes(string text)
{
    private int _next;
    private int _wordStart;
    private int _wordSample;
    private int _lastEnd;

    /// <summary>Where the text goes on behind the last whole word.</summary>
    public int WholeWordsEnd { get; private set; }

    /// <summary>The words that are whole with some more characters.</summary>
    /// <param name="characters">The characters, as the vendor cuts them, with their start and end in milliseconds.</param>
    /// <param name="before">Samples before the piece of sound that they count from.</param>
    /// <param name="after">Samples up to the end of that piece.</param>
    public IReadOnlyList<WordTiming> Take(IEnumerable<(string Text, double StartMs, double EndMs)> characters, int before, int after)
    {
        var words = new List<WordTiming>();
        foreach (var (character, startMs, endMs) in characters)
        {
            foreach (char unit in character.Where(unit => !char.IsWhiteSpace(unit)))
            {
                if (Advance(before + Samples(startMs), Math.Min(after, before + Samples(endMs))) is { } word)
                    words.Add(word);
            }
        }

        return words;
    }

    /// <summary>The speaking begins anew behind the last whole word.</summary>
    public void Restart() => _next = WholeWordsEnd;

    private WordTiming? Advance(int start, int end)
    {
        while (_next < text.Length && char.IsWhiteSpace(text[_next]))
            _next++;
        if (_next == text.Length)
            return null;
        if (_next == 0 || char.IsWhiteSpace(text[_next - 1]))
            (_wordStart, _wordSample) = (_next, start);
        _next++;
        if (_next < text.Length && !char.IsWhiteSpace(text[_next]))
            return null;
        int from = Math.Max(_lastEnd, _wordSample);
        int to = Math.Max(from + 1, end);
        (_lastEnd, WholeWordsEnd) = (to, _next);
        return new WordTiming(_wordStart, _next, from, to);
    }

    private static int Samples(double milliseconds) => PhoneAudio.Samples(TimeSpan.FromMilliseconds(milliseconds));
}
