namespace Futwork.Realtime.Turns;

/// <summary>What a turn of the person amounts to.</summary>
internal enum TurnContent
{
    /// <summary>Words were understood.</summary>
    Words,

    /// <summary>Keys were pressed.</summary>
    Keys,

    /// <summary>Somebody spoke, but no words were understood, or only guessed.</summary>
    Unclear,

    /// <summary>A sound too short to be an answer.</summary>
    Noise,
}

/// <summary>A turn of the person that is over.</summary>
/// <param name="Content">What it amounts to.</param>
/// <param name="Text">The words, or the keys; empty unless there are any.</param>
/// <param name="Start">When it began, since the answer.</param>
/// <param name="End">When its last sound ended, since the answer.</param>
/// <param name="EngineTime">The recogniser's own part of the time since then.</param>
/// <param name="Decision">Why it counts as over: its score and the silence waited for.</param>
internal sealed record TurnVerdict(
    TurnContent Content, string Text, TimeSpan Start, TimeSpan End, TimeSpan EngineTime = default, EndOfTurn? Decision = null);

/// <summary>
/// A turn with the recogniser's last words, which came after it had gone without them. When its reply was not heard yet, it is
/// better asked anew; otherwise the words belong into the transcript, and never to the turn after.
/// </summary>
/// <param name="Turn">The turn with all of its words.</param>
internal sealed record LateWords(TurnVerdict Turn);
