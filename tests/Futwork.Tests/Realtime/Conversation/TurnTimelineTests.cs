using Futwork.Realtime.Conversation;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Turns;
using Futwork.Tests.Support;
using static Futwork.Realtime.Conversation.ConversationEventKind;

namespace Futwork.Tests.Realtime.Conversation;

/// <summary>
/// Whole calls in virtual milliseconds. The greeting sounds from 100 to 2900 (14 words of 200). Sound ends on the grid of
/// 32 ms chunks, voice activity takes 256 ms of silence to call it an end, and the scripted recogniser 100 ms more.
/// </summary>
public sealed class TurnTimelineTests
{
    [Fact]
    public void The_greeting_is_heard_within_300_ms_of_the_answer()
    {
        using var call = new VirtualCall();
        call.Voice.DelayMilliseconds = 900;

        ConversationResult result = call.PersonHangsUp(5000).Play(Agents.Asking());

        call.AgentSound[0].Start.ShouldBe(PlayoutDelay);
        result.Metrics.AnswerToFirstAudioMs.ShouldBe(PlayoutDelay);
    }

    [Fact]
    public void An_answer_that_settles_the_question_is_replied_to_as_soon_as_its_words_are_there()
    {
        using var call = new VirtualCall();

        ConversationResult result = call.Says(4000, 4400, "yes").Play(Agents.Asking());

        // Ends at 4416 on the grid, known at 4672, words 100 ms later; the next frame is the first of the reply.
        call.AgentSound[1].Start.ShouldBeInRange(4760, 4780);
        result.Metrics.ReplyMs.ShouldHaveSingleItem().ShouldBe(call.AgentSound[1].Start - 4416);
        result.Metrics.EngineMs.ShouldBe([100]);
        result.Metrics.PersonSpeechSeconds.ShouldBe(0.416);
    }

    [Fact]
    public void An_answer_that_may_go_on_gets_the_whole_end_of_turn_silence()
    {
        using var call = new VirtualCall();

        call.Says(4000, 4400, "the weather is nice").PersonHangsUp(9000).Play(Agents.Asking() with { Turns = new TurnSettings { EndOfTurnMilliseconds = 600, UnfinishedTurnMilliseconds = 600 } });

        call.AgentSound[1].Start.ShouldBeInRange(4416 + 600, 4416 + 620);
    }

    [Fact]
    public void An_answer_that_trails_off_gets_more_time_and_what_follows_belongs_to_it()
    {
        using var call = new VirtualCall();

        ConversationResult result = call
            .Says(4000, 4600, "well actually my").Says(5500, 6000, "policy has expired").PersonHangsUp(9000).Play(Agents.Asking());

        call.Events.Where(e => e.Kind == PersonSaid).Select(e => e.Text).ShouldBe(["well actually my policy has expired"]);
        result.Transcript.Count(l => !l.IsAgent).ShouldBe(1);
    }

    [Fact]
    public void Late_words_are_waited_for()
    {
        using var call = new VirtualCall();
        call.Ears.DelayMilliseconds = 1200;

        ConversationResult result = call.Says(4000, 4400, "yes").Play(Agents.Asking());

        call.AgentSound[1].Start.ShouldBeInRange(4672 + 1180, 4672 + 1220);
        result.Disposition.ShouldBe("interested");
        result.Metrics.EngineMs.ShouldBe([1200]);
    }

    [Fact]
    public void Words_that_come_after_they_were_given_up_are_kept_and_do_not_answer_the_next_question()
    {
        using var call = new VirtualCall();
        call.Ears.DelayMilliseconds = 4000;

        ConversationResult result = call.Says(4000, 4600, "no").PersonHangsUp(20_000).Play(Agents.Asking());

        result.Transcript.Where(l => !l.IsAgent).Select(l => l.Text).ShouldBe(["no"]);
        result.Disposition.ShouldBeNull();
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("no", 0.3)]
    public void Speech_without_words_or_with_a_mere_guess_is_asked_about(string? words, double confidence)
    {
        using var call = new VirtualCall();

        ConversationResult result = call.Says(4000, 4600, words, confidence).Says(9000, 9400, "yes").Play(Agents.Asking());

        result.Transcript.Select(l => l.Text).ShouldBe(
            [Agents.Greeting, "[unclear]", "Sorry, I did not catch that. Could you please say it again?", "yes", "Great, thank you."]);
        result.Disposition.ShouldBe("interested");
    }

