using Futwork.Realtime.Conversation.Answering;
using Futwork.Realtime.Conversation.Speaking;
using Futwork.Realtime.Metering;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Telephony;
using Microsoft.Extensions.AI;

namespace Futwork.Realtime.Conversation;

/// <summary>What one conversation is made of.</summary>
public sealed record ConversationSetup
{
    /// <summary>The call's id (<c>callSid</c>).</summary>
    public required Guid CallId { get; init; }

    /// <summary>The agent's version that talks.</summary>
    public required AgentDefinition Agent { get; init; }

    /// <summary>The lead's values, as text, for the agent's variables.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>
    /// The clocks that the person may go by, as IANA names, the likeliest first; more than one where nobody knows which. A time zone among the variables counts more.
    /// None: the node's own.
    /// </summary>
    public IReadOnlyList<string> Clocks { get; init; } = [];

    /// <summary>When the person may be called back; null: at any time.</summary>
    public CallbackHours? Callbacks { get; init; }

    /// <summary>The ears.</summary>
    public required ISpeechToText SpeechToText { get; init; }

    /// <summary>The mouth.</summary>
    public required ITextToSpeech TextToSpeech { get; init; }

    /// <summary>The language model, when the agent follows a prompt.</summary>
    public IChatClient? Model { get; init; }

    /// <summary>Counts what these engines do; null counts nothing.</summary>
    public UsageMeter? Usage { get; init; }

    /// <summary>What to do when a machine answers.</summary>
    public AnsweringPolicy Answering { get; init; } = new();

    /// <summary>The way of the agent's tools to other servers; follows no redirects. Null when there is none.</summary>
    public HttpMessageInvoker? Http { get; init; }

    /// <summary>Where to write the stereo recording (a WAV file); null does not record.</summary>
    public string? RecordingPath { get; init; }

    /// <summary>Where to append each line of the transcript as it is heard (JSON lines); null keeps it in memory only.</summary>
    public string? TranscriptPath { get; init; }

    /// <summary>Where the sound of written sentences is kept across calls; null makes it anew in each.</summary>
    public SpeechCache? SpeechCache { get; init; }

    /// <summary>Told of what happens, in order; must not block.</summary>
    public Action<ConversationEvent>? OnEvent { get; init; }

    /// <summary>
    /// Told of each line of the transcript when <see cref="TranscriptPath"/> gets it, with its position from 0, and once more when it has changed, as words that are to be masked with
    /// later ones do; must not block.
    /// </summary>
    public Action<int, TranscriptLine>? OnLine { get; init; }

    /// <summary>
    /// Told when the person has asked never to be called again; must not block. A model tells before it confirms it, a flow once the person has heard some of what it says to that,
    /// or has gone on. Who hangs up before that is only in the result.
    /// </summary>
    public Action? OnOptOut { get; init; }

    /// <summary>The line by which the person is handed over; null asks the leg's own carrier and nothing else.</summary>
    public TransferLine? Transfer { get; init; }

    /// <summary>The clock of all timers.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>How the person is handed over.</summary>
/// <param name="Way">What is tried.</param>
/// <param name="Dial">Calls the number that takes over; its leg is ended by the conversation.</param>
public sealed record TransferLine(TransferWay Way, Func<string, ICallLeg> Dial)
{
    /// <summary>Takes the channel of the line that the second call needs, until what it returns is disposed of; null: there is none free. Left out: there always is.</summary>
    public Func<Task<IAsyncDisposable?>>? TakeChannelAsync { get; init; }
}

/// <summary>Something that happened in a live conversation.</summary>
/// <param name="Kind">What.</param>
/// <param name="At">When, since the answer.</param>
/// <param name="Text">The words, for turns.</param>
public sealed record ConversationEvent(ConversationEventKind Kind, TimeSpan At, string? Text = null);

/// <summary>What can happen in a live conversation.</summary>
public enum ConversationEventKind
{
    /// <summary>The agent begins to say this text.</summary>
    AgentSpeaks,

    /// <summary>The agent's turn is over; the text is what was heard of it.</summary>
    AgentSaid,

    /// <summary>The person's turn is over; the text is what was understood.</summary>
    PersonSaid,

    /// <summary>The person began to speak over the agent, and the agent stopped.</summary>
    Interrupted,

    /// <summary>Nobody spoke for too long.</summary>
    Silence,

    /// <summary>A key was pressed.</summary>
    Digit,
}

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

/// <summary>What was measured of a conversation. Times in milliseconds; null where it never happened.</summary>
public sealed record ConversationMetrics
{
    /// <summary>From the answer to the first frame of the agent's voice.</summary>
    public int? AnswerToFirstAudioMs { get; init; }

    /// <summary>For each reply: from the end of the person's speech to the first frame of the reply.</summary>
    public IReadOnlyList<int> ReplyMs { get; init; } = [];

    /// <summary>For each reply: the part of it that the engines (ears, mind, mouth) took.</summary>
    public IReadOnlyList<int> EngineMs { get; init; } = [];

    /// <summary>For each interruption: from its first sound to the agent's silence.</summary>
    public IReadOnlyList<int> YieldMs { get; init; } = [];

    /// <summary>For each reply to something said: where its time went.</summary>
    public IReadOnlyList<TurnMetrics> Turns { get; init; } = [];

    /// <summary>How often the mind was asked ahead, on a likely end of the person's turn.</summary>
    public int AheadAttempts { get; init; }

    /// <summary>How many of those replies were spoken; the others were wasted.</summary>
    public int AheadUsed { get; init; }

    /// <summary>Seconds in which the person spoke.</summary>
    public double PersonSpeechSeconds { get; init; }

    /// <summary>How the sound got across.</summary>
    public LineQuality? Line { get; init; }
}

/// <summary>Where the time of one reply went, in milliseconds. From the end of the person's speech unless said.</summary>
public sealed record TurnMetrics
{
    /// <summary>To the recogniser's last words.</summary>
    public required int TranscriptionMs { get; init; }

    /// <summary>To the decision that the turn is over.</summary>
    public required int EndOfTurnMs { get; init; }

    /// <summary>From the question to the mind to the first text worth speaking.</summary>
    public required int MindMs { get; init; }

    /// <summary>From that text to the engine's first sound of it; 0 when the sound was kept from before.</summary>
    public required int VoiceMs { get; init; }

    /// <summary>To the first sound of the reply on the line.</summary>
    public required int TotalMs { get; init; }

    /// <summary>The mind was asked before the turn was certain.</summary>
    public bool IsAhead { get; init; }
}
