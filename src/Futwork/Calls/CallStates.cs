using Futwork.Data;

namespace Futwork.Calls;

/// <summary>The state machine of a call: drawn in <c>docs/states.md</c>, moved only by <see cref="Call"/>. A test keeps the drawing and this list equal.</summary>
internal static class CallStates
{
    public static readonly IReadOnlyList<(string From, string To)> Transitions =
    [
        (CallStatus.Queued, CallStatus.Initiated),
        (CallStatus.Queued, CallStatus.Failed),
        (CallStatus.Queued, CallStatus.Canceled),
        (CallStatus.Initiated, CallStatus.Ringing),
        (CallStatus.Initiated, CallStatus.InProgress),
        (CallStatus.Initiated, CallStatus.NoAnswer),
        (CallStatus.Initiated, CallStatus.Busy),
        (CallStatus.Initiated, CallStatus.Failed),
        (CallStatus.Initiated, CallStatus.Canceled),
        (CallStatus.Ringing, CallStatus.InProgress),
        (CallStatus.Ringing, CallStatus.NoAnswer),
        (CallStatus.Ringing, CallStatus.Busy),
        (CallStatus.Ringing, CallStatus.Failed),
        (CallStatus.Ringing, CallStatus.Canceled),
        (CallStatus.InProgress, CallStatus.CallDisconnected),
        (CallStatus.CallDisconnected, CallStatus.Completed),
    ];

    /// <summary>The statuses that a call may come from.</summary>
    public static string[] Before(string status) => [.. Transitions.Where(step => step.To == status).Select(step => step.From)];
}
