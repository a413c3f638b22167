using Futwork.Realtime.Turns;

namespace Futwork.Realtime.Conversation.Minds;

/// <summary>A piece of a mind's reply, as soon as it is there.</summary>
internal abstract record Reply
{
    /// <summary>Say this, all variables filled.</summary>
    internal sealed record Say(string Text, bool Interruptible) : Reply
    {
        /// <summary>When somebody does cut it, it is said again from the beginning: the line matters in full, such as a consent notice.</summary>
        public bool MustComplete { get; init; }

        /// <summary>It stands written and is said in other calls too: its sound is worth keeping.</summary>
        public bool IsFixed { get; init; }

        /// <summary>Worth saying only if nothing else is to be said: left out once it is late, and never said twice.</summary>
        public bool MayDrop { get; init; }
    }

    /// <summary>Then wait for this.</summary>
    internal sealed record Listen(Awaited Awaited) : Reply;

    /// <summary>Then hang up.</summary>
    internal sealed record End(ConversationEnd Why, string? Disposition) : Reply;

    /// <summary>A tool runs from now on: nothing more comes until it has ended.</summary>
    /// <param name="Id">The model's own id of the tool call.</param>
    /// <param name="Name">The tool.</param>
    /// <param name="Meanwhile">What to say while it runs, all variables filled; null takes the language's own filler.</param>
    internal sealed record ToolBegan(string Id, string Name, string? Meanwhile) : Reply;

    /// <summary>A tool has ended.</summary>
    internal sealed record ToolEnded(ToolCallRecord Record) : Reply;

    /// <summary>Play these keys to the far end once what was said before has been heard.</summary>
    internal sealed record SendKeys(string Digits) : Reply;

    /// <summary>Hand the person over to this number once what was said before has been heard.</summary>
    internal sealed record Transfer(string Number) : Reply;

    /// <summary>The model has done what the flow handed it; the flow goes on with these fields. Stays between minds.</summary>
    internal sealed record HandBack(IReadOnlyList<KeyValuePair<string, string>> Fields) : Reply;
}
