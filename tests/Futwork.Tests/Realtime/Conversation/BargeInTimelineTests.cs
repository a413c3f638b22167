using Futwork.Realtime.Conversation;
using Futwork.Realtime.Speech;
using Futwork.Tests.Support;
using static Futwork.Realtime.Conversation.ConversationEventKind;

namespace Futwork.Tests.Realtime.Conversation;

/// <summary>Speech over the agent's voice. A question of 14 words sounds from about 10,000 ms on, after an opening that nobody interrupts.</summary>
public sealed class BargeInTimelineTests
{
    private const string Question = "May I ask which day of the coming week suits you best for it?";

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(31)]
    public void The_agent_is_silent_within_200_ms_of_the_first_sound(int offset)
    {
        using var call = new VirtualCall();
        int asked = AskedAt();
        int speaks = asked + 1000 + offset;

        ConversationResult result = call.Says(4000, 4400, "yes").Says(speaks, speaks + 900, "not this week").PersonHangsUp(20_000).Play(Agent());

        (call.AgentSound[1].End - speaks).ShouldBeInRange(0, 200);
        result.Metrics.YieldMs.ShouldHaveSingleItem().ShouldBeInRange(0, 200);
    }

    [Fact]
    public void The_transcript_keeps_only_the_words_that_were_heard_to_their_end()
    {
        using var call = new VirtualCall();
        int speaks = AskedAt() + 1000;

        ConversationResult result = call.Says(4000, 4400, "yes").Says(speaks, speaks + 900, "not this week").PersonHangsUp(20_000).Play(Agent());

        TranscriptLine cut = result.Transcript[2];
        cut.Text.ShouldBe("May I ask which day");
        cut.Interrupted.ShouldBeTrue();
        ((int)cut.End.TotalMilliseconds).ShouldBe(call.AgentSound[1].End);
        call.Events.ShouldContain(e => e.Kind == Interrupted);
        result.Transcript[3].Text.ShouldBe("not this week");
    }

    [Fact]
    public void A_cough_only_pauses_the_agent_and_it_goes_on_where_it_stopped()
    {
        using var call = new VirtualCall();
        int coughs = AskedAt() + 1000;

        ConversationResult result = call.Says(4000, 4400, "yes").Says(coughs, coughs + 200, null).PersonHangsUp(20_000).Play(Agent());

        result.Transcript.Select(l => l.Text).Take(3).ShouldBe(["Hello.", "yes", Question]);
        // The pause fell 80 ms into the sixth word, which is then heard from its beginning.
        call.AgentSound.Skip(1).Take(2).Sum(s => s.End - s.Start).ShouldBe((14 * 200) + 80);
        call.Events.ShouldNotContain(e => e.Kind == Interrupted);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(420)]
    public void A_short_sound_only_softens_the_voice_of_an_agent_that_gives_way_by_degrees(int length)
    {
        using var call = new VirtualCall { GivesWayByDegrees = true };
        call.Voice.WordMilliseconds = 400;
        int hums = 4000 + 3000;

        ConversationResult result = call.Says(4000, 4400, "yes").Says(hums, hums + length, "mm hmm").PersonHangsUp(20_000).Play(Agent());

        call.Events.ShouldNotContain(e => e.Kind == Interrupted);
        result.Transcript.Where(l => l.IsAgent).Select(l => l.Text).Take(2).ShouldBe(["Hello.", Question]);
        // Paused at most from the confirmation until 64 ms after the sound, in chunks and frames.
        call.AgentSound.Where(s => s.Start < hums + 3000).Zip(call.AgentSound.Skip(1), (a, b) => b.Start - a.End).Where((_, i) => i is 1).ShouldAllBe(gap => gap <= 250);
    }

    [Fact]
    public void Confirmed_speech_pauses_an_agent_that_gives_way_by_degrees_within_60_ms()
    {
        using var call = new VirtualCall { GivesWayByDegrees = true };
        int speaks = 4000 + 3000;

        call.Says(4000, 4400, "yes").Says(speaks, speaks + 900, "not this week").PersonHangsUp(20_000).Play(Agent());

        (call.AgentSound[1].End - speaks).ShouldBeInRange(300 - 32, 300 + 60);
        call.Events.ShouldContain(e => e.Kind == Interrupted);
    }

    [Fact]
    public void Sustained_speech_takes_the_floor_before_any_word_is_understood()
    {
        using var call = new VirtualCall();
        int speaks = AskedAt() + 1000;

        call.Says(4000, 4400, "yes").Says(speaks, speaks + 3000, "well let me tell you something").PersonHangsUp(20_000).Play(Agent());

        call.Events.First(e => e.Kind == Interrupted).At.ShouldBeInRange(speaks + 660, speaks + 720);
    }

    [Fact]
    public void A_first_guess_made_of_noise_does_not_take_the_floor()
    {
        using var call = new VirtualCall();
        int coughs = AskedAt() + 1000;

        ConversationResult result = call.Says(4000, 4400, "yes").Says(coughs, coughs + 300, null)
            .At(coughs + 200, () => call.Ears.Open!.Send(new RecognitionResult("no", false))).PersonHangsUp(20_000).Play(Agent());

        result.Transcript[2].Text.ShouldBe(Question);
        call.Events.ShouldNotContain(e => e.Kind == Interrupted);
    }

    [Fact]
    public void An_agent_that_may_not_be_interrupted_says_all_of_it()
    {
        using var call = new VirtualCall();

        ConversationResult result = call.Says(500, 1300, "who are you").PersonHangsUp(6000).Play(Agents.Asking(interruptible: false));

        call.AgentSound.ShouldBe([(100, 2900)]);
        result.Transcript.Select(l => l.Text).ShouldBe([Agents.Greeting, "who are you"]);
    }

    [Fact]
    public void An_answer_given_over_the_last_words_of_an_agent_that_may_not_be_interrupted_counts()
    {
        using var call = new VirtualCall();

        ConversationResult result = call.Says(2000, 2400, "yes").Play(Agents.Asking(interruptible: false));

        result.Disposition.ShouldBe("interested");
    }

    [Fact]
    public void A_hello_over_the_first_word_makes_the_greeting_begin_anew()
    {
        using var call = new VirtualCall();

        ConversationResult result = call.Says(200, 700, "hello").Says(6000, 6400, "yes").Play(Agents.Asking());

        result.Transcript.Select(l => l.Text).ShouldBe(["hello", Agents.Greeting, "yes", "Great, thank you."]);
    }

    [Fact]
    public void A_hello_later_in_the_greeting_only_pauses_it()
    {
        using var call = new VirtualCall();

        ConversationResult result = call.Says(1400, 1900, "hello").Says(6000, 6400, "yes").Play(Agents.Asking());

        result.Transcript.Select(l => l.Text).ShouldBe([Agents.Greeting, "hello", "yes", "Great, thank you."]);
        result.Transcript[0].Interrupted.ShouldBeFalse();
    }

    [Fact]
    public void Speaking_on_before_the_reply_is_heard_takes_the_turn_back_and_both_parts_are_answered_as_one()
    {
        using var call = new VirtualCall();
        call.Voice.DelayMilliseconds = 600;

        ConversationResult result = call.Says(6000, 6400, "yes").Says(7000, 7600, "no not today").Play(Agents.Asking());

        result.Disposition.ShouldBe("not interested");
        result.Transcript.Select(l => l.Text).ShouldBe([Agents.Greeting, "yes", "no not today", "Sorry to disturb you."]);
    }

    [Fact]
    public void A_noise_before_the_reply_is_heard_only_holds_it_back()
    {
        using var call = new VirtualCall();
        call.Voice.DelayMilliseconds = 600;

        ConversationResult result = call.Says(6000, 6400, "yes").Says(7000, 7200, null).Play(Agents.Asking());

        result.Transcript.Select(l => l.Text).ShouldBe([Agents.Greeting, "yes", "Great, thank you."]);
    }

    [Fact]
    public void The_goodbye_is_not_interrupted()
    {
        using var call = new VirtualCall();

        ConversationResult result = call.Says(4000, 4400, "no").Says(5000, 5400, "wait").Play(Agents.Asking());

        result.Transcript.Select(l => l.Text).ShouldBe([Agents.Greeting, "no", "Sorry to disturb you.", "wait"]);
        result.Transcript[2].Interrupted.ShouldBeFalse();
    }

    private static int AskedAt()
    {
        using var call = new VirtualCall();
        call.Says(4000, 4400, "yes").PersonHangsUp(20_000).Play(Agent());
        return call.AgentSound[1].Start;
    }

    private static AgentDefinition Agent() => new()
    {
        Flow = new Flow
        {
            Steps =
            [
                new FlowStep { Name = "hello", Say = "Hello.", Listen = new FlowListen { Yes = "ask" } },
                new FlowStep { Name = "ask", Say = Question, Listen = new FlowListen { Slot = new FlowSlot("day", "date", "end") } },
                new FlowStep { Name = "end", Say = "Thank you.", End = new FlowEnd("booked") },
            ],
        },
    };
}
