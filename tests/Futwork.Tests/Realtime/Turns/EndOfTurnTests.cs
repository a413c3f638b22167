using Futwork.Realtime.Speech;
using Futwork.Realtime.Turns;

namespace Futwork.Tests.Realtime.Turns;

/// <summary>From score to wait.</summary>
public sealed class EndOfTurnTests
{
    [Theory]
    [InlineData("snappy", "en-IN", 210, 420, 1050, 2800)]
    [InlineData("balanced", "en-IN", 300, 600, 1500, 4000)]
    [InlineData("patient", "en-IN", 480, 960, 2400, 6400)]
    [InlineData("balanced", "hi-IN", 300, 600, 1500, 3000)]
    [InlineData("balanced", "en-US", 300, 650, 1500, 4000)]
    [InlineData("balanced", "fr-FR", 300, 700, 1500, 4000)]
    public void A_preset_sets_every_wait_for_the_language(string preset, string language, int settled, int delay, int unfinished, int timeout)
    {
        TurnPolicy policy = TurnPolicy.From(new TurnSettings { Preset = preset }, language);

        new[] { policy.Settled, policy.ActionDelay, policy.Unfinished, policy.Timeout }.Select(t => (int)t.TotalMilliseconds).ShouldBe([settled, delay, unfinished, timeout]);
    }

    [Theory]
    [InlineData("yes please", 300)]
    [InlineData("the weather is nice", 486)]
    [InlineData("well actually my", 1500)]
    [InlineData("hold on", 4000)]
    [InlineData("", 600)]
    public void Words_set_the_wait(string text, int wait) => Wait(text, settledBy: "yes").ShouldBe(wait, 1);

    [Theory]
    [InlineData("the weather is nice", -1, 714)]
    [InlineData("the weather is nice", -0.3, 545)]
    [InlineData("the weather is nice", 1, 331)]
    [InlineData("is the weather nice?", -1, 588)]
    [InlineData("my name is not", 1, 821)]
    [InlineData("hold on", 1, 4000)]
    [InlineData("yes please", -1, 300)]
    public void The_end_of_the_voice_moves_the_wait_but_makes_no_end_certain(string text, double melody, int wait)
    {
        Awaited yes = Awaited.Anything with { IsSettledBy = t => t.StartsWith("yes", StringComparison.Ordinal) };

        EndOfTurn.Of(new TurnEvidence(text, yes, Melody: melody), new TurnPolicy()).Wait.TotalMilliseconds.ShouldBe(wait, 1);
    }

    [Fact]
    public void An_incomplete_value_gets_a_quarter_more_than_unfinished_words()
    {
        EndOfTurn.Of(new TurnEvidence("nine eight seven", new Awaited(new Expectation()) { Slot = SlotType.Phone }), new TurnPolicy()).Wait.TotalMilliseconds.ShouldBe(1875);
    }

    [Theory]
    [InlineData(900, 200, 200)]
    [InlineData(200, null, 200)]
    public void A_set_wait_takes_the_place_of_the_presets(int delay, int? settled, int expected)
    {
        TurnPolicy policy = TurnPolicy.From(new TurnSettings { EndOfTurnMilliseconds = delay, SettledMilliseconds = settled }, "en-IN");

        policy.ActionDelay.TotalMilliseconds.ShouldBe(delay);
        policy.Settled.TotalMilliseconds.ShouldBe(expected);
    }

    [Fact]
    public void A_longer_wait_lifts_those_that_must_be_longer_still()
    {
        TurnPolicy policy = TurnPolicy.From(new TurnSettings { EndOfTurnMilliseconds = 4500 }, "en-IN");

        policy.Unfinished.TotalMilliseconds.ShouldBe(4500);
        policy.Timeout.TotalMilliseconds.ShouldBe(4500);
    }

    [Theory]
    [InlineData(TurnSignal.End, "we sold the house", 300)]
    [InlineData(TurnSignal.End, "well actually my", 300)]
    [InlineData(TurnSignal.End, "hold on", 4000)]
    [InlineData(TurnSignal.LikelyEnd, "we sold the house", 300)]
    [InlineData(TurnSignal.Resumed, "we sold the house", 1500)]
    public void The_recognisers_own_belief_counts_but_does_not_overrule_a_request_for_time(TurnSignal signal, string text, int wait) =>
        EndOfTurn.Of(new TurnEvidence(text, Awaited.Anything, Signal: signal), new TurnPolicy()).Wait.TotalMilliseconds.ShouldBe(wait);

    [Theory]
    [InlineData(null, 600)]
    [InlineData(200, 400)]
    [InlineData(450, 600)]
    [InlineData(600, 800)]
    [InlineData(2500, 1080)]
    public void Learnt_pauses_move_the_wait_within_bounds(int? pause, int wait) =>
        EndOfTurn.Of(new TurnEvidence("we sold the house", Awaited.Anything, pause is { } ms ? TimeSpan.FromMilliseconds(ms) : null), new TurnPolicy { Steepness = 0 })
            .Wait.TotalMilliseconds.ShouldBe(wait);

    [Fact]
    public void The_decision_shows_its_score_its_cue_and_the_pause_it_went_by()
    {
        var pause = TimeSpan.FromMilliseconds(800);

        EndOfTurn decision = EndOfTurn.Of(new TurnEvidence("we sold the house", Awaited.Anything, pause), new TurnPolicy());

        decision.Score.ShouldBe(0.607, 0.001);
        (decision.Cue, decision.Pause).ShouldBe((TurnCue.Plain, pause));
        decision.Wait.TotalMilliseconds.ShouldBe(764, 1);
    }

    [Theory]
    [InlineData("we sold the house", 3000, false, 430)]
    [InlineData("we sold the house", 1000, false, 880)]
    [InlineData("friday", 400, false, 1500)]
    [InlineData("friday", 400, true, 955)]
    [InlineData("yes", 300, false, 576)]
    [InlineData("yes", 300, true, 328)]
    [InlineData("thank you", 400, false, 436)]
    [InlineData("thank you", 400, true, 300)]
    public void What_is_short_is_seldom_all_but_after_a_question_and_a_yes_or_thank_you_more_often(string text, int lasted, bool isAsked, int wait) =>
        EndOfTurn.Of(new TurnEvidence(text, Awaited.Anything) { Lasted = TimeSpan.FromMilliseconds(lasted), IsAsked = isAsked }, new TurnPolicy()).Wait.TotalMilliseconds.ShouldBe(wait, 1);

    [Theory]
    [InlineData("I am calling about the", "I am calling about the invoice")]
    [InlineData("can I pay it next", "can I pay it next week")]
    [InlineData("let us do it and", "let us do it then")]
    public void Where_sentences_end_the_wait_is_shorter_than_where_they_do_not(string unfinished, string finished) =>
        Wait(finished, "never").ShouldBeLessThan(Wait(unfinished, "never") * 0.75);

    private static double Wait(string text, string settledBy) =>
        EndOfTurn.Of(new TurnEvidence(text, Awaited.Anything with { IsSettledBy = t => t.StartsWith(settledBy, StringComparison.Ordinal) }), new TurnPolicy()).Wait.TotalMilliseconds;
}
