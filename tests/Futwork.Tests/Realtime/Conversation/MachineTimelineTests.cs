using Futwork.Realtime.Conversation;
using Futwork.Realtime.Conversation.Machine;
using Futwork.Realtime.Conversation.Minds;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Turns;

namespace Futwork.Tests.Realtime.Conversation;

/// <summary>What the machine does about tools, keys, transfers and lines with a duty of their own: inputs and times in, actions out.</summary>
public sealed class MachineTimelineTests
{
    private static readonly ConversationRules Rules = new(new TurnPolicy(), TimeSpan.FromMinutes(10), "Sorry.")
    {
        Fillers = ["One moment.", "Still checking.", "Thank you for waiting."],
        Answering = new AnsweringPolicy(AnsweringAction.LeaveMessage, "Please call us back."),
    };

    private readonly ConversationMachine _machine = new(Rules);
    private readonly List<(int At, ConversationAction Action)> _done = [];
    private int _now;

    public MachineTimelineTests() => Tell(0, new ConversationInput.Answered());

    [Theory]
    [InlineData(1000, "")]
    [InlineData(1650, "")]
    [InlineData(1750, "One moment.")]
    public void A_tool_that_takes_its_time_is_covered_by_a_filler_after_700_ms(int ends, string said)
    {
        Reply(1000, new Reply.ToolBegan("1", "look_up", null));
        Until(ends);

        Said().ShouldBe(said);
    }

    [Fact]
    public void Fillers_come_at_growing_gaps_with_a_hold_sound_between_them()
    {
        Reply(1000, new Reply.ToolBegan("1", "look_up", "Let me look."));
        Until(30_000, speakFor: 500);

        Spoken().ShouldBe([(1700, "Let me look."), (5700, "Still checking."), (13_200, "Thank you for waiting.")]);
        _done.Where(d => d.Action is ConversationAction.Hold).Select(d => (d.At, ((ConversationAction.Hold)d.Action).On))
            .ShouldBe([(2900, true), (5700, false), (6900, true), (13_200, false), (14_400, true)]);
    }

    [Fact]
    public void The_answer_ends_the_hold_sound_and_leaves_out_a_filler_nobody_heard()
    {
        Reply(1000, new Reply.ToolBegan("1", "look_up", null));
        Until(1750);
        Reply(1800, new Reply.Say("You owe nothing.", true));

        _done.ShouldContain(d => d.Action is ConversationAction.Drop);
        Spoken().Select(s => s.Text).ShouldBe(["One moment.", "You owe nothing."]);
    }

    [Fact]
    public void A_line_that_may_be_dropped_is_left_out_when_it_is_late()
    {
        Reply(1000, new Reply.Say("By the way.", true) { MayDrop = true });
        Until(1990);
        _done.ShouldNotContain(d => d.Action is ConversationAction.Drop);
        Until(2010);

        _done.ShouldContain(d => d.Action is ConversationAction.Drop);
    }

    [Fact]
    public void Keys_are_played_once_what_was_said_before_was_heard_and_what_follows_waits_for_them()
    {
        Reply(1000, new Reply.Say("I dial.", true));
        Reply(1010, new Reply.SendKeys("12"));
        Reply(1020, new Reply.Say("Done.", true));
        Tell(1100, new ConversationInput.UtteranceBegan(0, At(1100), TimeSpan.Zero));
        _done.ShouldNotContain(d => d.Action is ConversationAction.SendKeys);

        Tell(2000, new ConversationInput.UtteranceClosed(0, "I dial.", At(2000)));
        Until(2300);
        Spoken().Select(s => s.Text).ShouldBe(["I dial."]);
        Until(2400);

        _done.First(d => d.Action is ConversationAction.SendKeys).At.ShouldBe(2000);
        Spoken().Last().ShouldBe((2320, "Done."));
    }

    [Fact]
    public void Keys_still_to_be_played_are_forgotten_when_the_person_takes_the_floor()
    {
        Reply(1000, new Reply.Say("I dial for you now.", true));
        Reply(1010, new Reply.SendKeys("12"));
        Tell(1100, new ConversationInput.UtteranceBegan(0, At(1100), TimeSpan.Zero));
        Tell(1500, new ConversationInput.SpeechBegan(At(1500)));
        Until(2400);
        Tell(2410, new ConversationInput.UtteranceClosed(0, "I dial", At(1500)));
        Until(4000);

        _done.ShouldNotContain(d => d.Action is ConversationAction.SendKeys);
    }

