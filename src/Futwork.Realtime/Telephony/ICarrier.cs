using System.Text.Json;
using Futwork.Realtime.Audio;

namespace Futwork.Realtime.Telephony;

/// <summary>A way to place calls: SIP (built in), or a vendor whose API dials and streams the sound to us.</summary>
public interface ICarrier : IAsyncDisposable
{
    /// <summary>The name that a trunk chooses it by, such as <c>sip</c>.</summary>
    string Name { get; }

    /// <summary>Checks a trunk's connection settings when the trunk is saved.</summary>
    /// <returns>What is wrong, where (a JSON pointer below the settings) and what would be right; empty when all is well.</returns>
    IReadOnlyList<SettingsProblem> Check(JsonElement settings);

    /// <summary>
    /// Starts one attempt and returns at once; nothing is retried, since every attempt may ring. Failures of any kind,
    /// the network's included, arrive as the leg's <see cref="ICallLeg.Answer"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The settings do not pass <see cref="Check"/>.</exception>
    ICallLeg Dial(DialRequest request);

    /// <summary>This node has no room for another call at the moment, and dials nobody meanwhile; another node may. A carrier that sets no limit has always room.</summary>
    bool IsFull => false;

    /// <summary>How the trunk hands calls over.</summary>
    TransferWay TransferWay(JsonElement settings);

    /// <summary>
    /// Keeps up what a trunk needs between calls, such as a registration, until what comes back is disposed. Null: it needs nothing.
    /// Returns at once; failures show in <see cref="Health"/>.
    /// </summary>
    IAsyncDisposable? Keep(JsonElement settings) => null;

    /// <summary>What this node knows of a trunk's line; null where there is nothing to know.</summary>
    LineHealth? Health(JsonElement settings) => null;
}

/// <summary>One thing wrong in a document of settings.</summary>
/// <param name="Pointer">JSON pointer (RFC 6901) to the value, below the document that was checked.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record SettingsProblem(string Pointer, string Message);

/// <summary>Everything a carrier needs to place one call.</summary>
public sealed record DialRequest
{
    /// <summary>The call's own id (<c>callSid</c>), for correlation at the carrier.</summary>
    public required Guid CallId { get; init; }

    /// <summary>The person's number, E.164.</summary>
    public required string To { get; init; }

    /// <summary>The caller id, E.164 or as the trunk demands it.</summary>
    public required string From { get; init; }

    /// <summary>The trunk's connection settings, as the carrier defines them.</summary>
    public required JsonElement Settings { get; init; }

    /// <summary>How long it may ring before the attempt is cancelled.</summary>
    public TimeSpan RingTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>The lead that is called, for correlation at the carrier; null where there is none.</summary>
    public string? LeadId { get; init; }

    /// <summary>The campaign that calls; null where there is none.</summary>
    public string? CampaignId { get; init; }

    /// <summary>
    /// The request leaves by then, on the clock of the host, or not at all, which <see cref="LegResult.Missed"/> then tells: the carrier's limit of calls per second has
    /// given it that moment and no other. Null: whenever it can.
    /// </summary>
    public DateTimeOffset? LeaveBy { get; init; }

    /// <summary>
    /// Asked before a further request of the same attempt leaves, which the carrier counts as a call: one that goes another way into it, since the way before failed or has
    /// sent the call elsewhere. Not for a request that is repeated with a password, or because nobody heard it. Null: it leaves at once.
    /// </summary>
    public AnotherPlace? AnotherPlaceAsync { get; init; }

    /// <summary>
    /// Whether the call is still wanted: asked right before each request of it leaves, be it the first, one that is repeated with a password or because nobody heard it, or one
    /// that goes another way. Where it says no, that request does not leave: the call ends as <see cref="LegResult.Missed"/> where the first way asked for a password or the like
    /// and nobody was rung, and else as the request before has it. Asked on any thread and often, so it must neither wait nor throw. Null: it is wanted.
    /// </summary>
    public Func<bool>? MayLeave { get; init; }

    /// <summary>Told of progress before the answer, in order, never twice the same; must not block.</summary>
    public Action<LegProgress>? OnProgress { get; init; }

    /// <summary>
    /// Asked for whoever listens to the sound before the answer, once it begins; must not block, and who listens says nothing. Only where the trunk is set to listen for
    /// announcements, since that may cost something.
    /// </summary>
    public Func<ICallAudio>? OnEarlySound { get; init; }
}

/// <summary>Waits for another moment at which the carrier's limit lets a request leave.</summary>
/// <param name="isUsed">A request has left at the moment before; else that is given up.</param>
/// <param name="cancellationToken">The call is over.</param>
/// <returns>By when it has to leave, or not at all; null: no moment comes in time, or nobody wants the call any more, which then ends as the way before had it.</returns>
public delegate Task<DateTimeOffset?> AnotherPlace(bool isUsed, CancellationToken cancellationToken);

/// <summary>Milestones before the answer.</summary>
public enum LegProgress
{
    /// <summary>The carrier took the request (SIP 100, or any other 1xx).</summary>
    Trying,

    /// <summary>The far end alerts (SIP 180, or 183).</summary>
    Ringing,

    /// <summary>Sound before the answer (SIP 183 with SDP). It never counts as an answer.</summary>
    EarlyMedia,
}
