namespace Futwork.Realtime.Conversation;

/// <summary>A call of a tool during a conversation, as the call's record keeps it.</summary>
/// <param name="Id">The model's own id of the tool call.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">The arguments, a JSON object as the model wrote it.</param>
/// <param name="Result">What the tool gave back, as the model saw it.</param>
/// <param name="Succeeded">False when it failed, took too long, was cancelled or refused its arguments; the result then says why.</param>
/// <param name="Duration">How long it ran.</param>
public sealed record ToolCallRecord(string Id, string Name, string Arguments, string Result, bool Succeeded, TimeSpan Duration)
{
    /// <summary>When it began, since the answer; set by the conversation.</summary>
    public TimeSpan Start { get; init; }
}
