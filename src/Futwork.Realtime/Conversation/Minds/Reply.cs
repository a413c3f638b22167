using Futwork.Realtime.Turns;

namespace Futwork.Realtime.Conversation.Minds;

/// <summary>A piece of a mind's reply, as soon as it is there.</summary>
internal abstract record Reply
{
    /// <summary>Say this, all variables filled.</summary>
    internal sealed record Say(string Text, bool Interruptible) : Reply;

    /// <summary>Then wait for this.</summary>
    internal sealed record Listen(Awaited Awaited) : Reply;

    /// <summary>Then hang up.</summary>
    internal sealed record End(ConversationEnd Why, string? Disposition) : Reply;
}
