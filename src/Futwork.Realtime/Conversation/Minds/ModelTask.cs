namespace Futwork.Realtime.Conversation.Minds;

/// <summary>A stretch of the conversation that a flow hands to the model.</summary>
/// <param name="Instructions">What to talk about, all variables filled, and when it is done.</param>
/// <param name="Fields">What to bring back; the model does so with the tool <c>continue_flow</c>.</param>
/// <param name="Tools">The agent's tools it may use meanwhile, by name; null is all of them.</param>
internal sealed record ModelTask(string Instructions, IReadOnlyList<ExtractionField> Fields, IReadOnlyList<string>? Tools = null);
