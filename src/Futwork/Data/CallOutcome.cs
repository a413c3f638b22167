namespace Futwork.Data;

/// <summary>What an attempt came to, in one word of a closed list.</summary>
internal static class CallOutcome
{
    public const string Human = "human";
    public const string Voicemail = "voicemail";
    public const string NoAnswer = "no-answer";
    public const string Busy = "busy";
    public const string Rejected = "rejected";
    public const string InvalidNumber = "invalid-number";
    public const string Unreachable = "unreachable";
    public const string CarrierRejected = "carrier-rejected";
    public const string Failed = "failed";
    public const string Canceled = "canceled";
    public const string Expired = "expired";
    public const string Suppressed = "suppressed";

    /// <summary>The node was lost during the attempt: the phone may have rung.</summary>
    public const string Interrupted = "interrupted";

    public static readonly IReadOnlyList<string> All =
    [
        Human, Voicemail, NoAnswer, Busy, Rejected, InvalidNumber, Unreachable, CarrierRejected, Failed, Canceled, Expired, Suppressed, Interrupted,
    ];
}
