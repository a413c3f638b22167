using System.Text.Json;
using Futwork.Realtime.Conversation.Minds;
using Microsoft.Extensions.AI;

namespace Futwork.Realtime.Conversation.Tools;

/// <summary>Runs the calls of a model, each bounded in time and none with an exception, and keeps the record of them.</summary>
internal sealed class ToolCalls(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<RunningCall> _running = [];
    private readonly List<string> _late = [];
    private MindRecord _record = new();

    /// <summary>What the tools did so far. One that still runs is in it as such.</summary>
    public MindRecord Record
    {
        get
        {
            lock (_gate)
                return _record with { ToolCalls = [.. _record.ToolCalls, .. _running.Select(r => r.Record(ToolOutcome.Failed("It was still running."), time))] };
        }
    }

    /// <summary>What the model should know at the beginning of a turn, of calls that outlived theirs; and how many of these have ended.</summary>
    public (IReadOnlyList<string> Notes, int Ended) Notes
    {
        get
        {
            lock (_gate)
                return ([.. _late, .. _running.Select(r => $"(The tool {r.Name}, called earlier with {r.Arguments}, still runs. Do not call it again for the same.)")], _late.Count);
        }
    }

    /// <summary>The first calls that ended late need not be told of again.</summary>
    public void Told(int ended)
    {
        lock (_gate)
            _late.RemoveRange(0, ended);
    }

    /// <summary>Runs a call to its end.</summary>
    /// <param name="tool">The tool that was called.</param>
    /// <param name="call">The call.</param>
    /// <param name="take">Takes the result, unless the turn is over by then.</param>
    /// <param name="turn">Cancelled when the person speaks.</param>
    public async Task<ToolResult> RunAsync(Tool tool, FunctionCallContent call, Func<string, Reply?, bool> take, CancellationToken turn)
    {
        var running = new RunningCall(call, time.GetTimestamp());
        lock (_gate)
            _running.Add(running);
        ToolOutcome outcome = await OutcomeAsync(tool, call, tool.Cancellable ? turn : CancellationToken.None);
        return End(running, outcome, take, isLost: tool.Cancellable && turn.IsCancellationRequested && !outcome.Succeeded);
    }

    /// <summary>Ends a call that no tool runs.</summary>
    public ToolResult Refuse(FunctionCallContent call, string why, Func<string, Reply?, bool> take)
    {
        var running = new RunningCall(call, time.GetTimestamp());
        lock (_gate)
            _running.Add(running);
        return End(running, ToolOutcome.Failed(why), take, isLost: false);
    }

    private async Task<ToolOutcome> OutcomeAsync(Tool tool, FunctionCallContent call, CancellationToken cancellationToken)
    {
        if (call.Exception is not null)
            return ToolOutcome.Failed("The arguments are no JSON object. Call it again with one.");
        JsonElement arguments = RunningCall.Json(call);
        if (JsonSchema.Problems(tool.Checked, arguments) is { Count: > 0 } problems)
            return ToolOutcome.Failed($"The tool was not run: {string.Join(" ", problems)} Call it again, and ask the person for what you do not know.");
        using var late = new CancellationTokenSource(tool.Timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await tool.RunAsync(arguments, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ToolOutcome.Failed(cancellationToken.IsCancellationRequested
                ? "Cancelled: the person spoke."
                : $"The tool did not answer within {tool.Timeout.TotalSeconds:0.#} s; whether it did anything is not known.");
        }
        // Whatever a tool throws, the person is still on the line: the model is told, and goes on.
        catch (Exception e)
        {
            return ToolOutcome.Failed($"The tool failed ({e.GetType().Name}).");
        }
    }

    private ToolResult End(RunningCall running, ToolOutcome outcome, Func<string, Reply?, bool> take, bool isLost)
    {
        string shown = ToolText.Cut(outcome.Text, ToolText.MostShown);
        ToolCallRecord record = running.Record(outcome, time);
        lock (_gate)
        {
            _running.Remove(running);
            _record = outcome.Noting?.Invoke(_record) ?? _record;
            _record = _record with { ToolCalls = [.. _record.ToolCalls, record] };
            if (!isLost && !take(shown, outcome.Then) && outcome.Then is null)
                _late.Add($"(The tool {running.Name}, called earlier with {running.Arguments}, has ended: {shown})");
        }

        return new ToolResult(record, outcome);
    }

    private sealed class RunningCall(FunctionCallContent call, long startedAt)
    {
        public string Name => call.Name;

        public string Arguments => ToolText.Cut(Json(call).GetRawText(), ToolText.MostKept);

        public static JsonElement Json(FunctionCallContent call) => JsonSerializer.SerializeToElement(call.Arguments ?? new Dictionary<string, object?>());

        public ToolCallRecord Record(ToolOutcome outcome, TimeProvider time) =>
            new(call.CallId, call.Name, Arguments, ToolText.Cut(outcome.Text, ToolText.MostKept), outcome.Succeeded, time.GetElapsedTime(startedAt));
    }
}

/// <summary>A call that has ended.</summary>
internal sealed record ToolResult(ToolCallRecord Record, ToolOutcome Outcome);
