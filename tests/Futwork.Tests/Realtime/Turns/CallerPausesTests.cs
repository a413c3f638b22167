using Futwork.Realtime.Speech;
using Futwork.Realtime.Turns;

namespace Futwork.Tests.Realtime.Turns;

/// <summary>What is learnt of a caller's pauses, and what of it the wait after complete words makes: 600 ms without, 400 to 1080 with.</summary>
public sealed class CallerPausesTests
{
    [Theory]
    [InlineData("", 600)]
    [InlineData("300", 542)]
    [InlineData("300 300", 510)]
    [InlineData("300 300 300", 490)]
    [InlineData("400 400 400", 566)]
    [InlineData("500 500 500", 632)]
    [InlineData("600 600 600", 693)]
    [InlineData("700 700 700", 748)]
    [InlineData("800 800 800", 800)]
    [InlineData("900 900 900", 849)]
    [InlineData("1000 1000 1000", 894)]
    [InlineData("2000 2000 2000", 1080)]
    [InlineData("2900 2900 2900", 1080)]
    [InlineData("100 100 100 100", 400)]
    [InlineData("300 300 300 300 300 300 300 300", 447)]
    [InlineData("500 500 500 500 500 500 500 500 500 500 500 500", 653)]
    [InlineData("800 800 800 800 800 800 800 800 800 800 800 800", 951)]
    [InlineData("300 900 300 900", 651)]
    [InlineData("900 300 900 300", 651)]
    [InlineData("400 500 600", 628)]
    [InlineData("600 500 400", 628)]
    [InlineData("300 300 300 1200", 580)]
    [InlineData("1200 300 300 300", 580)]
    [InlineData("1200 300 300 300 300 300 300 300 300 300", 489)]
    [InlineData("300 300 300 300 300 300 1200", 519)]
    [InlineData("500 0 500 0 500", 632)]
    [InlineData("500 3500 500 9000 500", 632)]
    [InlineData("3001 3001 3001", 600)]
    public void The_wait_follows_the_pauses_within_bounds(string pauses, int wait)
    {
        var learnt = new CallerPauses();
        foreach (string pause in pauses.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            learnt.Learn(Ms(int.Parse(pause)));

        EndOfTurn.Of(new TurnEvidence("we sold the house", Awaited.Anything, learnt.Typical), new TurnPolicy { Steepness = 0 }).Wait.TotalMilliseconds.ShouldBe(wait, 1);
    }

    [Fact]
    public void Pauses_within_a_turn_are_learnt_from()
    {
        var person = new TurnTaker(new TurnPolicy { Steepness = 0 });
        Speak(person, (0, 1000), (1800, 2500), (3300, 4000), (4800, 5500));

        person.Judgement.Wait.TotalMilliseconds.ShouldBe(800, 1);
    }

    [Fact]
    public void Pauses_around_the_agents_voice_are_not()
    {
        var person = new TurnTaker(new TurnPolicy { Steepness = 0 });
        for (int i = 0; i < 4; i++)
        {
            Speak(person, (i * 3000, (i * 3000) + 1000));
            person.AgentSpoke();
        }

        person.Judgement.Pause.ShouldBeNull();
    }

    [Fact]
    public void Silences_between_turns_are_not()
    {
        var person = new TurnTaker(new TurnPolicy { Steepness = 0 });
        for (int i = 0; i < 4; i++)
        {
            Speak(person, (i * 3000, (i * 3000) + 1000));
            person.Take();
        }

        person.Judgement.Pause.ShouldBeNull();
    }

    [Fact]
    public void A_turn_that_was_taken_too_early_teaches_the_pause_that_was_taken_for_its_end()
    {
        var person = new TurnTaker(new TurnPolicy { Steepness = 0 });
        for (int i = 0; i < 4; i++)
        {
            Speak(person, (i * 1700, (i * 1700) + 1000));
            person.WasNotOver();
            person.Take();
        }

        person.Judgement.Pause!.Value.TotalMilliseconds.ShouldBe(561, 1);
    }

    [Fact]
    public void Nothing_is_learnt_where_the_agent_may_not()
    {
        var person = new TurnTaker(new TurnPolicy { Steepness = 0, LearnPauses = false });
        Speak(person, (0, 1000), (1800, 2500), (3300, 4000), (4800, 5500));

        person.Judgement.Wait.TotalMilliseconds.ShouldBe(600);
    }

    private static void Speak(TurnTaker person, params (int From, int To)[] stretches)
    {
        foreach ((int from, int to) in stretches)
        {
            person.Began(Ms(from));
            person.Ended(Ms(to));
            person.Recognised(new RecognitionResult("we sold the house", true), Ms(to + 50));
        }
    }

    private static TimeSpan Ms(int ms) => TimeSpan.FromMilliseconds(ms);
}
