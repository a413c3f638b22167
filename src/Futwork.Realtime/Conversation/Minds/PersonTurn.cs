namespace Futwork.Realtime.Conversation.Minds;

/// <summary>What the person did, as a mind sees it.</summary>
internal enum PersonTurnKind
{
    /// <summary>Picked up: the agent begins.</summary>
    Answered,

    /// <summary>Said something.</summary>
    Words,

    /// <summary>Pressed keys.</summary>
    Keys,

    /// <summary>Spoke, but was not understood.</summary>
    Unclear,

    /// <summary>Said nothing for too long.</summary>
    Silence,

    /// <summary>Could not be handed over: the person is still there.</summary>
    TransferFailed,
}

/// <summary>A turn of the person.</summary>
/// <param name="Kind">What it was.</param>
/// <param name="Text">The words, or the keys.</param>
/// <param name="Silences">For silence: how many in a row, from 1.</param>
internal sealed record PersonTurn(PersonTurnKind Kind, string Text = "", int Silences = 0)
{
    /// <summary>What was said besides: while keys were pressed, while a transfer was tried, or before that and never answered.</summary>
    public string Beside { get; init; } = "";

    /// <summary>
    /// Completes when the turn is certain. A reply may be thought of ahead of that, on a likely end of the turn; whatever leaves a
    /// trace outside the conversation (a tool, a label) waits for it.
    /// </summary>
    public Task Committed { get; init; } = Task.CompletedTask;
}
