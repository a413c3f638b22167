namespace Futwork.Realtime.Turns;

/// <summary>What a turn of the person amounts to.</summary>
internal enum TurnContent
{
    /// <summary>Words were understood.</summary>
    Words,

    /// <summary>Somebody spoke, but no words were understood, or only guessed.</summary>
    Unclear,

    /// <summary>A sound too short to be an answer.</summary>
    Noise,
}

/// <summary>A turn of the person that is over.</summary>
/// <param name="Content">What it amounts to.</param>
/// <param name="Text">The words; empty unless there are any.</param>
/// <param name="Start">When it began, since the answer.</param>
/// <param name="End">When its last sound ended, since the answer.</param>
/// <param name="EngineTime">The recogniser's own part of the time since then.</param>
/// <param name="Decision">Why it counts as over: its score and the silence waited for.</param>
internal sealed record TurnVerdict(
    TurnContent Content, string Text, TimeSpan Start, TimeSpan End, TimeSpan EngineTime = default, EndOfTurn? Decision = null);

/// <summary>
/// The recogniser's last words for a turn that went without them. When its reply was not heard yet, the turn is better asked
/// anew with them; otherwise they belong into the transcript, and never to the turn after.
/// </summary>
/// <param name="Turn">The turn as it went.</param>
/// <param name="Text">What was said in it after all.</param>
internal sealed record LateWords(TurnVerdict Turn, string Text);
