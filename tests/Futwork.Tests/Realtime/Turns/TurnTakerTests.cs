using Futwork.Realtime.Speech;
using Futwork.Realtime.Turns;

namespace Futwork.Tests.Realtime.Turns;

public sealed class TurnTakerTests
{
    private readonly TurnTaker _person = new(new TurnPolicy { Steepness = 0, FinalTimeout = Ms(900) });

    [Fact]
    public void A_turn_is_over_after_the_silence_that_its_words_want()
    {
        Says(0, 1000, "we sold the house");

        _person.Due.ShouldBe(Ms(1600));
        _person.Decide(Ms(1599)).ShouldBeNull();
        TurnVerdict turn = _person.Decide(Ms(1600))!;
        (turn.Content, turn.Text, turn.Start, turn.End).ShouldBe((TurnContent.Words, "we sold the house", Ms(0), Ms(1000)));
        (turn.Decision!.Cue, turn.Decision.Wait).ShouldBe((TurnCue.Plain, Ms(600)));
        _person.IsOpen.ShouldBeFalse();
    }

    [Fact]
    public void The_final_words_are_waited_for_no_longer_than_they_take_in_99_of_100_cases_from_the_true_end_of_speech()
    {
        _person.Began(Ms(0));
        Partial("we sold the house", 900);
        _person.Ended(Ms(1000));

        _person.Due.ShouldBe(Ms(1900));
        _person.Decide(Ms(1900))!.Text.ShouldBe("we sold the house");
    }

