using Futwork.Realtime.Turns;

namespace Futwork.Realtime.Conversation.Redaction;

/// <summary>
/// Keeps numbers and addresses of a person out of what a conversation keeps and passes on. It sees whole turns, however many results they
/// came in, and remembers the latest turns with digits: a number that goes on in another turn is masked there, and in the lines before.
/// </summary>
internal sealed class Discretion(Redactor redactor)
{
    /// <summary>A number goes on after so long; people look for their cards.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(2);

    /// <summary>The longest number has so many digits, and a turn one at least.</summary>
    private const int MostParts = 19;

    private readonly List<Part> _parts = [];

    /// <summary>The words of a turn that may go on, as a mind may see them: a number that is not complete is masked as well.</summary>
    /// <param name="words">The words so far.</param>
    /// <param name="isFinal">The recogniser changes none of them any more.</param>
    public string Preview(string words, bool isFinal) => redactor.Redact([.. _parts.Select(p => p.Turn.Text), words], isFinal)[^1];

    /// <summary>A turn is over, or an earlier one has got more words.</summary>
    /// <returns>The turn as it may be kept, and before it what has to be kept otherwise than it was.</returns>
    public IReadOnlyList<Disclosure> Take(TurnVerdict turn)
    {
        bool isAskedFor = turn.Decision?.Cue is TurnCue.ValueComplete;
        _parts.RemoveAll(p => isAskedFor || p.Turn.Start == turn.Start || turn.Start - p.Turn.End > Memory);
        string[] redacted = redactor.Redact([.. _parts.Select(p => p.Turn.Text), turn.Text]);
        List<Disclosure> changed = [];
        foreach ((int i, Part part) in _parts.Index().Where(p => p.Item.Kept != redacted[p.Index]).ToArray())
        {
            changed.Add(new Disclosure(part.Turn with { Text = redacted[i] }, part.Kept));
            _parts[i] = part with { Kept = redacted[i] };
        }

        if (!isAskedFor && MayGoOn(turn.Text))
            _parts.Add(new Part(turn, redacted[^1]));
        if (_parts.Count > MostParts)
            _parts.RemoveAt(0);
        return [.. changed, new Disclosure(turn with { Text = redacted[^1] }, null)];
    }

    /// <summary>It holds more of a number than "one moment" does.</summary>
    private static bool MayGoOn(string text)
    {
        SpelledWord[] words = SpelledWord.Of(text);
        return words.Length > 0
            && (SpelledWord.Digits(words.Where(w => w.IsNumber)).Length > 1 || words.All(w => w.Spelled is not null || w.IsFiller));
    }

    private sealed record Part(TurnVerdict Turn, string Kept);
}

/// <summary>A turn as it may be kept.</summary>
/// <param name="Turn">The turn, its text masked.</param>
/// <param name="Before">The text that was kept of it before; null when it is new.</param>
internal sealed record Disclosure(TurnVerdict Turn, string? Before);
