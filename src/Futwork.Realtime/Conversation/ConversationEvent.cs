namespace Futwork.Realtime.Conversation;

/// <summary>Something that happened in a live conversation.</summary>
/// <param name="Kind">What.</param>
/// <param name="At">When, since the answer.</param>
/// <param name="Text">The words, for turns.</param>
public sealed record ConversationEvent(ConversationEventKind Kind, TimeSpan At, string? Text = null);

/// <summary>What can happen in a live conversation.</summary>
public enum ConversationEventKind
{
    /// <summary>The agent begins to say this text.</summary>
    AgentSpeaks,

    /// <summary>The agent's turn is over; the text is what was heard of it.</summary>
    AgentSaid,

    /// <summary>The person's turn is over; the text is what was understood.</summary>
    PersonSaid,

    /// <summary>The person began to speak over the agent, and the agent stopped.</summary>
    Interrupted,

    /// <summary>Nobody spoke for too long.</summary>
    Silence,

    /// <summary>A key was pressed.</summary>
    Digit,
}