    [Fact]
    public void A_click_in_the_line_is_not_an_answer()
    {
        using var call = new VirtualCall();

        ConversationResult result = call.Says(4000, 4100, null).Says(6000, 6400, "yes").Play(Agents.Asking());

        result.Transcript.Select(l => l.Text).ShouldBe([Agents.Greeting, "yes", "Great, thank you."]);
    }

    [Fact]
    public void Words_without_voice_activity_count_as_speech()
    {
        using var call = new VirtualCall();

        ConversationResult result = call.At(5000, () => call.Ears.Open!.Send(new RecognitionResult("yes", true))).Play(Agents.Asking());

        result.Disposition.ShouldBe("interested");
    }

    [Fact]
    public void Silence_is_asked_about_twice_and_then_ends_the_call_with_a_goodbye()
    {
        using var call = new VirtualCall();

        ConversationResult result = call.Play(Agents.Asking(turns: new TurnSettings { SilenceMilliseconds = 5000, SilencePrompt = "Are you there?" }));

        call.Events.Where(e => e.Kind == Silence).Select(e => e.At).ShouldBe([7880, 13_460, 19_040]);
        result.Transcript.Select(l => l.Text).ShouldBe(
            [Agents.Greeting, "Are you there?", "Are you there?", "I will let you go now. Thank you, goodbye."]);
        result.End.ShouldBe(ConversationEnd.Silence);
        call.Leg.HangUps.ShouldBe(1);
    }

    [Fact]
    public void An_answer_to_a_silence_prompt_starts_the_count_anew()
    {
        using var call = new VirtualCall();

        ConversationResult result = call.Says(12_000, 12_400, "what").PersonHangsUp(35_000).Play(Agents.Asking());

        call.Events.Count(e => e.Kind == Silence).ShouldBe(3);
        result.End.ShouldBe(ConversationEnd.PersonHungUp);
    }

    [Fact]
    public void A_key_is_an_answer()
    {
        using var call = new VirtualCall();
        var listen = new FlowListen { Choices = [new FlowChoice(["interested"], "yes", "1"), new FlowChoice(["no"], "no", "2")] };

        ConversationResult result = call.Presses(4000, '2').Play(Agents.Asking(listen));

        result.Disposition.ShouldBe("not interested");
        call.AgentSound[1].Start.ShouldBe(4000);
        result.Transcript[1].Text.ShouldBe("[pressed 2]");
    }

    [Fact]
    public void Keys_of_a_number_are_gathered_and_cut_the_question_short()
    {
        using var call = new VirtualCall();
        var listen = new FlowListen { Slot = new FlowSlot("pin", "digits", "yes", 4) };

        ConversationResult result = call.Presses(1500, '4').Presses(2000, '1').Presses(2500, '1').Presses(3000, '0').Play(Agents.Asking(listen));

        call.AgentSound[0].End.ShouldBe(1500);
        result.Fields.ShouldBe([new KeyValuePair<string, string>("pin", "4110")]);
        call.AgentSound[1].Start.ShouldBe(3000);
    }

    [Fact]
    public void A_terminator_behind_a_number_that_is_complete_without_it_neither_answers_the_next_question_nor_cuts_it_short()
    {
        using var call = new VirtualCall();
        AgentDefinition agent = Agents.Asking() with
        {
            Flow = new Flow
            {
                Steps =
                [
                    new FlowStep { Name = "pin", Say = "Your pin?", Listen = new FlowListen { Slot = new FlowSlot("pin", "digits", "sure", 4) } },
                    new FlowStep { Name = "sure", Say = "Press one if you are sure.", Listen = new FlowListen { Choices = [new FlowChoice(["sure"], "bye", "1")] } },
                    new FlowStep { Name = "bye", Say = "Thank you.", End = new FlowEnd("done") },
                ],
            },
        };

        ConversationResult result = call
            .Presses(2000, '4').Presses(2200, '1').Presses(2400, '1').Presses(2600, '0').Presses(2900, '#').Presses(6000, '1').Play(agent);

        result.Transcript.Select(l => l.Text).ShouldBe(["Your pin?", "[pressed 4110]", "Press one if you are sure.", "[pressed 1]", "Thank you."]);
        result.Transcript.ShouldNotContain(l => l.Interrupted);
        result.Disposition.ShouldBe("done");
    }

    private const int PlayoutDelay = 100;
}
