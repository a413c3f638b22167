using Futwork.Realtime.Conversation.Speaking;

namespace Futwork.Realtime.Conversation.Rules;

/// <summary>The sounds behind the voices are ones that there are.</summary>
internal static class SoundRules
{
    public static void Check(SoundSettings sounds, ProblemList problems)
    {
        problems.Require(
            SoundLoops.Ambient.Contains(sounds.Ambient), "/sounds/ambient", $"There is no background '{sounds.Ambient}'; use {string.Join(", ", SoundLoops.Ambient)}.");
        problems.InRange(sounds.Level, 0, 1, "/sounds/level", "");
        problems.Require(SoundLoops.Holds.Contains(sounds.Hold), "/sounds/hold", $"There is no hold sound '{sounds.Hold}'; use {string.Join(", ", SoundLoops.Holds)}.");
        problems.InRange(sounds.FillerMilliseconds, 200, 10_000, "/sounds/fillerMilliseconds", "ms");
    }
}
