using System.Text.Json;
using Futwork.Realtime.Conversation.Rules;
using Futwork.Realtime.Turns;

namespace Futwork.Tests.Realtime.Conversation.Rules;

public sealed class TurnRulesTests
{
    [Fact]
    public void The_settings_of_every_preset_are_fine() =>
        new[] { "snappy", "balanced", "patient" }.SelectMany(p => Check(new TurnSettings { Preset = p })).ShouldBeEmpty();

    [Fact]
    public void Each_wrong_setting_is_pointed_at()
    {
        Check(new TurnSettings { Preset = "quick" }).ShouldBe(["/turns/preset"]);
        Check(new TurnSettings { SettledMilliseconds = 5 }).ShouldBe(["/turns/settledMilliseconds"]);
        Check(new TurnSettings { TimeoutMilliseconds = 1000 }).ShouldBe(["/turns/timeoutMilliseconds"]);
        Check(new TurnSettings { MaxTurnSeconds = 1 }).ShouldBe(["/turns/maxTurnSeconds"]);
        Check(new TurnSettings { Interruption = new InterruptionSettings { Words = 0, SustainedMilliseconds = 1, ResumeMilliseconds = 1, StopPhrases = ["stop", "!"], Backchannels = [""] } })
            .ShouldBe(["/turns/interruption/words", "/turns/interruption/sustainedMilliseconds", "/turns/interruption/resumeMilliseconds", "/turns/interruption/stopPhrases/1", "/turns/interruption/backchannels/0"]);
        Check(new TurnSettings { Keys = new KeySettings { GapMilliseconds = 1, Terminator = "##" } }).ShouldBe(["/turns/keys/gapMilliseconds", "/turns/keys/terminator"]);
        Check(new TurnSettings { Keys = new KeySettings { Terminator = "" } }).ShouldBeEmpty();
    }

    [Fact]
    public void Settings_saved_before_there_were_presets_still_load()
    {
        TurnSettings settings = JsonSerializer.Deserialize<TurnSettings>("""{"interruptible":false,"endOfTurnMilliseconds":800,"unfinishedTurnMilliseconds":2000,"silenceMilliseconds":7000}""", JsonSerializerOptions.Web)!;

        settings.ShouldBe(new TurnSettings { Interruptible = false, EndOfTurnMilliseconds = 800, UnfinishedTurnMilliseconds = 2000, Interruption = settings.Interruption });
        Check(settings).ShouldBeEmpty();
    }

    private static string[] Check(TurnSettings settings)
    {
        var problems = new ProblemList();
        TurnRules.Check(settings, "en-IN", problems);
        return [.. problems.All.Select(p => p.Pointer)];
    }
}
