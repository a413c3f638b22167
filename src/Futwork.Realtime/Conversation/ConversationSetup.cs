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
