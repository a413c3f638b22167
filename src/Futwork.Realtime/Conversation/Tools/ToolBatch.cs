using System.Runtime.CompilerServices;
using Futwork.Realtime.Conversation.Minds;
using Microsoft.Extensions.AI;

namespace Futwork.Realtime.Conversation.Tools;

/// <summary>The tools that a model called in one answer: side by side, then, when all went well, those by which its turn ends.</summary>
internal sealed class ToolBatch(Toolbox tools, ToolCalls calls, ChatTurn turn, ModelAnswer answer)
{
    private bool _hasFailed;
    private bool _goesOn;
    private bool _isLast;
    private bool _isAwaited;

    /// <summary>The model is to be asked again.</summary>
    public bool GoesOn => _hasFailed || (_goesOn && !_isLast);

    /// <summary>The person has to hear what came of them.</summary>
    public bool IsAwaited => _hasFailed || _isAwaited;

    public async IAsyncEnumerable<Reply> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        turn.Called(answer);
        ILookup<bool, FunctionCallContent> byKind = answer.Calls.ToLookup(c => tools.Find(c.Name)?.IsLast is true);
        await foreach (Reply reply in RunAsync([.. byKind[false]], cancellationToken))
            yield return reply;
        await foreach (Reply reply in RunAsync([.. byKind[true]], cancellationToken))
            yield return reply;
    }

    private async IAsyncEnumerable<Reply> RunAsync(IReadOnlyList<FunctionCallContent> together, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (FunctionCallContent call in together)
            yield return new Reply.ToolBegan(call.CallId, call.Name, tools.Find(call.Name)?.Meanwhile);
        Task<ToolResult>[] running = [.. together.Select(call => RunAsync(call, cancellationToken))];
        List<Task<ToolResult>> open = [.. running];
        while (open.Count > 0)
        {
            Task<ToolResult> ended = await Task.WhenAny(open).WaitAsync(cancellationToken);
            open.Remove(ended);
            ToolResult result = await ended;
            _hasFailed |= !result.Outcome.Succeeded;
            _goesOn |= result.Outcome.GoesOn;
            Tool? tool = tools.Find(result.Record.Name);
            _isLast |= tool?.IsLast is true;
            _isAwaited |= tool?.IsAwaited is true;
            yield return new Reply.ToolEnded(result.Record);
        }

        foreach (Task<ToolResult> ended in running)
        {
            if ((await ended).Outcome.Then is { } then)
                yield return then;
        }
    }

    private Task<ToolResult> RunAsync(FunctionCallContent call, CancellationToken cancellationToken)
    {
        bool Take(string result, Reply? then) => turn.Ended(call, result, then);
        if (tools.Find(call.Name) is not { } tool)
            return Task.FromResult(calls.Refuse(call, $"There is no tool '{call.Name}'. There is: {string.Join(", ", tools.Names)}.", Take));
        if (tool.IsLast && _hasFailed)
            return Task.FromResult(calls.Refuse(call, "Not done, since another tool failed. Tell the person, then call it again.", Take));
        return calls.RunAsync(tool, call, Take, cancellationToken);
    }
}
