using System.Net;
using System.Text.Json;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Conversation.Minds;
using Microsoft.Extensions.AI;

namespace Futwork.Tests.Realtime.Conversation.Minds;

/// <summary>The loop between a model and its tools.</summary>
public sealed class ModelTalkTests
{
    private static readonly JsonElement DaySchema = JsonElement.Parse("""{"type":"object","properties":{"day":{"type":"string","format":"date"}},"required":["day"]}""");

    [Fact]
    public void What_is_said_before_a_tool_is_spoken_at_once_and_its_result_is_spoken_after_it()
    {
        TalkRig rig = new TalkRig("Let me look.|slots()", "Tuesday is free.").Posts("slots");
        rig.Server.Answers("/slots", """["tuesday"]""", 500);

        TalkReply reply = rig.Asks("when?").After(150);

        reply.Said.ShouldBe("Let me look.");
        reply.Replies[1].ShouldBeOfType<Reply.ToolBegan>().Name.ShouldBe("slots");
        reply.Finish().Said.ShouldBe("Let me look. Tuesday is free.");
        reply.Ended.ShouldHaveSingleItem().ShouldBe(rig.Record.ToolCalls[0]);
        rig.Record.ToolCalls[0].ShouldBe(new ToolCallRecord("1", "slots", "{}", """["tuesday"]""", true, TimeSpan.FromMilliseconds(500)));
        rig.Shown(1).ShouldBe(["user: when?", "assistant: Let me look.", "call slots", """result ["tuesday"]"""]);
    }

    [Fact]
    public void Tools_run_side_by_side_and_the_model_sees_their_results_in_the_order_of_its_calls()
    {
        TalkRig rig = new TalkRig("|slow()|fast()", "Done.").Posts("slow").Posts("fast");
        rig.Server.Answers("/slow", "first", 900).Answers("/fast", "second", 100);

        TalkReply reply = rig.Asks("go").After(100 + 900 + 100).Finish(2);

        reply.Replies.Take(2).ShouldAllBe(r => r is Reply.ToolBegan);
        reply.Ended.Select(r => r.Name).ShouldBe(["fast", "slow"]);
        rig.Shown(1)[^4..].ShouldBe(["call slow", "call fast", "result first", "result second"]);
    }

    [Fact]
    public void A_model_that_thinks_gets_its_thoughts_back_unchanged_before_the_calls_they_led_to()
    {
        TalkRig rig = new TalkRig("Let me look.|slots()", "Tuesday is free.", "Bye.").Posts("slots");
        rig.Model.Thought = new TextReasoningContent("They want a day.") { ProtectedData = "sealed" };
        rig.Server.Answers("/slots", "x");

        rig.Replies("when?").OfType<Reply.Say>().Select(s => s.Text).ShouldBe(["Let me look.", "Tuesday is free."]);
        rig.Replies("bye");

        foreach (int request in new[] { 1, 2 })
        {
            IList<AIContent> called = rig.Model.Requests[request].Single(m => m.Contents.OfType<FunctionCallContent>().Any()).Contents;
            called[0].ShouldBeSameAs(rig.Model.Thought);
            rig.Model.Requests[request].SelectMany(m => m.Contents).OfType<TextReasoningContent>().Count().ShouldBe(1, "what led to words alone is not asked for again");
        }
    }

