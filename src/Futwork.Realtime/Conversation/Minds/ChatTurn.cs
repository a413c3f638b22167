using Microsoft.Extensions.AI;

namespace Futwork.Realtime.Conversation.Minds;

/// <summary>
/// One turn of the person as a model is shown it, with what the model does about it. Tools end on threads of their own, also
/// after the turn is over: what comes then is refused.
/// </summary>
internal sealed class ChatTurn(IReadOnlyList<ChatMessage> asked)
{
    private readonly Lock _gate = new();
    private readonly List<Round> _rounds = [];
    private IReadOnlyList<ChatMessage> _asked = asked;
    private string? _heard;
    private bool _isOver;

    /// <summary>What it looks like while the model is at it: with what it has said so far and the results of its tools.</summary>
    public IReadOnlyList<ChatMessage> Messages
    {
        get
        {
            lock (_gate)
                return [.. _asked, .. _rounds.SelectMany(r => r.Messages(r.Said))];
        }
    }

    /// <summary>The model said this, and called these tools.</summary>
    public void Called(ModelAnswer answer)
    {
        lock (_gate)
            _rounds.Add(new Round(answer.Text, answer.Calls, answer.Thoughts));
    }

    /// <summary>A tool has ended.</summary>
    /// <param name="call">Its call.</param>
    /// <param name="result">What it said.</param>
    /// <param name="then">What the conversation is to do because of it, behind what is being said: it may never come to that.</param>
    /// <returns>False when the turn was over before.</returns>
    public bool Ended(FunctionCallContent call, string result, Reply? then)
    {
        lock (_gate)
        {
            if (!_isOver)
                _rounds.Find(r => r.Calls.Contains(call))!.Results[call] = (result, then);
            return !_isOver;
        }
    }

    /// <summary>This is what the person heard of it. Interrupted, it did not come to what was to be done behind that.</summary>
    public void Heard(string text, bool interrupted)
    {
        lock (_gate)
        {
            _heard = _heard is null ? text : $"{_heard} {text}";
            if (interrupted)
                Forget(then => then is Reply.End or Reply.Transfer or Reply.SendKeys);
        }
    }

    /// <summary>Words of the person are shown otherwise from now on.</summary>
    public void Reword(string said, string instead)
    {
        lock (_gate)
            _asked = [.. _asked.Select(message => ChatHistory.Reworded(message, said, instead))];
    }

    /// <summary>What stays of it: the words that were heard, and the tools that have ended. Retracted, only the latter.</summary>
    public IReadOnlyList<ChatMessage> Settle(bool isRetracted)
    {
        lock (_gate)
        {
            _isOver = true;
            if (isRetracted)
                Forget(then => then is not null);
            IEnumerable<ChatMessage> done = _rounds.SelectMany(r => r.Messages(""));
            if (isRetracted)
                return [.. done];
            return [.. _asked, .. done, .. _heard is null ? Array.Empty<ChatMessage>() : [new ChatMessage(ChatRole.Assistant, _heard)]];
        }
    }

    private void Forget(Func<Reply?, bool> undone)
    {
        foreach (Round round in _rounds)
        {
            foreach (FunctionCallContent call in round.Calls.Where(c => round.Results.TryGetValue(c, out (string, Reply? Then) result) && undone(result.Then)))
                round.Results.Remove(call);
        }
    }

    private sealed record Round(string Said, IReadOnlyList<FunctionCallContent> Calls, IReadOnlyList<TextReasoningContent> Thoughts)
    {
        public Dictionary<FunctionCallContent, (string Text, Reply? Then)> Results { get; } = [];

        public IEnumerable<ChatMessage> Messages(string said)
        {
            FunctionCallContent[] ended = [.. Calls.Where(Results.ContainsKey)];
            List<AIContent> contents = [.. said.Length > 0 ? [new TextContent(said)] : Array.Empty<AIContent>(), .. ended];
            if (contents.Count > 0)
                yield return new ChatMessage(ChatRole.Assistant, [.. ended.Length > 0 ? Thoughts : [], .. contents]);
            if (ended.Length > 0)
                yield return new ChatMessage(ChatRole.Tool, [.. ended.Select(c => new FunctionResultContent(c.CallId, Results[c].Text))]);
        }
    }
}
