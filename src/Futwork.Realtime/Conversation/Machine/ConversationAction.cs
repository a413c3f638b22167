using Futwork.Realtime.Conversation.Minds;
using Futwork.Realtime.Speech;

namespace Futwork.Realtime.Conversation.Machine;

/// <summary>What the conversation machine wants done.</summary>
internal abstract record ConversationAction
{
    /// <summary>Say it as part of reply number <paramref name="ReplyId"/>, behind what is being said.</summary>
    internal sealed record Speak(int Id, int ReplyId, Reply.Say Say) : ConversationAction;

    /// <summary>Leave out an utterance that nobody has heard anything of.</summary>
    internal sealed record Drop(int Id) : ConversationAction;

    /// <summary>Let the agent's voice go on softly.</summary>
    internal sealed record Soften : ConversationAction;

    /// <summary>Hold the agent's voice.</summary>
    internal sealed record Pause : ConversationAction;

    /// <summary>Let it go on.</summary>
    internal sealed record Resume : ConversationAction;

    /// <summary>Drop what is being said, what was to follow, and the mind's thought.</summary>
    internal sealed record Silence : ConversationAction;

    /// <summary>Ask the mind for reply number <paramref name="ReplyId"/>; <paramref name="IsAhead"/>: to a turn that is only likely to be over.</summary>
    internal sealed record Ask(int ReplyId, PersonTurn Turn, bool IsAhead = false) : ConversationAction;

    /// <summary>Tell the mind that the turn it was asked about ahead is certain.</summary>
    internal sealed record Commit : ConversationAction;

    /// <summary>Tell the mind what was heard of its reply.</summary>
    internal sealed record TellHeard(string Text, bool Interrupted) : ConversationAction;

    /// <summary>Tell the mind that nothing of its reply was heard.</summary>
    internal sealed record Retract : ConversationAction;

    /// <summary>Tell the mind to remember the person's words otherwise.</summary>
    internal sealed record Reword(string Said, string Instead) : ConversationAction;

    /// <summary>Tell the ears what to expect.</summary>
    internal sealed record Expect(Expectation Expectation) : ConversationAction;

    /// <summary>Tell the ears that the sound ends here.</summary>
    internal sealed record EndListening : ConversationAction;

    /// <summary>Let the ears go: the call goes on without them.</summary>
    internal sealed record CloseEars : ConversationAction;

    /// <summary>Keep a line of the transcript.</summary>
    internal sealed record Keep(TranscriptLine Line) : ConversationAction;

    /// <summary>Tell whoever watches.</summary>
    internal sealed record Report(ConversationEvent Event) : ConversationAction;

    /// <summary>Play keys to the far end.</summary>
    internal sealed record SendKeys(string Digits) : ConversationAction;

    /// <summary>Hand the person over.</summary>
    internal sealed record Transfer(string Number) : ConversationAction;

    /// <summary>Play the hold sound, or no longer.</summary>
    internal sealed record Hold(bool On) : ConversationAction;

    /// <summary>End the leg.</summary>
    internal sealed record HangUp : ConversationAction;
}
