using Futwork.Realtime.Turns.Languages;

namespace Futwork.Realtime.Turns;

/// <summary>The waits of a preset in a language, in milliseconds, and how certain the end of a turn must be for the short ones.</summary>
/// <param name="Threshold">The score from which words count as complete, 0 to 1.</param>
/// <param name="Settled">After words that settle the question.</param>
/// <param name="ActionDelay">After words that sound complete.</param>
/// <param name="Unfinished">After words that sound unfinished.</param>
/// <param name="Timeout">The longest wait, whatever the words say.</param>
internal readonly record struct TurnTimes(double Threshold, int Settled, int ActionDelay, int Unfinished, int Timeout);

/// <summary>How quick an agent is, by name, in the language it speaks.</summary>
internal static class TurnPresets
{
    public static readonly IReadOnlyList<string> Names = ["snappy", "balanced", "patient"];

    /// <summary>The waits; those of <c>balanced</c> for a name that is none.</summary>
    public static TurnTimes Times(string preset, TurnLanguage language)
    {
        TurnTimes balanced = Balanced(language);
        return preset switch
        {
            "snappy" => Scale(balanced, 0.7, balanced.Threshold),
            "patient" => Scale(balanced, 1.6, Math.Max(0.6, balanced.Threshold)),
            _ => balanced,
        };
    }

    /// <summary>Speakers of English pause longer within a turn than speakers of Hindi (1.6 s against 0.7 s at the same rate of cut-offs). English by the tuning turns of <c>bench ... turns</c>.</summary>
    private static TurnTimes Balanced(TurnLanguage language) => language.Name switch
    {
        "English" => new TurnTimes(0.6, 300, 650, 1500, 4000),
        "Hindi" => new TurnTimes(0.5, 300, 600, 1500, 3000),
        "Hinglish" => new TurnTimes(0.6, 300, 600, 1500, 4000),
        _ => new TurnTimes(0.5, 300, 700, 1500, 4000),
    };

    private static TurnTimes Scale(TurnTimes times, double factor, double threshold) => new(
        threshold, Round(times.Settled * factor), Round(times.ActionDelay * factor), Round(times.Unfinished * factor), Round(times.Timeout * factor));

    private static int Round(double milliseconds) => (int)Math.Round(milliseconds / 10) * 10;
}