    [Fact]
    public void A_transfer_that_succeeds_ends_the_call_as_transferred()
    {
        Reply(1000, new Reply.Transfer("+911"));
        Tell(3000, new ConversationInput.TransferEnded(true));
        Tell(3100, new ConversationInput.LegOver(ConversationEnd.HungUpByApi));
        Until(4000);

        _done.ShouldContain(d => d.Action is ConversationAction.HangUp);
        _machine.Why.ShouldBe(ConversationEnd.Transferred);
    }

    [Fact]
    public void A_far_end_that_leaves_for_the_transfer_has_not_hung_up()
    {
        Reply(1000, new Reply.Say("Goodbye then.", true));
        Tell(1100, new ConversationInput.UtteranceBegan(0, At(1100), TimeSpan.Zero));
        Tell(2000, new ConversationInput.UtteranceClosed(0, "Goodbye then.", At(2000)));
        Reply(2100, new Reply.Transfer("+911"));
        Tell(2900, new ConversationInput.SpeechBegan(At(2900)));
        Tell(3000, new ConversationInput.LegOver(ConversationEnd.PersonHungUp));
        Tell(3010, new ConversationInput.TransferEnded(true));
        Until(4000);

        _machine.Why.ShouldBe(ConversationEnd.Transferred);
    }

    [Fact]
    public void Nor_has_one_that_is_heard_to_leave_before_what_became_of_the_transfer()
    {
        Reply(1000, new Reply.Transfer("+911"));
        Tell(3000, new ConversationInput.LegOver(ConversationEnd.PersonHungUp));
        _machine.IsOver.ShouldBeFalse();
        Tell(3010, new ConversationInput.TransferEnded(true));

        _machine.IsOver.ShouldBeTrue();
        _machine.Why.ShouldBe(ConversationEnd.Transferred);
    }

    [Fact]
    public void Who_leaves_during_a_transfer_of_which_nothing_more_is_heard_has_hung_up()
    {
        Reply(1000, new Reply.Transfer("+911"));
        Tell(3000, new ConversationInput.LegOver(ConversationEnd.PersonHungUp));
        Until(3500);

        _machine.IsOver.ShouldBeTrue();
        _machine.Why.ShouldBe(ConversationEnd.PersonHungUp);
    }

    [Fact]
    public void Nobody_is_handed_over_while_they_take_the_floor()
    {
        Reply(1000, new Reply.Say("I connect you.", true));
        Tell(1100, new ConversationInput.UtteranceBegan(0, At(1100), TimeSpan.Zero));
        Tell(1900, new ConversationInput.SpeechBegan(At(1900)));
        Tell(2000, new ConversationInput.UtteranceClosed(0, "I connect you.", At(2000)));
        Reply(2010, new Reply.Transfer("+911"));
        Tell(2020, new ConversationInput.ReplyEnded(0));
        Tell(2700, new ConversationInput.SpeechEnded(At(2600)));
        Tell(2750, new ConversationInput.Recognised(new RecognitionResult("no wait a moment", true)));
        Until(5000);

        _done.ShouldNotContain(d => d.Action is ConversationAction.Transfer);
        Asked().Last().Turn.Text.ShouldBe("no wait a moment");
    }

    [Fact]
    public void Ears_that_fail_while_a_transfer_is_tried_do_not_end_it()
    {
        Reply(1000, new Reply.Transfer("+911"));
        Tell(2000, new ConversationInput.EngineFailed(ConversationEnd.SpeechToTextFailed));
        Until(20_000);
        Said().ShouldBeEmpty();
        Tell(30_000, new ConversationInput.TransferEnded(true));

        _done.ShouldContain(d => d.Action is ConversationAction.HangUp);
        _machine.Why.ShouldBe(ConversationEnd.Transferred);
    }

    [Fact]
    public void An_agent_whose_ears_failed_during_a_transfer_that_failed_too_is_sorry_and_goes()
    {
        Reply(1000, new Reply.Transfer("+911"));
        Tell(2000, new ConversationInput.EngineFailed(ConversationEnd.SpeechToTextFailed));
        Tell(3000, new ConversationInput.TransferEnded(false));
        Tell(3100, new ConversationInput.UtteranceBegan(0, At(3100), TimeSpan.Zero));

        Said().ShouldBe("Sorry.");
        _machine.Why.ShouldBe(ConversationEnd.SpeechToTextFailed);
    }

