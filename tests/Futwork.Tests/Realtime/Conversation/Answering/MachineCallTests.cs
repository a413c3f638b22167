using Futwork.Realtime.Conversation;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Conversation.Answering;

/// <summary>Whole calls on which a machine answers, under every policy, in virtual time. The agent speaks from 0 ms on, 200 ms a word.</summary>
public sealed class MachineCallTests
{
    private const string Voicemail = "you have reached asha please leave a message after the tone";
    private const string Message = "Hello {{name}} this is Maya from Acme please call us back";
    private const string Left = "Hello Asha this is Maya from Acme please call us back";

    private static readonly AnsweringPolicy HangUp = new(AnsweringAction.HangUp);
    private static readonly AnsweringPolicy Leave = new(AnsweringAction.LeaveMessage, Message);

    [Fact]
    public void A_voicemail_is_hung_up_on_as_soon_as_its_words_are_understood()
    {
        using VirtualCall call = Call(HangUp).Says(500, 5000, Voicemail);

        ConversationResult result = call.Play(Agents.Asking());

        result.End.ShouldBe(ConversationEnd.MachineAnswered);
        (result.AnsweredBy, result.ReachedVoicemail).ShouldBe((AnsweredBy.Voicemail, true));
        result.Duration.TotalMilliseconds.ShouldBeInRange(5250, 5500);
        result.Disposition.ShouldBeNull();
        call.Leg.Ended.IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public void A_voicemail_that_nobody_understands_is_hung_up_on_at_its_beep()
    {
        using VirtualCall call = Call(HangUp).Says(500, 4000, null).Says(4600, 9000, null).Beeps(9400, 9900, 1000);

        ConversationResult result = call.Play(Agents.Asking());

        result.AnsweredBy.ShouldBe(AnsweredBy.Voicemail);
        result.Duration.TotalMilliseconds.ShouldBeInRange(9900, 10_000);
    }

    [Fact]
    public void A_message_begins_after_the_beep_and_is_said_whole_and_then_the_call_ends()
    {
        using VirtualCall call = Call(Leave).Says(500, 5000, Voicemail).Beeps(6200, 6700, 850);

        ConversationResult result = call.Play(Agents.Asking());

        (int start, int end) = call.AgentSound[^1];
        (start - 6700).ShouldBeInRange(200, 400);
        (end - start).ShouldBe(11 * call.Voice.WordMilliseconds);
        call.WordsOnTheLine.ShouldEndWith(Left);
        result.Transcript[^1].ShouldSatisfyAllConditions(l => l.Text.ShouldBe(Left), l => l.Interrupted.ShouldBeFalse());
        result.End.ShouldBe(ConversationEnd.MachineAnswered);
        (result.Duration.TotalMilliseconds - end).ShouldBeInRange(100, 400);
    }

    [Fact]
    public void Without_a_beep_the_message_waits_until_the_greeting_has_been_over_for_a_while()
    {
        using VirtualCall call = Call(Leave).Says(500, 5000, Voicemail).Says(6000, 7000, "or call again later");

        ConversationResult result = call.Play(Agents.Asking());

        (call.AgentSound[^1].Start - 7000).ShouldBeInRange(2500, 2700);
        result.Transcript[^1].Text.ShouldBe(Left);
    }

    [Fact]
    public void A_beep_that_comes_late_begins_the_message_anew_since_nobody_recorded_what_was_said_before()
    {
        using VirtualCall call = Call(Leave).Says(500, 5000, Voicemail).Beeps(8600, 9000, 1000);

        ConversationResult result = call.Play(Agents.Asking());

        (call.AgentSound[^1].Start - 9000).ShouldBeInRange(200, 400);
        (call.AgentSound[^1].End - call.AgentSound[^1].Start).ShouldBe(11 * call.Voice.WordMilliseconds);
        result.Transcript.Count(l => l is { IsAgent: true, Interrupted: false } && l.Text == Left).ShouldBe(1);
    }

    [Fact]
    public void A_beep_that_gave_the_machine_away_is_followed_by_the_message_at_once()
    {
        using VirtualCall call = Call(Leave).Says(500, 4000, null).Says(4600, 9000, null).Beeps(9400, 9900, 1000);

        call.Play(Agents.Asking());

        (call.AgentSound[^1].Start - 9900).ShouldBeInRange(200, 400);
    }

    [Fact]
    public void Nobody_can_interrupt_a_message()
    {
        using VirtualCall call = Call(Leave).Says(500, 5000, Voicemail).Beeps(6200, 6700, 850).Says(7400, 8900, "please stop now");

        ConversationResult result = call.Play(Agents.Asking());

        (call.AgentSound[^1].End - call.AgentSound[^1].Start).ShouldBe(11 * call.Voice.WordMilliseconds);
        result.Transcript.ShouldContain(l => l.Text == Left && !l.Interrupted);
    }

    [Fact]
    public void The_agent_stops_at_once_when_a_machine_is_certain()
    {
        using VirtualCall call = Call(Leave).Says(500, 1500, "leave your name after the tone").Beeps(3000, 3400, 1000);

        call.Play(Agents.Asking(interruptible: false));

        call.AgentSound[0].End.ShouldBeLessThanOrEqualTo(2000);
        call.AgentSound.Count.ShouldBe(2);
    }

    [Fact]
    public void A_full_mailbox_gets_no_message()
    {
        using VirtualCall call = Call(Leave).Says(500, 4000, "the mailbox is full and cannot accept any messages");

        ConversationResult result = call.Play(Agents.Asking());

        result.AnsweredBy.ShouldBe(AnsweredBy.VoicemailFull);
        result.Duration.TotalMilliseconds.ShouldBeLessThan(4500);
        call.WordsOnTheLine.ShouldNotContain("Acme please call us back");
    }

    [Fact]
    public void A_message_whose_variable_has_no_value_is_not_left()
    {
        using var call = new VirtualCall { Answering = Leave };

        ConversationResult result = call.Says(500, 5000, Voicemail).Play(Agents.Asking());

        result.End.ShouldBe(ConversationEnd.MachineAnswered);
        result.Duration.TotalMilliseconds.ShouldBeLessThan(5500);
    }

    [Fact]
    public void With_the_policy_to_go_on_the_machine_is_named_and_talked_to()
    {
        using VirtualCall call = Call(new AnsweringPolicy()).Says(500, 5000, Voicemail).PersonHangsUp(9000);

        ConversationResult result = call.Play(Agents.Asking());

        (result.End, result.AnsweredBy).ShouldBe((ConversationEnd.PersonHungUp, AnsweredBy.Voicemail));
    }

    [Fact]
    public void A_call_that_is_screened_is_talked_to_until_the_person_comes()
    {
        using VirtualCall call = Call(HangUp).Says(500, 4500, "please state your name and the reason for your call").Says(14_000, 14_500, "yes");

        ConversationResult result = call.Play(Agents.Asking());

        result.AnsweredBy.ShouldBe(AnsweredBy.Menu);
        (result.End, result.Disposition).ShouldBe((ConversationEnd.FlowEnded, "interested"));
    }

    [Fact]
    public void A_person_talks_as_ever_and_is_named_one()
    {
        using VirtualCall call = Call(HangUp).Says(700, 1100, "hello").Says(5000, 5400, "yes");

        ConversationResult result = call.Play(Agents.Asking());

        result.Disposition.ShouldBe("interested");
        result.AnsweredBy.ShouldBe(AnsweredBy.Human);
        result.AnsweredByConfidence.ShouldBeGreaterThan(0.9);
        call.AgentSound[0].Start.ShouldBeLessThan(300);
    }

    private static VirtualCall Call(AnsweringPolicy policy)
    {
        var call = new VirtualCall { Answering = policy };
        call.Variables["name"] = "Asha";
        return call;
    }
}
