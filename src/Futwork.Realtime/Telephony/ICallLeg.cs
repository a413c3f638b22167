using Futwork.Realtime.Audio;

namespace Futwork.Realtime.Telephony;

/// <summary>One leg of a call, from the dial to the last packet. Safe to use from any thread.</summary>
public interface ICallLeg : IAsyncDisposable
{
    /// <summary>The carrier's own id of the call (SIP: the Call-ID). Another gateway that takes the call over before the answer changes it.</summary>
    string ProviderCallId { get; }

    /// <summary>Completes with the answer, or with why there was none. Never faults.</summary>
    Task<LegAnswer> Answer { get; }

    /// <summary>Completes when an answered call is over, whoever ended it, or at once after a failed one. Never faults.</summary>
    Task<LegEnding> Ended { get; }

    /// <summary>How the sound got across so far, and in the end; null where none has flowed.</summary>
    LineQuality? Quality { get; }

    /// <summary>Puts <paramref name="audio"/> on the line from the next tick on. Frames flow only between answer and end.</summary>
    void Attach(ICallAudio audio);

    /// <summary>Plays DTMF digits to the far end (RFC 4733), 100 ms each.</summary>
    void SendDigits(string digits);

    /// <summary>
    /// Hands the far end of an answered call over to another number, and tells what became of it. The leg stays up meanwhile and
    /// after a failure; after a success hang it up, unless the far end already has. Never faults.
    /// </summary>
    /// <param name="number">E.164, or a whole SIP URI.</param>
    Task<LegTransfer> TransferAsync(string number);

    /// <summary>
    /// Joins the far ends of two answered legs of the same carrier, which then talk without us, and tells what became of it. Both legs stay up
    /// meanwhile and after a failure; after a success hang both up. Never faults.
    /// </summary>
    /// <param name="other">The leg to the number that takes over.</param>
    Task<LegTransfer> TransferAsync(ICallLeg other);

    /// <summary>
    /// Ends the leg: CANCEL before the answer, BYE after it. Idempotent. When it returns, the far end has been told
    /// (or could not be reached in time) and <see cref="Ended"/> is complete.
    /// </summary>
    ValueTask HangUpAsync();
}

/// <summary>How the attempt went.</summary>
/// <param name="Result">What happened.</param>
/// <param name="Rang">The far end alerted (180 or 183 was seen).</param>
/// <param name="SipStatus">The final SIP status, where there was one.</param>
/// <param name="CauseCode">The raw provider code: the Q.850 cause for SIP, null where the carrier names none.</param>
/// <param name="RetryAfter">How long the carrier asks us to wait.</param>
public sealed record LegAnswer(LegResult Result, bool Rang = false, int? SipStatus = null, int? CauseCode = null, TimeSpan? RetryAfter = null)
{
    /// <summary>What the network announced, before any answer; null when nothing of the kind was heard.</summary>
    public NetworkAnnouncement? Announcement { get; init; }

    /// <summary>A 2xx arrived: there is somebody, or something, on the line.</summary>
    public bool IsAnswered => Result is LegResult.Answered;

    /// <summary>
    /// Nobody was reached, and the carrier did not say definitely why. Of causes these say no more than that: normal (16), no response (18), absent (20),
    /// unspecified (31), from another network (127).
    /// </summary>
    public bool IsVague => Result is LegResult.NoAnswer or LegResult.Failed or LegResult.Congestion && CauseCode is null or 16 or 18 or 20 or 31 or 127;

    /// <summary>The same, with what the network announced: where the carrier was vague, that decides. It never makes an answer of it.</summary>
    public LegAnswer Hearing(NetworkAnnouncement? announcement)
    {
        if (announcement is not { } heard || (Announcement is not null && !IsVague)) return this;
        return this with { Announcement = heard, Result = IsVague ? Meaning(heard) ?? Result : Result };
    }

    private static LegResult? Meaning(NetworkAnnouncement announcement) => announcement switch
    {
        NetworkAnnouncement.VacantNumber or NetworkAnnouncement.Intercept => LegResult.InvalidNumber,
        NetworkAnnouncement.Reorder or NetworkAnnouncement.NoCircuit => LegResult.Congestion,
        NetworkAnnouncement.PhoneUnreachable or NetworkAnnouncement.Barred => LegResult.PhoneUnreachable,
        NetworkAnnouncement.NoReply => LegResult.NoAnswer,
        NetworkAnnouncement.Busy => LegResult.Busy,
        _ => null,
    };
}

/// <summary>The closed list of results of an attempt.</summary>
public enum LegResult
{
    /// <summary>The call was answered.</summary>
    Answered,

    /// <summary>486, 600 or Q.850 17.</summary>
    Busy,

    /// <summary>It rang out, or 408 after ringing, 480, Q.850 18, 19, 20.</summary>
    NoAnswer,

    /// <summary>603, 607, 608 or Q.850 21: the person, or someone on their behalf, declined.</summary>
    Rejected,

    /// <summary>404, 410, 484, 485, 604 or Q.850 1, 2, 3, 22, 28.</summary>
    InvalidNumber,

    /// <summary>The carrier could not be reached at all: no reply, or the transport failed.</summary>
    Unreachable,

    /// <summary>The network announced that the phone is switched off, out of reach, or takes no calls.</summary>
    PhoneUnreachable,

    /// <summary>The carrier refused before ringing for reasons of its own: credentials, caller id, policy, balance, media.</summary>
    CarrierRejected,

    /// <summary>Congestion or a temporary fault at the carrier (5xx, Q.850 34, 38, 41, 42, 44, 47).</summary>
    Congestion,

    /// <summary>We cancelled it ourselves.</summary>
    Canceled,

    /// <summary>It could not leave by <see cref="DialRequest.LeaveBy"/>, or was not wanted any more (<see cref="DialRequest.MayLeave"/>): nothing was sent that can have rung.</summary>
    Missed,

    /// <summary>This side has nothing to make it with, such as a port for its sound: nothing was sent.</summary>
    NoRoom,

    /// <summary>Anything else.</summary>
    Failed,
}

/// <summary>How an answered leg ended.</summary>
/// <param name="By">Who ended it.</param>
/// <param name="CauseCode">The raw provider code of the ending (Q.850 for SIP), where one was given.</param>
public sealed record LegEnding(LegEndedBy By, int? CauseCode = null);

/// <summary>What became of a transfer.</summary>
/// <param name="Succeeded">The other number answered, or the carrier took the call over without telling more.</param>
/// <param name="SipStatus">The final SIP status, where there was one: of the transfer's call, or of its refusal.</param>
public sealed record LegTransfer(bool Succeeded, int? SipStatus = null)
{
    /// <summary>The leg is not in a call, or cannot be handed over.</summary>
    public static LegTransfer NotPossible { get; } = new(false) { IsRefused = true };

    /// <summary>The carrier does not hand calls over at all, or not to this number: nothing rang.</summary>
    public bool IsRefused { get; init; }
}

/// <summary>Who ended a leg.</summary>
public enum LegEndedBy
{
    /// <summary>The far end hung up.</summary>
    Remote,

    /// <summary>We hung up.</summary>
    Local,

    /// <summary>The line died: no sound, a failed session, a lost transport.</summary>
    Line,
}
