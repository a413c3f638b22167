using Futwork.Realtime.Conversation.Minds;

namespace Futwork.Realtime.Conversation.Tools;

/// <summary>What came of a tool.</summary>
/// <param name="Text">What the model is told.</param>
/// <param name="Succeeded">It did what it is for.</param>
internal sealed record ToolOutcome(string Text, bool Succeeded = true)
{
    /// <summary>What the conversation does next because of it.</summary>
    public Reply? Then { get; init; }

    /// <summary>The model is asked again, to speak of it.</summary>
    public bool GoesOn { get; init; } = true;

    /// <summary>What it leaves in the mind's record.</summary>
    public Func<MindRecord, MindRecord>? Noting { get; init; }

    public static ToolOutcome Failed(string why) => new(why, false);
}
