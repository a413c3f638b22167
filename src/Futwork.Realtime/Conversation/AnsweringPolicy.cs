namespace Futwork.Realtime.Conversation;

/// <summary>What to do when a machine answers.</summary>
public enum AnsweringAction
{
    /// <summary>Talk as with a person.</summary>
    GoOn,

    /// <summary>Hang up as soon as it is certain.</summary>
    HangUp,

    /// <summary>Wait for the beep, say a message, hang up; hang up at once where no message is taken.</summary>
    LeaveMessage,
}

/// <summary>
/// What a conversation does when a machine answers. It acts on certainty only: while in doubt, the far end is a person. A menu
/// or an assistant that screens the call is always talked to, since a person may be behind it.
/// </summary>
/// <param name="Action">What to do.</param>
/// <param name="Message">For <see cref="AnsweringAction.LeaveMessage"/>: what to say; may use variables.</param>
public sealed record AnsweringPolicy(AnsweringAction Action = AnsweringAction.GoOn, string? Message = null);
