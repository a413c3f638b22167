using Futwork.Realtime.Turns.Languages;

namespace Futwork.Realtime.Turns;

/// <summary>The person asks for time: "one second, let me check" names no number and no day.</summary>
internal static class HoldRequest
{
    private static readonly HashSet<string> Inserted = ["first", "just", "quickly", "pehle", "पहले"];

    /// <summary>The words end in a phrase that asks for time, which may have a word in between: "let me first see".</summary>
    public static bool Is(string[] words) =>
        TextCompleteness.Score(string.Join(' ', words.Where(word => !Inserted.Contains(word))), Awaited.Anything, TurnLanguage.Hinglish).Cue is TurnCue.Hold;
}