    [Fact]
    public void No_tool_runs_before_the_turn_is_certain()
    {
        TalkRig rig = new TalkRig("One moment.|slots()", "Done.").Posts("slots");
        rig.Server.Answers("/slots", "x");
        var committed = new TaskCompletionSource();

        TalkReply reply = rig.Asks("when?", committed.Task).After(5000);

        reply.Said.ShouldBe("One moment.");
        rig.Server.Asked.ShouldBeEmpty();
        rig.Run(committed.SetResult);
        reply.Finish();
        rig.Server.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public void A_turn_thought_of_ahead_that_turns_out_another_one_leaves_no_trace()
    {
        TalkRig rig = new TalkRig("Hello.", "Yes.|slots()", "Goodbye.").Posts("slots");
        rig.Replies("hi");
        var committed = new TaskCompletionSource();
        TalkReply ahead = rig.Asks("when", committed.Task).After(200);

        rig.Run(committed.SetCanceled);
        ahead.Cancel();
        rig.Talk.Retract();
        rig.Replies("when do you close");

        rig.Shown(2).ShouldBe(["user: hi", "assistant: Hello.", "user: when do you close"]);
        rig.Server.Asked.ShouldBeEmpty();
        rig.Record.ToolCalls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""slots({"day":"friday"})""", "'day' must be a date such as 2026-11-24.")]
    [InlineData("slots()", "'day' is missing.")]
    [InlineData("slots([1])", "no JSON object")]
    [InlineData("slotz()", "There is no tool 'slotz'. There is: end_call, slots.")]
    public void A_wrong_call_is_explained_to_the_model_and_not_made(string call, string why)
    {
        TalkRig rig = new TalkRig($"|{call}", "Which day?").Posts("slots", t => t with { Parameters = DaySchema });

        TalkReply reply = rig.Asks("when?").Finish();

        reply.Said.ShouldBe("Which day?");
        rig.Shown(1)[^1].ShouldContain(why);
        rig.Server.Asked.ShouldBeEmpty();
        rig.Record.ToolCalls.ShouldHaveSingleItem().Succeeded.ShouldBeFalse();
    }

    [Fact]
    public void A_tool_that_fails_or_hangs_gives_the_model_a_reason_instead_of_dead_air()
    {
        TalkRig rig = new TalkRig("|broken()|hanging()", "That did not work.").Posts("broken").Posts("hanging", t => t with { TimeoutMilliseconds = 2000 });
        rig.Server.Answers("/broken", "no such day", status: HttpStatusCode.UnprocessableEntity).Answers("/hanging", "", 60_000);

        TalkReply reply = rig.Asks("go").Finish(2300);

        reply.Said.ShouldBe("That did not work.");
        rig.Shown(1)[^2..].ShouldBe(["result The tool's server answered 422: no such day", "result The tool did not answer within 2 s; whether it did anything is not known."]);
        rig.Server.Abandoned.ShouldBe(["/hanging"]);
    }

    [Fact]
    public void A_result_is_cut_to_what_a_model_and_a_record_can_hold()
    {
        TalkRig rig = new TalkRig("|slots()", "Many.").Posts("slots");
        rig.Server.Answers("/slots", new string('é', 10_000));

        rig.Replies("when?");

        System.Text.Encoding.UTF8.GetByteCount(rig.Shown(1)[^1]).ShouldBeInRange(8000, 8 * 1024 + "result ".Length);
        System.Text.Encoding.UTF8.GetByteCount(rig.Record.ToolCalls[0].Result).ShouldBeInRange(2000, 2 * 1024);
        rig.Shown(1)[^1].ShouldEndWith("é … (cut)");
    }

    [Fact]
    public void A_model_that_calls_tools_without_end_is_made_to_speak()
    {
        var rig = new TalkRig([.. Enumerable.Repeat("|slots()", 5), "All right."]);
        rig.Posts("slots").Server.Answers("/slots", "x");

        rig.Asks("go").Finish().Said.ShouldBe("All right.");

        rig.Model.Options[4]!.Tools!.Count.ShouldBe(2);
        rig.Model.Options[5]!.Tools!.Single().Name.ShouldBe("end_call");
        rig.Server.Asked.Count.ShouldBe(5);
    }

    [Fact]
    public void Even_a_model_that_never_speaks_leaves_no_dead_air()
    {
        TalkRig rig = new TalkRig([.. Enumerable.Repeat("|slots()", 6)]).Posts("slots");
        rig.Server.Answers("/slots", "x");

        rig.Asks("go").Finish().Said.ShouldStartWith("Sorry");
    }

    [Theory]
    [InlineData("")]
    [InlineData("*smiles*")]
    public void An_answer_after_a_tool_with_nothing_to_speak_leaves_no_dead_air(string answer)
    {
        TalkRig rig = new TalkRig("Let me look.|slots()", answer).Posts("slots");
        rig.Server.Answers("/slots", "x");

        rig.Asks("when?").Finish().Said.ShouldStartWith("Let me look. Sorry");
    }

    [Theory]
    [InlineData("opt_out()", "It is noted.")]
    [InlineData("""schedule_callback({"when":"2026-11-24T15:30"})""", "It is noted.")]
    [InlineData("""schedule_callback({"when":"2020-11-24T15:30"})""", "It is noted. Sorry, I did not catch that. Could you please say it again?")]
    public void What_was_said_beside_a_tool_that_nobody_waits_for_is_an_answer_unless_it_failed(string call, string said)
    {
        var rig = new TalkRig($"It is noted.|{call}", "");
        rig.Tools.Add(new ToolSettings { Type = call.Split('(')[0] });

        rig.Asks("please note it").Finish().Said.ShouldBe(said);
    }

    [Fact]
    public void Who_speaks_over_a_tool_cancels_it_and_nothing_of_it_stays_but_the_record()
    {
        TalkRig rig = new TalkRig("Let me look.|slots()", "Goodbye.").Posts("slots");
        rig.Server.Answers("/slots", "x", 5000);

        rig.Asks("when?").After(1000).Cancel();
        rig.Talk.Heard("Let me", interrupted: true);
        rig.Replies("never mind");

        rig.Server.Abandoned.ShouldBe(["/slots"]);
        rig.Shown(1).ShouldBe(["user: when?", "assistant: Let me …", "user: never mind"]);
        rig.Record.ToolCalls.ShouldHaveSingleItem().Result.ShouldBe("Cancelled: the person spoke.");
    }

    [Fact]
    public void A_finished_result_survives_the_turn_that_is_taken_back()
    {
        TalkRig rig = new TalkRig("|fast()|slow()", "Yes.").Posts("fast").Posts("slow");
        rig.Server.Answers("/fast", "tuesday", 100).Answers("/slow", "x", 5000);

        rig.Asks("when?").After(1000).Cancel();
        rig.Talk.Retract().ShouldBeTrue();
        rig.Replies("when? on tuesday?");

        rig.Shown(1).ShouldBe(["user: (The person has picked up the phone.)", "call fast", "result tuesday", "user: when? on tuesday?"]);
    }

    [Fact]
    public void A_tool_that_may_not_be_cancelled_goes_on_and_the_model_learns_of_it_as_soon_as_it_can()
    {
        TalkRig rig = new TalkRig("|book()", "Still busy.", "It is booked.", "Goodbye.").Posts("book", t => t with { Cancellable = false });
        rig.Server.Answers("/book", "booked", 5000);

        rig.Asks("book it").After(1000).Cancel();
        rig.Talk.Retract();
        rig.Replies("book it please");
        rig.Advance(5000);
        rig.Replies("and now?");
        rig.Replies("bye");

        rig.Server.Abandoned.ShouldBeEmpty();
        rig.Shown(1).ShouldBe(["user: (The tool book, called earlier with {}, still runs. Do not call it again for the same.)", "user: book it please"]);
        rig.Shown(2)[^2..].ShouldBe(["user: (The tool book, called earlier with {}, has ended: booked)", "user: and now?"]);
        rig.Shown(3).Count(m => m.Contains("has ended")).ShouldBe(1);
        rig.Record.ToolCalls.ShouldHaveSingleItem().Succeeded.ShouldBeTrue();
    }

    [Fact]
    public void News_of_a_late_tool_is_told_again_when_the_turn_that_told_it_is_taken_back()
    {
        TalkRig rig = new TalkRig("|book()", "Fine.", "Fine.").Posts("book", t => t with { Cancellable = false });
        rig.Server.Answers("/book", "booked", 2000);
        rig.Asks("book it").After(1000).Cancel();
        rig.Talk.Retract();
        rig.Advance(2000);

        rig.Asks("is it").Finish();
        rig.Talk.Retract();
        rig.Replies("is it done");

        rig.Shown(2).ShouldBe(["user: (The tool book, called earlier with {}, has ended: booked)", "user: is it done"]);
    }

    [Fact]
    public void A_tool_that_still_runs_is_in_the_record_as_such()
    {
        TalkRig rig = new TalkRig("|book()").Posts("book", t => t with { Cancellable = false });
        rig.Server.Answers("/book", "booked", 5000);

        rig.Asks("book it").After(1100).Cancel();

        rig.Record.ToolCalls.ShouldHaveSingleItem().ShouldBe(new ToolCallRecord("1", "book", "{}", "It was still running.", false, TimeSpan.FromMilliseconds(1000)));
    }

    [Fact]
    public void The_call_ends_with_the_tools_that_were_called_beside_the_goodbye()
    {
        TalkRig rig = new TalkRig("""Goodbye.|save()|end_call({"disposition":"Booked"})""").Posts("save");
        rig.Server.Answers("/save", "saved", 300);

        TalkReply reply = rig.Asks("bye").Finish();

        reply.Replies[^1].ShouldBe(new Reply.End(ConversationEnd.ModelEnded, "booked"));
        rig.Record.ToolCalls.Select(c => (c.Name, c.Succeeded)).ShouldBe([("save", true), ("end_call", true)]);
        rig.Model.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public void The_call_does_not_end_when_a_tool_beside_the_goodbye_failed()
    {
        TalkRig rig = new TalkRig("Goodbye.|save()|end_call()", "Sorry, one thing more.").Posts("save");
        rig.Server.Answers("/save", "", status: HttpStatusCode.InternalServerError);

        TalkReply reply = rig.Asks("bye").Finish();

        reply.Said.ShouldBe("Goodbye. Sorry, one thing more.");
        reply.Replies.OfType<Reply.End>().ShouldBeEmpty();
        rig.Shown(1)[^1].ShouldBe("result Not done, since another tool failed. Tell the person, then call it again.");
    }

    [Fact]
    public void A_turn_without_words_keeps_its_tools_in_the_history()
    {
        TalkRig rig = new TalkRig("""|send_dtmf({"keys":"12#"})""", "Good.");
        rig.Tools.Add(new ToolSettings { Type = "send_dtmf" });

        rig.Replies("press twelve hash").ShouldContain(new Reply.SendKeys("12#"));
        rig.Replies("thank you");

        rig.Shown(1).ShouldBe(["user: press twelve hash", "call send_dtmf", "result The keys 12# are being pressed.", "user: thank you"]);
    }

    [Fact]
    public void Keys_with_a_line_break_behind_them_are_none()
    {
        TalkRig rig = new TalkRig("""|send_dtmf({"keys":"12\n"})""", "Which keys?");
        rig.Tools.Add(new ToolSettings { Type = "send_dtmf" });

        rig.Replies("press twelve").OfType<Reply.SendKeys>().ShouldBeEmpty();

        rig.Shown(1)[^1].ShouldContain("must match the pattern");
    }

    [Fact]
    public void The_model_chooses_a_name_to_hand_over_to_and_is_told_when_that_failed()
    {
        TalkRig rig = new TalkRig("""|transfer_call({"target":"+911234567890"})""", """I connect you.|transfer_call({"target":"sales"})""", "Nobody is there.");
        rig.Tools.Add(new ToolSettings { Type = "transfer_call", Targets = [new TransferTarget("sales", "+918035735856")] });

        rig.Replies("sales please").ShouldContain(new Reply.Transfer("+918035735856"));
        TalkReply after = new TalkReply(rig, new PersonTurn(PersonTurnKind.TransferFailed), null).Finish();

        after.Said.ShouldBe("Nobody is there.");
        rig.Shown(1)[^1].ShouldContain("""must be one of ["sales"]""");
        rig.Shown(2)[^1].ShouldContain("could not be handed over");
        rig.Model.Requests.SelectMany(r => r).ShouldAllBe(m => !m.Text.Contains("8035735856"));
    }

    [Fact]
    public void A_model_that_holds_a_stretch_of_a_flow_gives_control_back_with_what_it_learnt()
    {
        TalkRig rig = new TalkRig("Which day?", """Fine.|continue_flow({"day":"2026-11-24","people":3,"note":""})""").Posts("slots").Posts("book");
        var task = new ModelTask("Find a day.", [new ExtractionField("day", "date"), new ExtractionField("people", "number"), new ExtractionField("note")], ["slots"]);
        rig.Talk.Witness(new PersonTurn(PersonTurnKind.Answered));
        rig.Talk.Heard("Welcome.", interrupted: false);

        rig.Replies("hello", task);
        IReadOnlyList<Reply> replies = rig.Replies("tuesday, three of us", task);

        replies[^1].ShouldBeOfType<Reply.HandBack>().Fields.ShouldBe([KeyValuePair.Create("day", "2026-11-24"), KeyValuePair.Create("people", "3")]);
        rig.Model.Options[0]!.Tools!.Select(t => t.Name).ShouldBe(["slots", "continue_flow"]);
        rig.Model.Requests[0][0].Text.ShouldStartWith("Be kind.\n\nFind a day.\n\n");
        rig.Shown(1)[..3].ShouldBe(["user: (The person has picked up the phone.)", "assistant: Welcome.", "user: hello"]);
    }

    [Fact]
    public void A_goodbye_that_the_person_cut_did_not_end_the_call()
    {
        TalkRig rig = new TalkRig("Goodbye then.|save()|end_call()", "Yes?").Posts("save");
        rig.Server.Answers("/save", "saved");

        rig.Asks("bye").Finish();
        rig.Talk.Heard("Goodbye", interrupted: true);
        rig.Replies("wait");

        rig.Shown(1).ShouldBe(["user: bye", "call save", "result saved", "assistant: Goodbye …", "user: wait"]);
    }

    [Fact]
    public void A_hand_back_is_undone_with_the_turn_in_which_it_was_made_and_so_is_all_that_followed_it()
    {
        TalkRig rig = new TalkRig("|look()|continue_flow()", "And your name?", "Which day?").Posts("look");
        rig.Server.Answers("/look", "seen");
        var first = new ModelTask("Find a day.", []);

        rig.Asks("tuesday", task: first).Finish().Replies[^1].ShouldBeOfType<Reply.HandBack>();
        new TalkReply(rig, null, new ModelTask("Ask for the name.", [])).Finish().Said.ShouldBe("And your name?");
        rig.Shown(1).ShouldBe(["user: tuesday", "call look", "call continue_flow", "result seen", "result The flow goes on."]);
        rig.Talk.Retract();
        rig.Replies("tuesday or friday", first);

        rig.Shown(2).ShouldBe(["user: (The person has picked up the phone.)", "call look", "result seen", "user: tuesday or friday"]);
    }

    [Fact]
    public void Words_that_are_to_be_shown_otherwise_are_left_alone_inside_of_longer_ones()
    {
        var rig = new TalkRig("Yes.", "Bye.");
        rig.Replies("is it 10 or 0");

        rig.Talk.Reword("0", "[phone]");
        rig.Replies("bye");

        rig.Shown(1).ShouldBe(["user: is it 10 or [phone]", "assistant: Yes.", "user: bye"]);
    }

    [Fact]
    public void An_opening_thought_of_while_it_rings_has_no_tools()
    {
        TalkRig rig = new TalkRig("Hello.", "Yes.").Posts("slots");

        new TalkReply(rig, new PersonTurn(PersonTurnKind.Answered), null).Finish().Said.ShouldBe("Hello.");
        rig.Replies("hi");

        rig.Model.Options.Select(o => o!.Tools!.Count).ShouldBe([0, 2]);
    }

    [Fact]
    public void The_model_knows_the_hour_where_the_person_is()
    {
        var rig = new TalkRig("Hello.");

        rig.Replies("hi");

        rig.Model.Requests[0][0].Text.ShouldContain("Where the person is (Asia/Kolkata) it is Sunday, 22 November 2026, 16:00.");
    }
}
