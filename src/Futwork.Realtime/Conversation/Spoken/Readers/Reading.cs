namespace Futwork.Realtime.Conversation.Spoken.Readers;

/// <summary>What stands at a place of a text, and how it is said.</summary>
/// <param name="Length">Characters of the text.</param>
/// <param name="Spoken">The words; may be empty.</param>
internal readonly record struct Reading(int Length, string Spoken);
