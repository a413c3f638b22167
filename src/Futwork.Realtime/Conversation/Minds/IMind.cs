namespace Futwork.Realtime.Conversation.Minds;

/// <summary>
/// What decides what the agent says. The conversation asks with each turn of the person, then reports what became of the
/// reply, <see cref="Heard"/> or <see cref="Retract"/>, before it asks again.
/// </summary>
internal interface IMind
{
    /// <summary>What it did so far besides talking.</summary>
    MindRecord Record { get; }

    /// <summary>It gains from being asked on a likely end of the turn, before the turn is certain.</summary>
    bool ThinksAhead { get; }

    /// <summary>
    /// Replies to a turn, piece by piece. Cancelled when the person speaks again. Asked ahead of <see cref="PersonTurn.Committed"/>,
    /// it is cancelled and retracted when the turn turns out another one.
    /// </summary>
    IAsyncEnumerable<Reply> ReplyAsync(PersonTurn turn, CancellationToken cancellationToken);

    /// <summary>This much of the latest reply reached the person's ear.</summary>
    void Heard(string text, bool interrupted);

    /// <summary>
    /// Nothing of the latest reply was heard, since the person spoke on: it never happened, and neither did the turn it
    /// replied to. That turn's words come again, with more behind them. An opening of which hardly anything was heard counts
    /// as unheard: the mind begins anew with the next turn, whatever it is.
    /// </summary>
    void Retract();

    /// <summary>The person's words are to be remembered otherwise: they held the beginning of something that nobody may know.</summary>
    void Reword(string said, string instead);
}
