using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Sip;

/// <summary>What a final response, or the lack of one, means for the call.</summary>
internal static class SipOutcome
{
    /// <summary>The carrier's Q.850 cause wins over the bare status, wherever it says something definite.</summary>
    /// <param name="status">The final status, 300 or above.</param>
    /// <param name="cause">The Q.850 cause of the Reason header.</param>
    /// <param name="rang">A 180 or 183 was seen.</param>
    /// <param name="retryAfter">From the Retry-After header.</param>
    public static LegAnswer Of(int status, int? cause, bool rang, TimeSpan? retryAfter = null) =>
        new((cause is { } code ? OfCause(code, rang) : null) ?? OfStatus(status, rang), rang, status, cause, retryAfter);

    private static LegResult OfStatus(int status, bool rang) => status switch
    {
        486 or 600 => LegResult.Busy,
        480 => LegResult.NoAnswer,
        408 or 487 => rang ? LegResult.NoAnswer : LegResult.Failed,
        603 or 607 or 608 => LegResult.Rejected,
        404 or 410 or 416 or 484 or 485 or 604 => LegResult.InvalidNumber,
        401 or 402 or 403 or 407 => LegResult.CarrierRejected,
        406 or 415 or 488 or 606 => LegResult.CarrierRejected,
        429 or 580 => LegResult.Congestion,
        501 or 505 or 513 => LegResult.Failed,
        >= 500 and < 600 => LegResult.Congestion,
        _ => LegResult.Failed,
    };

    /// <summary>Null where the cause says nothing definite (16, 31, 127) or is unknown: then the status decides.</summary>
    private static LegResult? OfCause(int cause, bool rang) => cause switch
    {
        1 or 2 or 3 or 22 or 28 => LegResult.InvalidNumber,
        17 => LegResult.Busy,
        18 or 19 or 20 => LegResult.NoAnswer,
        21 => LegResult.Rejected,
        27 or 111 => LegResult.Failed,
        29 or 50 or 55 or 57 or 63 or 65 or 79 or 88 => LegResult.CarrierRejected,
        34 or 38 or 41 or 42 or 44 or 47 => LegResult.Congestion,
        102 => rang ? LegResult.NoAnswer : LegResult.Failed,
        _ => null,
    };
}
