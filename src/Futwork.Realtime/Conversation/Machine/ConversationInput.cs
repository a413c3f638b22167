using Futwork.Realtime.Conversation.Minds;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Turns;

namespace Futwork.Realtime.Conversation.Machine;

/// <summary>What the conversation machine is told. Times are since the answer.</summary>
internal abstract record ConversationInput
{
    /// <summary>The person picked up.</summary>
    internal sealed record Answered : ConversationInput;

    /// <summary>The time has come that the machine asked for.</summary>
    internal sealed record Tick : ConversationInput;

    /// <summary>The person began to make a sound at <paramref name="At"/>.</summary>
    internal sealed record SpeechBegan(TimeSpan At) : ConversationInput
    {
        /// <summary>How much sound the agent had left to play, when all of it is there.</summary>
        public TimeSpan? AgentLeft { get; init; }
    }

    /// <summary>The person's sound dropped at <paramref name="At"/>: their speech may be over.</summary>
    internal sealed record SpeechDipped(TimeSpan At) : ConversationInput;

    /// <summary>The person's speech goes on after all.</summary>
    internal sealed record SpeechRose : ConversationInput;

    /// <summary>The person's sound ended at <paramref name="At"/>, with this melody (<see cref="Turns.PhraseMelody"/>).</summary>
    internal sealed record SpeechEnded(TimeSpan At, double Melody = 0) : ConversationInput;

    /// <summary>The person's sound has been going on for a while, this loud in dBFS.</summary>
    internal sealed record SpeechLevel(double Dbfs) : ConversationInput;

    /// <summary>The person's sound is rather a hum than words, or words after all (<see cref="Turns.VoiceCue"/>).</summary>
    internal sealed record SpeechHums(bool Hums) : ConversationInput;

    /// <summary>The ears understood something, whose words were so loud in dBFS; null when that is not known.</summary>
    internal sealed record Recognised(RecognitionResult Result, double? Dbfs = null) : ConversationInput;

    /// <summary>A tone was on the line.</summary>
    internal sealed record ToneHeard(Tone Tone) : ConversationInput;

    /// <summary>A key was pressed.</summary>
    internal sealed record Key(char Digit) : ConversationInput;

    /// <summary>A piece of the mind's reply number <paramref name="ReplyId"/>.</summary>
    internal sealed record Replied(int ReplyId, Reply Reply) : ConversationInput;

    /// <summary>The mind has nothing to add to its reply.</summary>
    internal sealed record ReplyEnded(int ReplyId) : ConversationInput;

    /// <summary>The first sound of an utterance was played at <paramref name="At"/>; the mouth took <paramref name="EngineTime"/> for it.</summary>
    internal sealed record UtteranceBegan(int Id, TimeSpan At, TimeSpan EngineTime) : ConversationInput;

    /// <summary>An utterance plays no more; <paramref name="Heard"/> of it was heard, until <paramref name="At"/>.</summary>
    internal sealed record UtteranceClosed(int Id, string Heard, TimeSpan At) : ConversationInput;

    /// <summary>The person talks with whoever takes over, through us: from here on the call is as long as they like.</summary>
    internal sealed record Bridged : ConversationInput;

    /// <summary>The person was handed over, or could not be.</summary>
    internal sealed record TransferEnded(bool Succeeded) : ConversationInput;

    /// <summary>Ears, mind or mouth failed for good.</summary>
    internal sealed record EngineFailed(ConversationEnd Which) : ConversationInput
    {
        /// <summary>The reply that the mind failed at; null where it is no matter of one reply.</summary>
        public int? ReplyId { get; init; }

        /// <summary>The agent can still say that it is sorry.</summary>
        public bool CanApologise { get; init; } = true;
    }

    /// <summary>Somebody wants the call to end now.</summary>
    internal sealed record HangUpRequested : ConversationInput;

    /// <summary>The leg is over.</summary>
    internal sealed record LegOver(ConversationEnd Why) : ConversationInput;
}