    [Fact]
    public void Speech_without_words_is_unclear_and_a_short_sound_is_noise()
    {
        Says(0, 1000, "");
        _person.Decide(Ms(1600))!.Content.ShouldBe(TurnContent.Unclear);
        Says(5000, 5100, "");
        _person.Decide(Ms(5200))!.Content.ShouldBe(TurnContent.Noise);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Words_for_somebody_in_the_room_count_where_they_may_be_meant_for_the_agent(bool mayBe)
    {
        _person.Awaited = Awaited.Anything with { IsMetBy = _ => mayBe };
        Says(0, 1000, "I am on the phone, do not call me");

        (_person.Take()!.Content == TurnContent.Words).ShouldBe(mayBe);
    }

    [Fact]
    public void Words_that_come_late_belong_to_the_turn_that_went_without_them_and_to_no_other()
    {
        _person.Began(Ms(0));
        _person.Ended(Ms(1000));
        _person.Decide(Ms(1900))!.Content.ShouldBe(TurnContent.Unclear);
        _person.Began(Ms(3000));
        Final("no thanks", 3100);

        _person.TakeLate()!.Turn.ShouldBe(new TurnVerdict(TurnContent.Words, "no thanks", Ms(0), Ms(1000), default, new EndOfTurn(0.5, TurnCue.NoText, Ms(600))));
        _person.TakeLate().ShouldBeNull();
        _person.Words.ShouldBeEmpty();
        _person.Ended(Ms(3500));
        Final("yes", 3700);
        _person.Words.ShouldBe("yes");
    }

    [Fact]
    public void Late_words_that_were_known_from_a_partial_are_no_news()
    {
        _person.Began(Ms(0));
        Partial("we sold the house", 900);
        _person.Ended(Ms(1000));
        _person.Decide(Ms(1900)).ShouldNotBeNull();
        Final("We sold the house.", 2500);

        _person.TakeLate().ShouldBeNull();
        _person.IsOpen.ShouldBeFalse();
    }

    [Fact]
    public void A_late_partial_and_the_final_that_follows_it_are_the_words_of_the_turn_that_is_over()
    {
        _person.Began(Ms(0));
        Partial("yes please", 900);
        _person.Ended(Ms(1000));
        _person.Decide(Ms(1900)).ShouldNotBeNull();
        _person.Recognised(new RecognitionResult("Yes please.", false) { EndsSpeech = true, Turn = TurnSignal.LikelyEnd }, Ms(2000));
        _person.Recognised(new RecognitionResult("Yes please.", true) { EndsSpeech = false, Turn = TurnSignal.End }, Ms(2500));

        _person.TakeLate().ShouldBeNull();
        _person.IsOpen.ShouldBeFalse();
    }

    [Fact]
    public void Words_dropped_in_the_middle_of_speech_expire()
    {
        _person.Began(Ms(0));
        _person.Drop();
        _person.Ended(Ms(1000));
        Final("mm hmm", 1200);

        _person.IsOpen.ShouldBeFalse();
        _person.TakeLate()!.Turn.Text.ShouldBe("mm hmm");
    }

    [Theory]
    [InlineData("we sold the house in the summer of last year", 1000)]
    [InlineData("we sold the house", 1600)]
    [InlineData("well actually my", 1600)]
    [InlineData("hold on", null)]
    public void A_reply_is_worth_thinking_of_as_soon_as_the_words_sound_complete_partial_ones_too(string text, int? at)
    {
        _person.Began(Ms(0));
        Partial(text, 900);
        _person.LikelyOverAt.ShouldBeNull();
        _person.Ended(Ms(1000));

        _person.LikelyOverAt.ShouldBe(at is { } ms ? Ms(ms) : null);
    }

    [Fact]
    public void The_recognisers_likely_end_is_one_even_while_the_line_is_not_silent()
    {
        _person.Began(Ms(0));
        _person.Recognised(new RecognitionResult("we sold the house", false) { Turn = TurnSignal.LikelyEnd }, Ms(1300));

        _person.LikelyOverAt.ShouldNotBeNull();
    }

    [Fact]
    public void Nobody_speaks_for_ever()
    {
        var person = new TurnTaker(new TurnPolicy { MaxTurn = Ms(5000) });
        person.Began(Ms(0));
        person.Recognised(new RecognitionResult("and then I said", false), Ms(4000));

        person.Due.ShouldBe(Ms(5000));
        person.Decide(Ms(5000))!.Text.ShouldBe("and then I said");
    }

    [Theory]
    [InlineData("Yes, please.", "yes please", true)]
    [InlineData("don't", "dont", true)]
    [InlineData("yes", "yes no", false)]
    public void Turns_are_alike_by_their_words(string one, string other, bool alike) => SpokenAlike.Are(one, other).ShouldBe(alike);

    [Fact]
    public void The_end_of_the_voice_counts_for_its_own_silence_only()
    {
        var person = new TurnTaker(new TurnPolicy());
        person.Began(Ms(0));
        person.Ended(Ms(1000), melody: -1);
        person.Recognised(new RecognitionResult("we sold the house", true), Ms(1050));
        TimeSpan up = person.Due!.Value - Ms(1000);
        person.Take();

        person.Began(Ms(5000));
        person.Ended(Ms(6000));
        person.Recognised(new RecognitionResult("we sold the house", true), Ms(6050));

        (person.Due!.Value - Ms(6000)).ShouldBeLessThan(up * 0.8);
    }

    [Fact]
    public void The_other_half_of_a_turn_taken_too_early_is_judged_with_the_first()
    {
        var person = new TurnTaker(new TurnPolicy());
        person.Began(Ms(0));
        person.Ended(Ms(2500));
        person.Recognised(new RecognitionResult("we sold the house in the summer", true), Ms(2550));
        person.Take();
        person.Began(Ms(4000));
        person.Ended(Ms(4400));
        person.Recognised(new RecognitionResult("last year", true), Ms(4450));
        TimeSpan alone = person.Judgement.Wait;

        person.WasNotOver();

        person.Judgement.Wait.ShouldBeLessThan(alone * 0.7);
        person.Words.ShouldBe("last year");
    }

    [Fact]
    public void A_turn_taken_too_early_twice_is_judged_as_a_whole()
    {
        var person = new TurnTaker(new TurnPolicy { LearnPauses = false });
        TimeSpan alone = TimeSpan.Zero;
        foreach ((int from, string text) in new[] { (0, "we sold the house in the summer"), (2500, "too"), (4000, "friday") })
        {
            person.Take();
            person.Began(Ms(from));
            person.Ended(Ms(from + 400));
            person.Recognised(new RecognitionResult(text, true), Ms(from + 450));
            alone = person.Judgement.Wait;
            person.WasNotOver();
        }

        person.Judgement.Wait.ShouldBeLessThan(alone * 0.5);
    }

    private void Says(int from, int to, string text)
    {
        _person.Began(Ms(from));
        _person.Ended(Ms(to));
        Final(text, to + 50);
    }

    private void Partial(string text, int at) => _person.Recognised(new RecognitionResult(text, false), Ms(at));

    private void Final(string text, int at) => _person.Recognised(new RecognitionResult(text, true), Ms(at));

    private static TimeSpan Ms(int ms) => TimeSpan.FromMilliseconds(ms);
}