    [Fact]
    public void Ears_that_fail_while_a_colleague_talks_to_the_person_are_no_matter()
    {
        Reply(1000, new Reply.Transfer("+911"));
        Tell(2000, new ConversationInput.Bridged());
        Tell(3000, new ConversationInput.EngineFailed(ConversationEnd.SpeechToTextFailed));
        Until(30_000);
        Said().ShouldBeEmpty();

        Tell(40_000, new ConversationInput.TransferEnded(true));

        _done.ShouldContain(d => d.Action is ConversationAction.HangUp);
    }

    [Fact]
    public void Who_talked_with_a_colleague_was_handed_over_whatever_failed_at_the_end_of_it()
    {
        Reply(1000, new Reply.Transfer("+911"));
        Tell(2000, new ConversationInput.Bridged());
        Tell(9000, new ConversationInput.TransferEnded(false));

        _done.ShouldContain(d => d.Action is ConversationAction.HangUp);
        _machine.Why.ShouldBe(ConversationEnd.Transferred);
    }

    [Fact]
    public void Who_speaks_as_the_colleague_takes_over_is_heard_until_then_and_the_ears_are_let_go()
    {
        Reply(1000, new Reply.Transfer("+911"));
        Tell(1500, new ConversationInput.SpeechBegan(At(1500)));
        Tell(2000, new ConversationInput.Bridged());
        Tell(2010, new ConversationInput.SpeechBegan(At(1990)));
        Tell(2100, new ConversationInput.Recognised(new RecognitionResult("thank you", true)));
        Tell(60_000, new ConversationInput.LegOver(ConversationEnd.PersonHungUp));
        Until(61_000);

        _done.Where(d => d.Action is ConversationAction.EndListening or ConversationAction.CloseEars).Select(d => d.At).ShouldBe([2000, 2400]);
        _done.Select(d => d.Action).OfType<ConversationAction.Keep>().ShouldHaveSingleItem().Line.ShouldBe(new TranscriptLine(false, "thank you", At(1500), At(2000)));
        _machine.Metrics.PersonSpeechSeconds.ShouldBe(0.5);
    }

    [Fact]
    public void A_message_in_which_the_voice_failed_was_not_left()
    {
        LeaveMessage();
        Tell(6000, new ConversationInput.EngineFailed(ConversationEnd.TextToSpeechFailed));
        Tell(6010, new ConversationInput.UtteranceClosed(0, "Please call", At(6000)));
        Tell(6100, new ConversationInput.UtteranceBegan(1, At(6100), TimeSpan.Zero));
        Tell(6500, new ConversationInput.UtteranceClosed(1, "Sorry.", At(6500)));
        Until(7000);

        Said().ShouldBe("Please call us back. Sorry.");
        _done.ShouldContain(d => d.Action is ConversationAction.HangUp);
        _machine.Why.ShouldBe(ConversationEnd.TextToSpeechFailed);
    }

    [Fact]
    public void A_message_is_left_without_ears()
    {
        LeaveMessage();
        Tell(6000, new ConversationInput.EngineFailed(ConversationEnd.SpeechToTextFailed));
        _done.ShouldNotContain(d => d.Action is ConversationAction.Silence);
        Tell(6500, new ConversationInput.UtteranceClosed(0, "Please call us back.", At(6500)));
        Until(7000);

        Said().ShouldBe("Please call us back.");
        _machine.Why.ShouldBe(ConversationEnd.MachineAnswered);
    }

    [Fact]
    public void A_talk_with_a_colleague_whose_end_was_never_told_ends_after_four_hours()
    {
        const int fourHours = 4 * 3600 * 1000;
        Reply(1000, new Reply.Transfer("+911"));
        Tell(2000, new ConversationInput.Bridged());
        Until(fourHours - 1);
        _done.ShouldNotContain(d => d.Action is ConversationAction.HangUp);

        Until(fourHours);

        _done.ShouldContain(d => d.Action is ConversationAction.HangUp);
        _machine.Why.ShouldBe(ConversationEnd.MaxDuration);
    }

