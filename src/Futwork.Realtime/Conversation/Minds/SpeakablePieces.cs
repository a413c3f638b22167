using System.Text;
using System.Text.RegularExpressions;
using Futwork.Realtime.Conversation.Spoken;

namespace Futwork.Realtime.Conversation.Minds;

/// <summary>
/// Cuts a text that arrives in fragments into pieces worth speaking: whole sentences, and for the first piece a long clause
/// is enough, so that the voice starts early. What is not to be spoken is left out.
/// </summary>
internal sealed partial class SpeakablePieces
{
    private const int LongClause = 18, LongSentence = 160;

    private readonly StringBuilder _text = new();
    private bool _atLineStart = true;
    private int _item;

    /// <summary>There was a piece to speak.</summary>
    public bool Any { get; private set; }

    /// <summary>Adds a fragment and returns the pieces that became whole.</summary>
    public IReadOnlyList<string> Add(string fragment)
    {
        _text.Append(fragment).Replace("\r", "");
        var pieces = new List<string>();
        for (int end = EndOfPiece(); end > 0; end = EndOfPiece())
            Take(end, pieces);
        return pieces;
    }

    /// <summary>What is left when the text is over.</summary>
    public IReadOnlyList<string> Flush()
    {
        var pieces = new List<string>();
        Take(_text.Length, pieces);
        return pieces;
    }

    private void Take(int end, List<string> pieces)
    {
        string raw = _text.ToString(0, end);
        _text.Remove(0, end);
        if (Item(raw) is { } item)
        {
            _item = Number(item);
            raw = raw[item.Length..];
        }

        string piece = PlainSpeech.Of(raw, _atLineStart);
        _atLineStart = raw.EndsWith('\n') || (_atLineStart && string.IsNullOrWhiteSpace(raw));
        if (!piece.Any(char.IsLetterOrDigit))
            return;
        Any = true;
        pieces.Add(piece);
    }

    /// <summary>The index after the first whole piece, or 0. The mark must be followed by something: "2." may become "2.5".</summary>
    private int EndOfPiece()
    {
        string text = _text.ToString();
        var inside = default(Enclosure);
        for (int i = Item(text)?.Length ?? 0; i + 1 < text.Length; i++)
        {
            inside.Pass(text[i], i);
            if (text[i] is '\n')
                return i + 1;
            int end = SentenceMark.PastQuotes(text, i + 1);
            if (end == text.Length)
                continue;
            if (!char.IsWhiteSpace(text[end]) || inside.HoldsUntil(text, i, end))
                continue;
            if (SentenceMark.Ends(text, i, end) is not { } ends)
                return 0;
            if (ends || EndsClause(text[i], i))
                return end;
        }

        return 0;
    }

    /// <summary>The number with which an item of a list begins: "1. Call us", and on the next line "2. Pay". Any other is said: "20. Anything else?"</summary>
    private Match? Item(string text) =>
        _atLineStart && ItemNumber().Match(text) is { Success: true } item && (Number(item) == 1 || Number(item) == _item + 1) ? item : null;

    private static int Number(Match item) => int.Parse(item.Groups["n"].Value);

    private bool EndsClause(char mark, int length) =>
        mark is ',' or ';' or ':' or '،' or '—' or '–' && length >= (Any ? LongSentence : LongClause);

    [GeneratedRegex(@"^\s*(?:#{1,6}\s+)?\**(?<n>[0-9]{1,2})[.)]\**\s+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex ItemNumber();
}
