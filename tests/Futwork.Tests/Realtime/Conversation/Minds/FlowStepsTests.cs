using System.Text.Json;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Conversation.Minds;
using Futwork.Realtime.Turns;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Conversation.Minds;

/// <summary>Branches, sub-flows and answers that are read back.</summary>
public sealed class FlowStepsTests
{
    private static readonly FlowStep Bye = new() { Name = "bye", Say = "Goodbye.", End = new FlowEnd("done") };

    private readonly List<string> _said = [];
    private FlowState _state = FlowState.Start;
    private FlowEngine? _engine;
    private Reply? _last;

    [Theory]
    [InlineData("five hundred", "Cheap.", "done")]
    [InlineData("two thousand", "Dear.", "done")]
    public void A_branch_is_taken_when_its_condition_holds_and_the_next_step_otherwise(string answer, string said, string disposition)
    {
        Begin(
            new FlowStep { Name = "ask", Say = "How much?", Listen = new FlowListen { Slot = new FlowSlot("price", "number") }, Branches = [Branch("price", "greater", 1000, "dear")], Next = "cheap" },
            new FlowStep { Name = "cheap", Say = "Cheap.", Next = "bye" },
            new FlowStep { Name = "dear", Say = "Dear.", Next = "bye" },
            Bye);

        Hear(answer).ShouldBe([said, "Goodbye."]);
        _last.ShouldBe(new Reply.End(ConversationEnd.FlowEnded, disposition));
    }

    [Fact]
    public void Branches_look_at_variables_too_and_the_first_that_holds_is_taken()
    {
        Begin(
            new FlowStep { Name = "hello", Say = "Hello.", Branches = [Branch("name", "equals", "nobody", "bye"), Branch("name", "equals", "ASHA", "known"), Branch("name", "exists", null, "bye")], Next = "bye" },
            new FlowStep { Name = "known", Say = "I know you.", Next = "bye" },
            Bye);

        _said.ShouldBe(["Hello.", "I know you.", "Goodbye."]);
    }

    [Fact]
    public void A_sub_flow_comes_back_to_its_caller_and_leaves_its_fields()
    {
        BeginWith(
            new Dictionary<string, SubFlow>
            {
                ["who"] = new() { Steps = [Ask("ask", "Your name?", new FlowSlot("who", "name"), "again"), new FlowStep { Name = "again", Call = "day", Next = "back" }, new FlowStep { Name = "back", Return = true }] },
                ["day"] = new() { Steps = [Ask("ask", "Which day?", new FlowSlot("day", "date"), "back"), new FlowStep { Name = "back", Say = "Noted.", Return = true }] },
            },
            new FlowStep { Name = "first", Say = "Hello.", Call = "who", Next = "second" },
            new FlowStep { Name = "second", Call = "day", Branches = [new FlowBranch(new FlowCondition { Field = "who", Op = "exists" }, "said")], Next = "bye" },
            new FlowStep { Name = "said", Say = "{{who}} on {{day}}.", Next = "bye" },
            Bye);

        _said.ShouldBe(["Hello.", "Your name?"]);
        Hear("my name is asha rao").ShouldBe(["Which day?"]);
        Hear("pardon").ShouldBe(["Which day?"]);
        Hear("tomorrow").ShouldBe(["Noted.", "Which day?"]);
        _state.Callers.Count.ShouldBe(1);
        Hear("next monday").ShouldBe(["Noted.", "Asha Rao on 2026-01-19.", "Goodbye."]);
        _state.Callers.ShouldBeEmpty();
    }

    [Fact]
    public void An_answer_is_read_back_until_it_is_right()
    {
        BeginConfirming();

        Hear("nine eight seven six").ShouldBe(["I heard 9876. Is that right?"]);
        _state.Fields.ShouldBeEmpty();
        Hear("no nine eight seven seven").ShouldBe(["I heard 9877. Is that right?"]);
        Hear("what").ShouldBe(["I heard 9877. Is that right?"]);
        Hear("yes that is right").ShouldBe(["Goodbye."]);
        _state.Fields.ShouldBe([new("code", "9877")]);
    }

