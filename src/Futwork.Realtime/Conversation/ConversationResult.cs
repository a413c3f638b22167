using Futwork.Realtime.Conversation.Answering;
using Futwork.Realtime.Metering;

namespace Futwork.Realtime.Conversation;

/// <summary>A line of the transcript: only what was heard.</summary>
/// <param name="IsAgent">The agent spoke (<c>assistant</c> in the webhook), or else the person (<c>user</c>).</param>
/// <param name="Text">What was heard of it.</param>
/// <param name="Start">When it began, since the answer.</param>
/// <param name="End">When it ended, since the answer.</param>
/// <param name="Interrupted">The person cut the agent short.</param>
public sealed record TranscriptLine(bool IsAgent, string Text, TimeSpan Start, TimeSpan End, bool Interrupted = false)
{
    /// <summary>The agent's reply that this is of, counted from 0 in a conversation; null for the person.</summary>
    public int? ReplyId { get; init; }

    /// <summary>What the agent was about to say, heard or not; null for the person.</summary>
    public string? Generated { get; init; }
}

/// <summary>How a conversation went. Everything in it is final.</summary>
public sealed record ConversationResult
{
    /// <summary>What was heard, in order.</summary>
    public required IReadOnlyList<TranscriptLine> Transcript { get; init; }

    /// <summary>Why it ended.</summary>
    public required ConversationEnd End { get; init; }

    /// <summary>The label, when the flow or the model's own <c>end_call</c> named one.</summary>
    public string? Disposition { get; init; }

    /// <summary>The fields a flow filled, in the order it filled them.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields { get; init; } = [];

    /// <summary>The tools a model called, in the order in which they ended.</summary>
    public IReadOnlyList<ToolCallRecord> ToolCalls { get; init; } = [];

    /// <summary>The call back that the person asked for; null when none was.</summary>
    public CallbackRequest? Callback { get; init; }

    /// <summary>The person asked never to be called again.</summary>
    public bool OptedOut { get; init; }

    /// <summary>Who or what answered.</summary>
    public AnsweredBy AnsweredBy { get; init; } = AnsweredBy.Unsure;

    /// <summary>How certain <see cref="AnsweredBy"/> is, 0 to 1.</summary>
    public double AnsweredByConfidence { get; init; }

    /// <summary>Nobody was there but a machine, for certain.</summary>
    public bool ReachedVoicemail => new AnsweringVerdict(AnsweredBy, AnsweredByConfidence).IsVoicemail;

    /// <summary>From the answer to the last packet.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>What was measured.</summary>
    public ConversationMetrics Metrics { get; init; } = new();

    /// <summary>What each engine was used for, and what that costs where prices are known.</summary>
    public IReadOnlyList<EngineUsage> Usage { get; init; } = [];
}

/// <summary>Why a conversation ended.</summary>
public enum ConversationEnd
{
    /// <summary>The person hung up.</summary>
    PersonHungUp,

    /// <summary>The flow came to its end, and the agent said goodbye.</summary>
    FlowEnded,

    /// <summary>The model called <c>end_call</c>, and the agent said goodbye.</summary>
    ModelEnded,

    /// <summary>Silence, asked about, and still silence.</summary>
    Silence,

    /// <summary>The longest call was reached.</summary>
    MaxDuration,

    /// <summary>Somebody hung up through the API, or the node is shutting down.</summary>
    HungUpByApi,

    /// <summary>The ears failed.</summary>
    SpeechToTextFailed,

    /// <summary>The mouth failed.</summary>
    TextToSpeechFailed,

    /// <summary>The model failed.</summary>
    ModelFailed,

    /// <summary>The line died.</summary>
    LineLost,

    /// <summary>A machine answered, and the campaign's policy ended the call, after a message or without one.</summary>
    MachineAnswered,

    /// <summary>The person was handed over to somebody else.</summary>
    Transferred,
}

/// <summary>Who or what answered a call.</summary>
public enum AnsweredBy
{
    /// <summary>Not known well enough; treated as a person.</summary>
    Unsure,

    /// <summary>A person.</summary>
    Human,

    /// <summary>An answering machine or voicemail that takes a message.</summary>
    Voicemail,

    /// <summary>A voicemail that takes no message: full, not set up, or an announcement of the network.</summary>
    VoicemailFull,

    /// <summary>A menu ("press one"), or an assistant that screens the call for a person.</summary>
    Menu,
}

/// <summary>A call back that the person asked for.</summary>
/// <param name="At">When, on the person's own clock; the offset is the person's.</param>
/// <param name="Note">What they want to talk about, if said.</param>
public sealed record CallbackRequest(DateTimeOffset At, string? Note);
