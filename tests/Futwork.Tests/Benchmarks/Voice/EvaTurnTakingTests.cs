using Futwork.Benchmarks.Voice.Scoring;

namespace Futwork.Tests.Benchmarks.Voice;

/// <summary>The facts are those of EVA's tests/unit/metrics/test_turn_taking.py (MIT).</summary>
public sealed class EvaTurnTakingTests
{
    private static readonly EvaTurn Greeting = new([], []);

    [Theory]
    [InlineData(-1000, 0)]
    [InlineData(-500, 0)]
    [InlineData(-200, 0.3)]
    [InlineData(0, 0.5)]
    [InlineData(200, 0.7)]
    [InlineData(500, 1)]
    [InlineData(2000, 1)]
    [InlineData(2750, 0.5)]
    [InlineData(3500, 0)]
    [InlineData(8000, 0)]
    public void An_answer_is_best_between_half_a_second_and_two(double milliseconds, double score) =>
        EvaTurnTaking.Latency(milliseconds).ShouldBe(score, 1e-9);

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(3000, 1)]
    [InlineData(3500, 0.75)]
    [InlineData(4500, 0.25)]
    [InlineData(5000, 0)]
    public void An_answer_that_needs_a_tool_may_take_longer(double milliseconds, double score) =>
        EvaTurnTaking.Latency(milliseconds, hasToolCall: true).ShouldBe(score, 1e-9);

    [Theory]
    [InlineData(0, 0.5, 1)]
    [InlineData(200, 0.45, 0.9)]
    [InlineData(500, 0.375, 0.75)]
    [InlineData(1000, 0.25, 0.5)]
    [InlineData(2000, 0, 0)]
    [InlineData(2600, 0, 0)]
    public void Speaking_at_once_costs_the_one_who_began(double milliseconds, double overlap, double yield)
    {
        EvaTurnTaking.Overlap(milliseconds).ShouldBe(overlap, 1e-9);
        EvaTurnTaking.Yield(milliseconds).ShouldBe(yield, 1e-9);
    }

    [Fact]
    public void Turns_answered_after_a_second_are_perfect() =>
        EvaTurnTaking.Score([Greeting, Turn((0, 1), (2, 3.5)), Turn((5, 6), (7, 8.5)), Turn((10, 11), (12, 13.5))]).ShouldBe(1);

    [Fact]
    public void A_call_whose_last_turn_is_missed_gets_nothing() =>
        EvaTurnTaking.Score([Greeting, Turn((0, 1), (2, 3)), Turn((5, 6))], missedLastTurn: true).ShouldBe(0);

    [Fact]
    public void A_call_without_turns_gets_nothing() => EvaTurnTaking.Score([Greeting]).ShouldBe(0);

    [Fact]
    public void A_short_cut_in_with_a_prompt_answer_behind_it_costs_by_the_overlap() =>
        Cut((0, 1), (0.8, 1.0), (2, 3)).ShouldBe(0.45);

    [Fact]
    public void A_short_cut_in_with_a_long_wait_behind_it_is_worth_nothing() =>
        Cut((0, 1), (0.8, 1.0), (9, 10)).ShouldBe(0);

    [Fact]
    public void An_agent_that_talks_on_through_the_end_of_the_turn_waits_for_nothing() =>
        Cut((0, 1), (0.83, 5), (5, 7.5), (7.5, 9)).ShouldBe(0.4575);

    [Fact]
    public void Three_cut_ins_in_a_turn_are_worth_nothing_however_short() =>
        Cut((0, 10), (2, 2.05), (5, 5.05), (8, 8.05), (11, 12)).ShouldBe(0);

    [Fact]
    public void Overlap_is_counted_stretch_by_stretch() =>
        EvaTurnTaking.Scores([Greeting, new EvaTurn([new(0, 4), new(18, 27)], [new(3.8, 14), new(28, 40)]) { AgentInterrupted = true }]).Single().ShouldBe(0.45);

    [Fact]
    public void Yielding_is_measured_from_the_interruption_to_the_last_sound_of_the_turn_before() =>
        EvaTurnTaking.Scores([Greeting, Turn((0, 2), (2.5, 3.1)), Turn((3, 4), (5, 6)) with { UserInterrupted = true }]).Last().ShouldBe(0.95);

    [Fact]
    public void The_worse_of_two_interruptions_counts() =>
        EvaTurnTaking.Scores(
            [Greeting, Turn((0, 2), (2.5, 4.5)), Turn((3, 5), (4.8, 7)) with { UserInterrupted = true, AgentInterrupted = true }]).Last().ShouldBe(0.25);

    private static double Cut((double Start, double End) user, params (double Start, double End)[] agent) =>
        EvaTurnTaking.Scores([Greeting, Turn(user, agent) with { AgentInterrupted = true }]).Single();

    private static EvaTurn Turn((double Start, double End) user, params (double Start, double End)[] agent) =>
        new([new Stretch(user.Start, user.End)], [.. agent.Select(a => new Stretch(a.Start, a.End))]);
}