    [Fact]
    public void An_answer_is_not_read_back_without_end_to_who_only_asks_for_time()
    {
        BeginConfirming();

        for (int i = 0; i < 5; i++)
            Hear(i == 0 ? "one two three four" : "please hold").ShouldBe(["I heard 1234. Is that right?"]);
        Hear("please hold").ShouldBe(["Never mind.", "Goodbye."]);
    }

    [Fact]
    public void A_no_asks_again_and_the_flow_gives_up_after_its_retries()
    {
        BeginConfirming();

        Hear("one two three four");
        Hear("no").ShouldBe(["Sorry about that. Could you please say it once more?"]);
        Hear("one two three five").ShouldBe(["I heard 1235. Is that right?"]);
        Hear("no").ShouldBe(["Never mind.", "Goodbye."]);
        _state.Fields.ShouldBeEmpty();
    }

    [Fact]
    public void While_it_asks_whether_it_is_right_a_yes_and_another_value_are_both_awaited()
    {
        BeginConfirming();
        Hear("one two three four");

        Awaited awaited = _last.ShouldBeOfType<Reply.Listen>().Awaited;
        awaited.IsSettledBy("yes").ShouldBeTrue();
        awaited.Digits.ShouldBe(4);
    }

    [Fact]
    public void Silence_while_it_is_read_back_is_asked_about_and_keeps_the_answer()
    {
        BeginConfirming();
        Hear("one two three four");

        Turn(new PersonTurn(PersonTurnKind.Silence, Silences: 1)).ShouldBe(["Hello, are you still there?"]);
        Hear("yes").ShouldBe(["Goodbye."]);
        _state.Fields.ShouldBe([new("code", "1234")]);
    }

    [Fact]
    public void What_is_not_understood_while_it_is_read_back_has_it_read_back_once_more()
    {
        BeginConfirming();
        Hear("one two three four");

        Turn(new PersonTurn(PersonTurnKind.Unclear)).ShouldBe(["I heard 1234. Is that right?"]);
        _last.ShouldBeOfType<Reply.Listen>().Awaited.IsSettledBy("yes").ShouldBeTrue();
        Turn(new PersonTurn(PersonTurnKind.Keys, "1")).ShouldBe(["Never mind.", "Goodbye."]);
    }

    private void BeginConfirming() => Begin(
        new FlowStep { Name = "ask", Say = "The code?", Listen = new FlowListen { Slot = new FlowSlot("code", "digits", Digits: 4, Confirm: true), Retries = 1, GiveUp = "never" }, Next = "bye" },
        new FlowStep { Name = "never", Say = "Never mind.", Next = "bye" },
        Bye);

    private void Begin(params FlowStep[] steps) => BeginWith([], steps);

    private void BeginWith(Dictionary<string, SubFlow> flows, params FlowStep[] steps)
    {
        var agent = new AgentDefinition { Flow = new Flow { Steps = steps, Flows = flows } };
        _engine = new FlowEngine(agent, new AgentTexts(agent, new Dictionary<string, string> { ["name"] = "Asha" }), new PersonClock(new FakeTime(), [TimeZoneInfo.Utc]));
        _said.AddRange(Turn(new PersonTurn(PersonTurnKind.Answered)));
    }

    private string[] Hear(string words) => Turn(new PersonTurn(PersonTurnKind.Words, words));

    private string[] Turn(PersonTurn turn)
    {
        (_state, IReadOnlyList<Reply> replies) = _engine!.Answer(_state, turn);
        _last = replies[^1];
        return [.. replies.OfType<Reply.Say>().Select(s => s.Text)];
    }

    private static FlowStep Ask(string name, string say, FlowSlot slot, string next) =>
        new() { Name = name, Say = say, Listen = new FlowListen { Slot = slot }, Next = next };

    private static FlowBranch Branch(string field, string op, object? value, string goTo) =>
        new(new FlowCondition { Field = field, Op = op, Value = value is null ? null : JsonSerializer.SerializeToElement(value) }, goTo);
}