    [Fact]
    public void Who_takes_the_floor_before_the_goodbye_is_known_to_be_one_is_not_hung_up_on()
    {
        Reply(1000, new Reply.Say("Thank you for your time. Goodbye!", true));
        Tell(1100, new ConversationInput.UtteranceBegan(0, At(1100), TimeSpan.Zero));
        Tell(1700, new ConversationInput.SpeechBegan(At(1700)));
        Reply(1800, new Reply.End(ConversationEnd.ModelEnded, null));
        Tell(1810, new ConversationInput.ReplyEnded(0));
        Tell(2700, new ConversationInput.SpeechEnded(At(2600)));
        Tell(2750, new ConversationInput.Recognised(new RecognitionResult("wait one more thing please", true)));
        Tell(2760, new ConversationInput.UtteranceClosed(0, "Thank you", At(2000)));
        Until(5000);

        _done.ShouldNotContain(d => d.Action is ConversationAction.HangUp);
        Asked().Last().Turn.Text.ShouldBe("wait one more thing please");
    }

    [Fact]
    public void A_reply_that_was_dropped_may_fail()
    {
        Tell(1000, new ConversationInput.EngineFailed(ConversationEnd.ModelFailed) { ReplyId = 99 });
        Until(3000);

        Said().ShouldBeEmpty();
    }

    [Fact]
    public void A_transfer_that_fails_is_told_to_the_mind_and_the_call_goes_on()
    {
        Reply(1000, new Reply.Transfer("+911"));
        Tell(3000, new ConversationInput.TransferEnded(false));

        Asked().Last().Turn.Kind.ShouldBe(PersonTurnKind.TransferFailed);
        _machine.IsOver.ShouldBeFalse();
    }

    [Theory]
    [InlineData(true, "This call is recorded.")]
    [InlineData(false, "")]
    public void A_line_that_must_be_heard_in_full_is_said_again_when_it_was_cut(bool must, string again)
    {
        Reply(1000, new Reply.Say("Welcome here, dear caller.", true));
        Reply(1000, new Reply.Say("This call is recorded.", true) { MustComplete = must });
        Tell(1010, new ConversationInput.ReplyEnded(0));
        Tell(1100, new ConversationInput.UtteranceBegan(0, At(1100), TimeSpan.Zero));
        Tell(3000, new ConversationInput.UtteranceClosed(0, "Welcome here, dear caller.", At(3000)));
        Tell(3000, new ConversationInput.UtteranceBegan(1, At(3000), TimeSpan.Zero));
        Tell(3500, new ConversationInput.SpeechBegan(At(3500)));
        Until(4750);
        Tell(4760, new ConversationInput.UtteranceClosed(1, "This call", At(3500)));
        int before = _done.Count;
        Tell(5000, new ConversationInput.SpeechEnded(At(4800)));
        Tell(5100, new ConversationInput.Recognised(new Futwork.Realtime.Speech.RecognitionResult("who are you", true)));
        Until(8000);

        string.Join(' ', _done.Skip(before).Select(d => d.Action).OfType<ConversationAction.Speak>().Select(s => s.Say.Text)).ShouldBe(again);
    }

    [Fact]
    public void A_question_while_a_tool_runs_is_heard()
    {
        Reply(1000, new Reply.ToolBegan("1", "look_up", null));
        Tell(1200, new ConversationInput.SpeechBegan(At(1200)));
        Tell(2300, new ConversationInput.SpeechEnded(At(2000)));
        Tell(2400, new ConversationInput.Recognised(new Futwork.Realtime.Speech.RecognitionResult("what does it cost", true)));
        Until(6000);

        Asked().Last().Turn.Text.ShouldBe("what does it cost");
    }

    [Fact]
    public void A_tool_that_ended_while_keys_were_played_is_not_waited_for_in_the_next_turn()
    {
        Reply(1000, new Reply.SendKeys("12345678"));
        Reply(1100, new Reply.ToolBegan("1", "look_up", null));
        Reply(1200, new Reply.ToolEnded(new ToolCallRecord("1", "look_up", "{}", "nine", true, At(100))));
        Tell(1300, new ConversationInput.ReplyEnded(0));
        Tell(3000, new ConversationInput.SpeechBegan(At(3000)));
        Tell(4300, new ConversationInput.SpeechEnded(At(4000)));
        Tell(4400, new ConversationInput.Recognised(new RecognitionResult("what does it cost", true)));
        Until(9000);

        Asked().Last().Turn.Text.ShouldBe("what does it cost");
        Said().ShouldBeEmpty();
    }

