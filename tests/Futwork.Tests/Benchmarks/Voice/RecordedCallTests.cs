using Futwork.Benchmarks.Voice.Callers;
using Futwork.Benchmarks.Voice.Scoring;

namespace Futwork.Tests.Benchmarks.Voice;

public sealed class RecordedCallTests
{
    [Fact]
    public void A_turn_is_one_stretch_with_its_pauses_and_the_answer_is_timed_to_the_sample()
    {
        VoiceScore score = Score(Call([Turn(2, 4)], (0, 1.5), (4.735, 6)));

        score.Responses.ShouldBe([0.735], 1e-9);
        score.Interaction.ResponseSeconds!.Value.ShouldBe(0.6, 1e-9);
        score.Eva.ShouldBe(1);
    }

    [Fact]
    public void An_agent_that_begins_within_a_turn_cuts_in()
    {
        VoiceScore score = Score(Call([Turn(2, 6)], (0, 1.5), (3.5, 3.9), (6.8, 8)));

        score.Categories.Single().CutIns.ShouldBe(1);
        score.Interaction.AgentInterruptions.ShouldBe(1);
        score.Responses.ShouldBeEmpty();
        score.Eva.ShouldBe(0.4);
    }

    [Fact]
    public void An_interruption_is_yielded_to_when_the_agent_falls_silent()
    {
        VoiceScore score = Score(Call([Turn(2, 3, overAgent: true)], (0, 2.5), (3.8, 5)));

        score.Yields.ShouldBe([0.5], 1e-9);
        score.Interaction.YieldRate.ShouldBe(1);
        score.Interaction.YieldSeconds!.Value.ShouldBe(0.6, 1e-9);
    }

    [Fact]
    public void A_pause_of_the_agent_shorter_than_a_fifth_of_a_second_is_no_stop()
    {
        RecordedCall through = Call([Sound(CallerSoundKind.Backchannel, 2, 2.4)], (0, 2.3), (2.45, 8));
        RecordedCall stopped = Call([Sound(CallerSoundKind.Backchannel, 2, 2.4)], (0, 2.3), (2.75, 8));

        MomentOutcome.Of(through).Single().IsRight.ShouldBeTrue();
        MomentOutcome.Of(stopped).Single().IsRight.ShouldBeFalse();
        Score(through).Interaction.Backchannel.ShouldBe(1);
        Score(stopped).Interaction.Backchannel.ShouldBe(0);
    }

    [Theory]
    [InlineData(2, 9, 1)]
    [InlineData(2, 2.7, 0)]
    public void Talk_in_the_room_over_the_agent_counts_when_it_is_right_and_when_it_is_wrong(double from, double agentUntil, double share) =>
        Score(Call([Sound(CallerSoundKind.NonDirected, from, from + 0.5)], (0, agentUntil))).Interaction.NonDirected.ShouldBe(share);

    [Fact]
    public void A_cough_in_silence_is_no_turn_that_asks_for_an_answer()
    {
        VoiceScore score = Score(Call([Sound(CallerSoundKind.VocalTic, 3, 3.5, overAgent: false), Turn(6, 7)], (0, 1.5), (7.9, 9)));

        score.Interaction.VocalTic.ShouldBe(1);
        score.Interaction.ResponseRate.ShouldBe(1);
        score.Interaction.Counts[InteractionKind.Response].ShouldBe(1);
    }

    [Fact]
    public void A_cough_within_a_turn_is_held_against_a_prompt_answer_only_by_the_letter()
    {
        CallerEvent turn = Turn(2, 4) with { Tics = [new Stretch(2.5, 3)] };

        VoiceScore score = Score(Call([turn], (0, 1.5), (4.8, 6)));

        score.Interaction.VocalTic.ShouldBeNull();
        score.ToTheLetter.VocalTic.ShouldBe(0);
    }

    [Fact]
    public void A_last_turn_without_an_answer_is_missed()
    {
        RecordedCall call = Call([Turn(2, 3), Turn(6, 7)], (0, 1.5), (3.8, 5));

        call.MissedLastTurn.ShouldBeTrue();
        Score(call).Eva.ShouldBe(0);
    }

    private static VoiceScore Score(RecordedCall call) => VoiceScore.Of([call]);

    private static RecordedCall Call(IReadOnlyList<CallerEvent> caller, params (double Start, double End)[] agent) =>
        new("call", caller, [.. agent.Select(a => new Stretch(a.Start, a.End))], 12);

    private static CallerEvent Turn(double from, double to, bool overAgent = false) => Sound(CallerSoundKind.Turn, from, to, overAgent);

    private static CallerEvent Sound(CallerSoundKind kind, double from, double to, bool overAgent = true) => new(kind, "moment", new Stretch(from, to), overAgent);
}
