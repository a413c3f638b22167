using Futwork.Realtime.Speech;

namespace Futwork.Realtime.Turns;

/// <summary>Words that a turn was taken with before the recogniser had settled them: they come once more in what it sends next, and must not be heard twice.</summary>
internal sealed class TakenWords
{
    private int _count;

    /// <summary>A turn was taken with this text still open.</summary>
    public void Take(string partial) => _count += Words(partial).Length;

    /// <summary>A result without the words that were taken before.</summary>
    public RecognitionResult Without(RecognitionResult result)
    {
        if (_count == 0)
            return result;
        RecognitionResult rest = result with { Text = string.Join(' ', Words(result.Text).Skip(_count)), Words = [.. result.Words.Skip(_count)] };
        _count = result.IsFinal ? 0 : _count;
        return rest;
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
