namespace Futwork.Data;

/// <summary>Where a call stands: the literals of the webhook and of the API. A lead has the status of its last call.</summary>
internal static class CallStatus
{
    public const string Queued = "queued";
    public const string Initiated = "initiated";
    public const string Ringing = "ringing";
    public const string InProgress = "in-progress";

    /// <summary>The conversation is over; what came of it is still being worked out.</summary>
    public const string CallDisconnected = "call-disconnected";
    public const string Completed = "completed";
    public const string NoAnswer = "no-answer";
    public const string Busy = "busy";
    public const string Failed = "failed";
    public const string Canceled = "canceled";

    /// <summary>Those of a call that is on its way to somebody, or with them.</summary>
    public static readonly IReadOnlyList<string> Up = [Initiated, Ringing, InProgress];

    public static readonly IReadOnlyList<string> All =
        [Queued, Initiated, Ringing, InProgress, CallDisconnected, Completed, NoAnswer, Busy, Failed, Canceled];
}
