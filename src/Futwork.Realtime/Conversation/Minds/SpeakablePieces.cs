using System.Text;

namespace Futwork.Realtime.Conversation.Minds;

/// <summary>
/// Cuts a text that arrives in fragments into pieces worth speaking: whole sentences, and for the first piece a long clause
/// is enough, so that the voice starts early. Marks of formatting are left out.
/// </summary>
internal sealed class SpeakablePieces
{
    private const int LongClause = 30;

    private readonly StringBuilder _text = new();
    private bool _any;

    /// <summary>Adds a fragment and returns the pieces that became whole.</summary>
    public IReadOnlyList<string> Add(string fragment)
    {
        foreach (char c in fragment)
        {
            if (c is not ('*' or '#' or '`' or '_' or '\r'))
                _text.Append(c);
        }

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
        string piece = _text.ToString(0, end).Trim();
        _text.Remove(0, end);
        if (!piece.Any(char.IsLetterOrDigit))
            return;
        _any = true;
        pieces.Add(piece);
    }

    /// <summary>The index after the first whole piece, or 0. The mark must be followed by something: "2." may become "2.5".</summary>
    private int EndOfPiece()
    {
        for (int i = 0; i + 1 < _text.Length; i++)
        {
            if (_text[i] is '\n' || (char.IsWhiteSpace(_text[i + 1]) && EndsPiece(i)))
                return i + 1;
        }

        return 0;
    }

    private bool EndsPiece(int i) => _text[i] switch
    {
        '!' or '?' or '।' or '…' => true,
        '.' => !IsAbbreviation(i),
        ',' or ';' or ':' => !_any && i >= LongClause,
        _ => false,
    };

    /// <summary>"Mr." and the single letters of "A. K. Sharma" end no sentence.</summary>
    private bool IsAbbreviation(int dot)
    {
        int start = dot;
        while (start > 0 && char.IsLetter(_text[start - 1]))
            start--;
        string word = _text.ToString(start, dot - start);
        return word.Length == 1 ? char.IsUpper(word[0]) && word[0] is not 'I' : word is "Mr" or "Mrs" or "Ms" or "Dr" or "Rs" or "No" or "St" or "vs";
    }
}