    [Fact]
    public void A_tool_that_ended_while_keys_were_played_hides_no_mind_that_says_nothing_more()
    {
        Reply(1000, new Reply.SendKeys("12345678"));
        Reply(1100, new Reply.ToolBegan("1", "look_up", null));
        Reply(1200, new Reply.ToolEnded(new ToolCallRecord("1", "look_up", "{}", "nine", true, At(100))));
        Until(22_000);

        Spoken().ShouldBe([(21_200, "Sorry.")]);
    }

    [Fact]
    public void A_mind_that_says_nothing_more_is_given_up_with_an_apology()
    {
        Until(21_000);

        Spoken().ShouldBe([(20_000, "Sorry.")]);
    }

    private static TimeSpan At(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private string Said() => string.Join(' ', Spoken().Select(s => s.Text));

    private IEnumerable<(int At, string Text)> Spoken() => _done.Where(d => d.Action is ConversationAction.Speak).Select(d => (d.At, ((ConversationAction.Speak)d.Action).Say.Text));

    private IEnumerable<ConversationAction.Ask> Asked() => _done.Select(d => d.Action).OfType<ConversationAction.Ask>();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Whatever_happens_it_asks_for_no_time_that_has_passed(int seed)
    {
        var random = new Random(seed);
        Reply(1000, new Reply.Say("We keep the car safe, come rain or shine. May I go on?", true));
        Tell(1010, new ConversationInput.ReplyEnded(0));
        Tell(1100, new ConversationInput.UtteranceBegan(0, At(1100), TimeSpan.Zero));
        string[] words = ["", "I", "I see", "mm hmm", "no", "yes but", "stop", "um"];
        for (int at = 1500; at < 60_000; at += random.Next(1, 500))
        {
            ConversationInput input = random.Next(7) switch
            {
                0 => new ConversationInput.SpeechBegan(At(at - 64)),
                1 => new ConversationInput.SpeechDipped(At(at - 64)),
                2 => new ConversationInput.SpeechRose(),
                3 => new ConversationInput.SpeechEnded(At(at - 256)),
                4 => new ConversationInput.SpeechHums(random.Next(2) == 0),
                5 => new ConversationInput.Recognised(new RecognitionResult(words[random.Next(words.Length)], random.Next(2) == 0)),
                _ => new ConversationInput.SpeechLevel(-20 - random.Next(20)),
            };
            Tell(at, input);
            (_machine.Due < At(at)).ShouldBeFalse();
        }
    }

    /// <summary>A machine answers, and its message begins.</summary>
    private void LeaveMessage()
    {
        Tell(10, new ConversationInput.ReplyEnded(0));
        Tell(500, new ConversationInput.SpeechBegan(At(500)));
        Tell(2500, new ConversationInput.SpeechEnded(At(2500)));
        Tell(2600, new ConversationInput.Recognised(new RecognitionResult("leave your name after the tone", true)));
        Until(5100);
        Tell(5200, new ConversationInput.UtteranceBegan(0, At(5200), TimeSpan.Zero));
    }

    private void Reply(int at, Reply reply) => Tell(at, new ConversationInput.Replied(0, reply));

    private void Tell(int at, ConversationInput input)
    {
        Until(at);
        _now = at;
        _done.AddRange(_machine.Handle(input, At(at)).Select(a => (at, a)));
    }

    /// <summary>Lets time pass; what is said sounds at once when it is to sound for a while.</summary>
    private void Until(int end, int speakFor = 0)
    {
        int seen = _done.Count;
        while (_machine.Due is { } due && due <= At(end))
        {
            _now = Math.Max(_now, (int)Math.Ceiling(due.TotalMilliseconds));
            _done.AddRange(_machine.Handle(new ConversationInput.Tick(), At(_now)).Select(a => (_now, a)).ToList());
            foreach (ConversationAction.Speak speak in _done.Skip(seen).Select(d => d.Action).OfType<ConversationAction.Speak>().Where(_ => speakFor > 0).ToList())
                Sound(speak, speakFor);
            seen = _done.Count;
        }
    }

    private void Sound(ConversationAction.Speak speak, int milliseconds)
    {
        _done.AddRange(_machine.Handle(new ConversationInput.UtteranceBegan(speak.Id, At(_now), TimeSpan.Zero), At(_now)).Select(a => (_now, a)).ToList());
        _now += milliseconds;
        _done.AddRange(_machine.Handle(new ConversationInput.UtteranceClosed(speak.Id, speak.Say.Text, At(_now)), At(_now)).Select(a => (_now, a)).ToList());
    }
}
