using System.Text;

namespace Futwork.Realtime.Conversation.Minds;

/// <summary>
/// Leaves out of an answer, as it streams, what the model thinks before it speaks: a server that does not tell thoughts from answers sends them as text between
/// <c>&lt;think&gt;</c> and <c>&lt;/think&gt;</c>, as open models write them.
/// </summary>
internal sealed class ThoughtFilter
{
    private const string Begin = "<think>", End = "</think>";

    private string _held = "";
    private bool _isThinking;

    private string Mark => _isThinking ? End : Begin;

    /// <summary>What was held back, once nothing follows.</summary>
    public string Rest => _isThinking ? "" : _held;

    /// <summary>Takes the next fragment and returns what is to be spoken by now; what may be the beginning of a mark is held back.</summary>
    public string Pass(string fragment)
    {
        var spoken = new StringBuilder();
        _held += fragment;
        while (_held.IndexOf(Mark, StringComparison.Ordinal) is >= 0 and var at)
        {
            spoken.Append(_isThinking ? "" : _held[..at]);
            _held = _held[(at + Mark.Length)..];
            _isThinking = !_isThinking;
        }

        int begun = Math.Min(_held.Length, Mark.Length - 1);
        while (!Mark.StartsWith(_held[^begun..], StringComparison.Ordinal))
            begun--;
        spoken.Append(_isThinking ? "" : _held[..^begun]);
        _held = _held[^begun..];
        return spoken.ToString();
    }
}
