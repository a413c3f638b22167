using Futwork.Realtime.Conversation;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Telephony;
using Futwork.Realtime.Turns;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Conversation;

/// <summary>How calls end: who ends them, when, and what is kept.</summary>
public sealed class CallEndTimelineTests
{
    [Fact]
    public void The_goodbye_is_played_out_and_then_the_agent_hangs_up()
    {
        using var call = new VirtualCall();

        ConversationResult result = call.Says(4000, 4400, "no").Play(Agents.Asking());

        result.End.ShouldBe(ConversationEnd.FlowEnded);
        result.Transcript[^1].Text.ShouldBe("Sorry to disturb you.");
        ((int)result.Duration.TotalMilliseconds).ShouldBeInRange(call.AgentSound[^1].End + 190, call.AgentSound[^1].End + 240);
        call.Leg.HangUps.ShouldBe(1);
        call.Ears.Open!.IsDisposed.ShouldBeTrue();
        call.Time.ActiveTimers.ShouldBe(0);
    }

    [Theory]
    [InlineData(90, "")]
    [InlineData(250, "")]
    [InlineData(1010, "Hello this is Maya")]
    [InlineData(2870, "Hello this is Maya from Acme about your policy, is this a good")]
    public void A_person_who_hangs_up_in_the_middle_has_heard_only_what_was_played(int at, string heard)
    {
        using var call = new VirtualCall();

        ConversationResult result = call.PersonHangsUp(at).Play(Agents.Asking());

        string.Concat(result.Transcript.Select(l => l.Text)).ShouldBe(heard);
        result.End.ShouldBe(ConversationEnd.PersonHungUp);
        ((int)result.Duration.TotalMilliseconds).ShouldBe(at);
        call.Leg.HangUps.ShouldBe(0);
    }

    [Fact]
    public void The_last_words_of_a_person_who_hangs_up_are_kept()
    {
        using var call = new VirtualCall();

        ConversationResult result = call.Says(4000, 5000, "no bye").PersonHangsUp(4980).Play(Agents.Asking());

        result.Transcript[^1].ShouldSatisfyAllConditions(l => l.Text.ShouldBe("no bye"), l => l.IsAgent.ShouldBeFalse());
        result.Disposition.ShouldBeNull();
    }

    [Fact]
    public void Finalising_waits_no_longer_than_a_second_for_the_last_words()
    {
        using var call = new VirtualCall();
        call.Ears.DelayMilliseconds = 60_000;

        call.Says(4000, 5000, "no bye").PersonHangsUp(4980).Play(Agents.Asking());

        call.Time.Elapsed.ShouldBeLessThanOrEqualTo(TimeSpan.FromMilliseconds(4980 + 1000));
    }

    [Fact]
    public void Hanging_up_through_the_api_ends_the_call_at_once()
    {
        using var call = new VirtualCall();

        ConversationResult result = call.ApiHangsUp(1010).Play(Agents.Asking());

        result.End.ShouldBe(ConversationEnd.HungUpByApi);
        result.Transcript.Select(l => (l.Text, l.Interrupted)).ShouldBe([("Hello this is Maya", true)]);
        call.Time.Elapsed.ShouldBeLessThan(TimeSpan.FromMilliseconds(1100));
    }

    [Fact]
    public void The_longest_call_is_measured_by_the_clock_even_while_the_agent_talks()
    {
        using var call = new VirtualCall();

        ConversationResult result = call.Play(Agents.Asking(turns: new TurnSettings { MaxCallSeconds = 2 }));

        result.End.ShouldBe(ConversationEnd.MaxDuration);
        ((int)result.Duration.TotalMilliseconds).ShouldBe(2000);
    }

    [Fact]
    public void Everybody_hanging_up_at_once_ends_the_call_once()
    {
        using var call = new VirtualCall();

        ConversationResult result = call.Says(4000, 4400, "no").ApiHangsUp(5700).PersonHangsUp(5700).ApiHangsUp(5701).Play(Agents.Asking());

        result.Transcript[^1].Text.ShouldBe("Sorry to disturb you.");
        result.Disposition.ShouldBe("not interested");
        call.Leg.HangUps.ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public void A_person_who_hangs_up_during_the_goodbye_has_hung_up_but_the_disposition_stands()
    {
        using var call = new VirtualCall();

        ConversationResult result = call.Says(4000, 4400, "no").PersonHangsUp(5000).Play(Agents.Asking());

        result.End.ShouldBe(ConversationEnd.PersonHungUp);
        result.Disposition.ShouldBe("not interested");
        result.Transcript[^1].Interrupted.ShouldBeTrue();
    }

    [Fact]
    public void A_dead_line_is_told_apart_from_a_person_who_hangs_up()
    {
        using var call = new VirtualCall();

        call.At(1000, () => call.Leg.End(LegEndedBy.Line)).Play(Agents.Asking()).End.ShouldBe(ConversationEnd.LineLost);
    }

    [Fact]
    public void When_the_voice_fails_the_call_ends()
    {
        using var call = new VirtualCall();
        call.At(3500, () => call.Voice.Failure = new SpeechException("The voice broke."));

        ConversationResult result = call.Says(4000, 4400, "no").Play(Agents.Asking());

        result.End.ShouldBe(ConversationEnd.TextToSpeechFailed);
        result.Transcript.Select(l => l.Text).ShouldBe([Agents.Greeting, "no"]);
    }

    [Fact]
    public void A_voice_that_never_comes_is_given_up()
    {
        using var call = new VirtualCall();
        call.At(3500, () => call.Voice.DelayMilliseconds = 600_000);

        call.Says(4000, 4400, "no").Play(Agents.Asking()).End.ShouldBe(ConversationEnd.TextToSpeechFailed);

        call.Time.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(14));
    }

    [Fact]
    public void When_the_ears_fail_the_agent_apologises_and_hangs_up()
    {
        using var call = new VirtualCall();

        ConversationResult result = call.At(1010, () => call.Ears.Open!.Fail()).Play(Agents.Asking());

        result.End.ShouldBe(ConversationEnd.SpeechToTextFailed);
        result.Transcript.Select(l => l.Text).ShouldBe(
            ["Hello this is Maya", "I am sorry, we have a technical problem. We will call you again. Goodbye."]);
    }
}
