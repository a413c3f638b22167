using System.Globalization;
using Futwork.Benchmarks.Voice.Scoring;
using static Futwork.Benchmarks.Voice.Scoring.InteractionKind;

namespace Futwork.Tests.Benchmarks.Voice;

/// <summary>The facts are those of tau2-bench's tests/test_voice/test_interaction_metrics (MIT): its patterns of ticks, and its three recorded calls.</summary>
public sealed class InteractionScoreTests
{
    [Fact]
    public void The_recorded_calls_of_the_benchmark_score_what_its_own_pipeline_says()
    {
        InteractionScore score = InteractionScore.Of(Recorded().SelectMany(new InteractionEvents(0.2).Of));

        score.ResponseSeconds!.Value.ShouldBe(1.4588235294117646, 1e-9);
        score.YieldSeconds!.Value.ShouldBe(0.6695652173913044, 1e-9);
        score.ResponseRate!.Value.ShouldBe(0.9714285714285714, 1e-9);
        score.YieldRate.ShouldBe(1.0);
        score.AgentInterruptions!.Value.ShouldBe(0.22857142857142856, 1e-9);
        score.Backchannel!.Value.ShouldBe(0.33333333333333337, 1e-9);
        score.VocalTic!.Value.ShouldBe(0.1428571428571429, 1e-9);
        score.NonDirected!.Value.ShouldBe(0.16666666666666663, 1e-9);
        score.Counts.ShouldBe(
            new Dictionary<InteractionKind, int> { [Response] = 35, [Yield] = 23, [Backchannel] = 3, [VocalTic] = 7, [NonDirected] = 6, [AgentInterrupts] = 8 },
            ignoreOrder: true);
    }

    [Theory]
    [InlineData("uuuuu.....aaaaa.....", Response, true, 1.0)]
    [InlineData("aaaaxxxuuu.....aaa..", Yield, true, 0.6)]
    [InlineData("aaxxxxaaaaaaaaaaaa..", Yield, false, null)]
    [InlineData("aaabbaaaaaaaa..", Backchannel, true, null)]
    [InlineData("aaabb........", Backchannel, false, null)]
    [InlineData("aaattt........", VocalTic, false, null)]
    [InlineData("aaa...nn...............", NonDirected, true, null)]
    [InlineData("aaa...nn...aaa.........", NonDirected, false, null)]
    public void A_pattern_of_ticks_is_the_event_that_the_benchmark_sees(string pattern, object kind, bool right, double? seconds)
    {
        InteractionEvent found = Events(pattern).Where(e => e.Kind.Equals(kind)).ShouldHaveSingleItem();

        found.IsRight.ShouldBe(right);
        (found.Seconds ?? -1).ShouldBe(seconds ?? -1, 1e-9);
    }

    [Fact]
    public void A_turn_after_which_the_person_must_speak_again_was_not_answered()
    {
        Events("uuuuu..........uuuuu.....aaa...").Where(e => e.Kind is Response).Select(e => e.IsRight).ShouldBe([false, true]);
    }

    [Fact]
    public void The_single_tick_of_speech_with_which_a_recording_ends_is_left_out()
    {
        InteractionEvents.WithoutLastWord(Ticks("aaa.u")).Count.ShouldBe(4);
        InteractionEvents.WithoutLastWord(Ticks("aaauu")).Count.ShouldBe(5);
    }

    [Fact]
    public void What_never_happened_has_no_rate()
    {
        InteractionScore score = InteractionScore.Of(Events("uuu..aaa.."));

        score.ResponseRate.ShouldBe(1);
        score.Backchannel.ShouldBeNull();
        score.YieldSeconds.ShouldBeNull();
    }

    private static IReadOnlyList<InteractionEvent> Events(string pattern) => new InteractionEvents(0.2).Of(Ticks(pattern));

    /// <summary>u: person, a: agent, x: both, b: both with a backchannel, t: both with a tic, n: not for the agent, in silence.</summary>
    private static List<Tick> Ticks(string pattern) =>
        [.. pattern.Select(c => new Tick(
            "uxbt".Contains(c), "axbt".Contains(c), c is 'b', c is 't' ? SoundEffect.VocalTic : c is 'n' ? SoundEffect.NonDirected : SoundEffect.None))];

    private static List<Tick[]> Recorded()
    {
        var calls = new SortedDictionary<int, Tick[]>();
        foreach (string[] row in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Benchmarks", "Data", "tau-voice-golden.csv")).Skip(1).Select(l => l.Split(',')))
        {
            (int call, int from, int to) = (Number(row[0]), Number(row[2]), Number(row[3]));
            if (row[1] == "length")
                calls[call] = new Tick[to];
            for (int i = from; i < to; i++)
                calls[call][i] = With(calls[call][i], row[1]);
        }

        return [.. calls.Values];
    }

    private static Tick With(Tick tick, string what) => what switch
    {
        "user" => tick with { User = true },
        "agent" => tick with { Agent = true },
        "backchannel" => tick with { Backchannel = true },
        "vocal_tic" => tick with { Effect = SoundEffect.VocalTic },
        "non_directed" => tick with { Effect = SoundEffect.NonDirected },
        _ => tick,
    };

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
