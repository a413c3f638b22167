using System.Text.Json;
using Futwork.Campaigns;
using Futwork.Consent;
using Futwork.Queue;
using Futwork.Realtime.Conversation;

namespace Futwork.Calls;

/// <summary>A call that this node is to make or to take: claimed, with its row written, and nothing sent yet.</summary>
internal sealed record CallOrder
{
    public required Claim Claim { get; init; }

    /// <summary>The <c>callSid</c>.</summary>
    public required Guid CallId { get; init; }

    /// <summary>The person calls us.</summary>
    public bool IsInbound { get; init; }

    /// <summary>The person's number is known and one that can be dialled; who calls us may withhold theirs.</summary>
    public bool CanBeCalledBack { get; init; } = true;

    public required string LeadId { get; init; }

    /// <summary>Which attempt of its lead it is, from 1; 0 where the person calls.</summary>
    public long Attempt { get; init; }

    public required string AgentId { get; init; }

    public required long AgentVersion { get; init; }

    public required string TrunkId { get; init; }

    public required string Carrier { get; init; }

    /// <summary>The trunk's provider, as the webhook names it and prices go by.</summary>
    public string Provider { get; init; } = "";

    public required JsonElement TrunkSettings { get; init; }

    public required string To { get; init; }

    public required string From { get; init; }

    /// <summary>The lead's values for the agent's variables.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>The clocks that the person may go by, as IANA names: more than one where their number does not tell; none where nobody knows.</summary>
    public IReadOnlyList<string> Clocks { get; init; } = [];

    /// <summary>When the person may be called back by their own wish; null: at any time.</summary>
    public CallbackHours? Callbacks { get; init; }

    /// <summary>The sound is to be kept.</summary>
    public required bool Record { get; init; }

    /// <summary>What to do when a machine answers.</summary>
    public required AnsweringPolicy Answering { get; init; }

    /// <summary>How long it may ring; of no meaning for an inbound call.</summary>
    public TimeSpan RingTimeout { get; init; }

    /// <summary>When the trunk's calls-per-second limit lets it leave; an inbound call is here already.</summary>
    public DateTimeOffset DialAt { get; init; }

    /// <summary>Why it may be dialled; null for an inbound call.</summary>
    public DialDecision? Decision { get; init; }

    /// <summary>Who is asked before it; null for nobody.</summary>
    public PreDialSettings? PreDial { get; init; }

    /// <summary>The campaign's settings at its claim, as they are kept; empty for an inbound call.</summary>
    public string CampaignSettings { get; init; } = "";

    /// <summary>When the settings of its trunk that it goes by were saved, unix milliseconds.</summary>
    public long TrunkUpdatedAt { get; init; }

    /// <summary>Asked once more at the moment of the dial: a node that was held up dials nobody after hours.</summary>
    public Func<DateTimeOffset, bool> MayDial { get; init; } = _ => true;

    /// <summary>This node's timestamp just before the claim, and how long the claim lasts unless it is renewed; no lease: it is not looked at.</summary>
    public (long Timestamp, TimeSpan? Lease) Claimed { get; init; }

    /// <summary>
    /// The claim may be over: others may have ended the call, and whoever it is for may be dialled by them. A node that stood still finds that out here, before
    /// it dials.
    /// </summary>
    /// <param name="time">The clock.</param>
    /// <param name="renewedAt">The timestamp of its last renewal; null when there was none.</param>
    public bool IsStale(TimeProvider time, long? renewedAt) => Claimed.Lease is { } lease && time.GetElapsedTime(renewedAt ?? Claimed.Timestamp) >= lease;

    public string WorkspaceId => Claim.WorkspaceId;

    public string CampaignId => Claim.CampaignId;

    public string CallSid => CallId.ToString();
}
