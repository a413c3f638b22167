using System.Text;
using Microsoft.Extensions.AI;

namespace Futwork.Realtime.Conversation.Minds;

/// <summary>One answer of a model as it streams: text to speak, cut into pieces, and calls of tools.</summary>
/// <param name="ids">The ids of all calls so far; those of this answer are added.</param>
internal sealed class ModelAnswer(HashSet<string> ids)
{
    private readonly ThoughtFilter _filter = new();
    private readonly SpeakablePieces _pieces = new();
    private readonly StringBuilder _text = new();
    private readonly List<FunctionCallContent> _calls = [];
    private readonly List<TextReasoningContent> _thoughts = [];

    public string Text => _text.ToString().Trim();

    /// <summary>Something of it was worth speaking.</summary>
    public bool IsSpoken => _pieces.Any;

    /// <summary>The tools it calls, each under an id that no other call has.</summary>
    public IReadOnlyList<FunctionCallContent> Calls => _calls;

    /// <summary>What it thought before that; its server wants it back with the calls, unchanged.</summary>
    public IReadOnlyList<TextReasoningContent> Thoughts => _thoughts;

    /// <summary>Takes the next update and returns the pieces that became whole.</summary>
    public IReadOnlyList<string> Add(ChatResponseUpdate update)
    {
        string said = _filter.Pass(update.Text);
        _text.Append(said);
        _thoughts.AddRange(update.Contents.OfType<TextReasoningContent>());
        foreach (FunctionCallContent call in update.Contents.OfType<FunctionCallContent>())
            _calls.Add(call.CallId.Length > 0 && ids.Add(call.CallId) ? call : Renamed(call));
        return _pieces.Add(said);
    }

    /// <summary>What is left when the answer is over.</summary>
    public IReadOnlyList<string> Finish()
    {
        _text.Append(_filter.Rest);
        return [.. _pieces.Add(_filter.Rest), .. _pieces.Flush()];
    }

    /// <summary>Some servers give no ids, or the same ones in every answer.</summary>
    private static FunctionCallContent Renamed(FunctionCallContent call) =>
        new($"call_{Guid.NewGuid():n}", call.Name, call.Arguments) { Exception = call.Exception, RawRepresentation = call.RawRepresentation };
}
