using System.Text.Json;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Conversation.Rules;

/// <summary>Branches, sub-flows and talks are checked when an agent is saved.</summary>
public sealed class FlowRulesTests
{
    private static readonly FlowStep Bye = new() { Name = "bye", Say = "Bye.", End = new FlowEnd("done") };
    private static readonly FlowStep Back = new() { Name = "back", Return = true };
    private static readonly FlowStep Ask = new() { Name = "ask", Say = "How much?", Listen = new FlowListen { Slot = new FlowSlot("price", "number"), GiveUp = "bye" }, Next = "bye" };

    [Theory]
    [InlineData("""{"field":"price","op":"less","value":5}""", "")]
    [InlineData("""{"field":"price","op":"in","value":[1,2]}""", "")]
    [InlineData("""{"field":"now_date","op":"after","value":"2026-01-01"}""", "")]
    [InlineData("""{"field":"colour","op":"exists"}""", "/if/field")]
    [InlineData("""{"field":"price","op":"smaller","value":5}""", "/if/op")]
    [InlineData("""{"field":"price","op":"less"}""", "/if/value")]
    [InlineData("""{"field":"price","op":"less","value":"few"}""", "/if/value")]
    [InlineData("""{"field":"price","op":"less","value":[1,2]}""", "/if/value")]
    [InlineData("""{"field":"price","op":"less","value":{"a":1}}""", "/if/value")]
    [InlineData("""{"field":"price","op":"before","value":"Monday"}""", "/if/value")]
    [InlineData("""{"field":"price","op":"before","value":"{{today}}"}""", "/if/value")]
    [InlineData("""{"field":"price","op":"before","value":"{{now_date}}"}""", "")]
    [InlineData("""{"field":"price","op":"in","value":5}""", "/if/value")]
    [InlineData("""{"field":"price","op":"exists","value":5}""", "/if/value")]
    [InlineData("""{}""", "/if")]
    [InlineData("""{"field":"price","op":"exists","any":[{"field":"price","op":"exists"}]}""", "/if")]
    [InlineData("""{"all":[]}""", "/if/all")]
    [InlineData("""{"any":[{"field":"price","op":"exists"},{"field":"x","op":"exists"}]}""", "/if/any/1/field")]
    public void A_condition_asks_about_something_known_and_compares_it_with_its_kind(string condition, string pointer) =>
        Pointers(Flow(Ask with { Branches = [new FlowBranch(JsonSerializer.Deserialize<FlowCondition>(condition, JsonSerializerOptions.Web)!, "bye")] }, Bye))
            .ShouldBe(pointer.Length == 0 ? [] : ["/flow/steps/0/branches/0" + pointer]);

    [Fact]
    public void A_branch_must_lead_somewhere_and_a_step_that_branches_needs_a_way_on()
    {
        FlowBranch nowhere = new(new FlowCondition { Field = "now_date", Op = "exists" }, "nowhere");

        Pointers(Flow(new FlowStep { Name = "a", Branches = [nowhere], Next = "bye" }, Bye)).ShouldBe(["/flow/steps/0/branches/0/goTo"]);
        Pointers(Flow(new FlowStep { Name = "a", Branches = [nowhere with { GoTo = "bye" }] }, Bye)).ShouldBe(["/flow/steps/0"]);
        Pointers(Flow(Bye with { Branches = [nowhere with { GoTo = "bye" }] })).ShouldBe(["/flow/steps/0/branches"]);
    }

    [Fact]
    public void A_field_may_be_spoken_where_a_branch_has_made_sure_of_it()
    {
        var say = new FlowStep { Name = "say", Say = "So {{price}}.", Next = "bye" };
        FlowStep to(FlowCondition condition) => new() { Name = "fork", Branches = [new FlowBranch(condition, "say")], Next = "bye" };
        FlowStep ask = Ask with { Next = "fork", Listen = Ask.Listen! with { GiveUp = "fork" } };

        Pointers(Flow(ask, to(new FlowCondition { Field = "price", Op = "exists" }), say, Bye)).ShouldBeEmpty();
        Pointers(Flow(ask, to(new FlowCondition { Field = "price", Op = "missing" }), say, Bye)).ShouldBe(["/flow/steps/2/say"]);
        Pointers(Flow(ask, to(new FlowCondition { Any = [new() { Field = "price", Op = "exists" }, new() { Field = "now_date", Op = "exists" }] }), say, Bye)).ShouldBe(["/flow/steps/2/say"]);
    }

    [Fact]
    public void Circles_by_branches_and_silent_sub_flows_are_found()
    {
        var branch = new FlowBranch(new FlowCondition { Field = "now_date", Op = "exists" }, "a");

        Pointers(Flow(new FlowStep { Name = "a", Next = "b" }, new FlowStep { Name = "b", Branches = [branch], Next = "bye" }, Bye)).ShouldBe(["/flow/steps/0/next", "/flow/steps/1/next"]);
        Pointers(Flow([("quiet", [Back])], new FlowStep { Name = "a", Call = "quiet", Branches = [branch], Next = "bye" }, Bye)).ShouldBe(["/flow/steps/0/next"]);
        Pointers(Flow(
            [("asks", [new FlowStep { Name = "ask", Listen = new FlowListen { Yes = "back", No = "back" } }, Back])],
            new FlowStep { Name = "a", Call = "asks", Branches = [branch], Next = "bye" },
            Bye)).ShouldBeEmpty();
    }

    [Fact]
    public void Sub_flows_are_there_are_called_and_come_back()
    {
        Pointers(Flow(new FlowStep { Name = "a", Call = "x", Next = "bye" }, Bye)).ShouldContain("/flow/steps/0/call");
        Pointers(Flow([("x", [Back])], Bye)).ShouldBe(["/flow/flows/x"]);
        Pointers(Flow([("x", [])], new FlowStep { Name = "a", Call = "x", Next = "bye" }, Bye)).ShouldContain("/flow/flows/x/steps");
        Pointers(Flow([("x", [Bye])], new FlowStep { Name = "a", Call = "x", Next = "bye" }, Bye)).ShouldContain("/flow/steps/0/next");
        Pointers(Flow([("x", [Bye])], new FlowStep { Name = "a", Call = "x" })).ShouldBeEmpty();
        Pointers(Flow([("x", [Back])], new FlowStep { Name = "a", Call = "x" }, Bye)).ShouldContain("/flow/steps/0");
        Pointers(Flow(Back, Bye)).ShouldContain("/flow/steps/0/return");
        Pointers(Flow([("x", [new FlowStep { Name = "s", Next = "bye" }, Back])], new FlowStep { Name = "a", Call = "x", Next = "bye" }, Bye)).ShouldContain("/flow/flows/x/steps/0/next");
        Pointers(Flow([("a/b", [new FlowStep { Name = "s", Say = "{{x}}", Next = "back" }, Back])], new FlowStep { Name = "a", Call = "a/b", Next = "bye" }, Bye)).ShouldBe(["/flow/flows/a~1b/steps/0/say"]);
    }

    [Fact]
    public void A_sub_flow_never_calls_itself_neither_directly_nor_by_way_of_others()
    {
        FlowStep call(string name) => new() { Name = "call", Call = name, Next = "back" };

        SettingsProblem problem = Check(Flow([("x", [call("y"), Back]), ("y", [call("x"), Back])], new FlowStep { Name = "a", Call = "x", Next = "bye" }, Bye)).First(p => p.Pointer == "/flow/flows/x");
        problem.Message.ShouldContain("x > y > x");
    }

    [Fact]
    public void What_a_sub_flow_fills_on_every_way_may_be_spoken_after_it()
    {
        var fill = new FlowStep { Name = "ask", Listen = new FlowListen { Slot = new FlowSlot("price", "number") }, Next = "back" };
        var say = new FlowStep { Name = "say", Say = "So {{price}}.", Next = "bye" };
        var start = new FlowStep { Name = "a", Call = "x", Next = "say" };

        Pointers(Flow([("x", [fill, Back])], start, say, Bye)).ShouldBeEmpty();
        Pointers(Flow([("x", [fill with { Listen = fill.Listen! with { GiveUp = "back" } }, Back])], start, say, Bye)).ShouldBe(["/flow/steps/1/say"]);
    }

    [Fact]
    public void A_talk_needs_a_model_instructions_a_way_on_and_tools_that_are_there()
    {
        var talk = new FlowStep { Name = "talk", Talk = new FlowTalk { Instructions = "Chat.", Fields = [new ExtractionField("mood")] }, Next = "bye" };

        Pointers(Flow(talk, Bye)).ShouldBe(["/flow/steps/0/talk"]);
        Pointers(WithModel(Flow(talk, Bye))).ShouldBeEmpty();
        Pointers(WithModel(Flow(talk with { Talk = new FlowTalk { Fields = [new ExtractionField("a b", "colour")], MaxTurns = 0, Tools = ["book"], GiveUp = "gone" }, Next = null }, Bye)))
            .ShouldBe(
            [
                "/flow/steps/0/talk/giveUp", "/flow/steps/1", "/flow/steps/0", "/flow/steps/0/talk/instructions", "/flow/steps/0/talk/maxTurns",
                "/flow/steps/0/talk/fields/0/name", "/flow/steps/0/talk/fields/0/type", "/flow/steps/0/talk/tools/0", "/flow/steps",
            ], ignoreOrder: true);
        Pointers(WithModel(Flow(talk with { Talk = talk.Talk! with { Instructions = "Ask {{who}}." } }, Bye))).ShouldBe(["/flow/steps/0/talk/instructions"]);
        Pointers(WithModel(Flow(talk with { Next = "say" }, new FlowStep { Name = "say", Say = "You are {{mood}}.", Next = "bye" }, Bye))).ShouldBe(["/flow/steps/1/say"]);
    }

    [Theory]
    [InlineData("""{"inMinutes":120,"note":"{{when}}","giveUp":"bye"}""", null)]
    [InlineData("""{"time":"10:00","days":1}""", null)]
    [InlineData("""{"field":"when"}""", null)]
    [InlineData("""{}""", "")]
    [InlineData("""{"inMinutes":120,"time":"10:00"}""", "")]
    [InlineData("""{"inMinutes":0}""", "/inMinutes")]
    [InlineData("""{"inMinutes":86401}""", "/inMinutes")]
    [InlineData("""{"time":"10 am"}""", "/time")]
    [InlineData("""{"time":"10:00","days":60}""", "/days")]
    [InlineData("""{"inMinutes":120,"days":1}""", "/days")]
    [InlineData("""{"field":"nothing"}""", "/field")]
    [InlineData("""{"field":"price"}""", "/field")]
    [InlineData("""{"inMinutes":120,"note":"{{nothing}}"}""", "/note")]
    [InlineData("""{"inMinutes":120,"giveUp":"nowhere"}""", "/giveUp")]
    public void A_call_back_is_for_one_moment_that_will_be_known(string callback, string? pointer) =>
        Pointers(Flow(
            Ask with { Next = "when" },
            new FlowStep { Name = "when", Listen = new FlowListen { Slot = new FlowSlot("when", "moment"), GiveUp = "bye" }, Next = "later" },
            Bye with { Name = "later", Callback = JsonSerializer.Deserialize<FlowCallback>(callback, JsonSerializerOptions.Web) },
            Bye)).ShouldBe(pointer is null ? [] : ["/flow/steps/2/callback" + pointer]);

    [Fact]
    public void A_moment_must_have_been_named_on_every_way_to_the_call_back() =>
        Check(Flow(
            new FlowStep { Name = "when", Listen = new FlowListen { Slot = new FlowSlot("when", "moment"), GiveUp = "later" }, Next = "later" },
            Bye with { Name = "later", Callback = new FlowCallback { Field = "when" } })).ShouldHaveSingleItem()
            .ShouldBe(new SettingsProblem("/flow/steps/1/callback/field", "No step on every way here fills 'when'. Come here only by a slot that has filled it, or by a branch on which it exists."));

    [Fact]
    public void Who_asks_never_to_be_called_again_is_led_to_a_step_that_is_there_and_notes_it()
    {
        FlowStep never = Bye with { Name = "never", OptOut = true };

        Pointers(WithOptOut("never", Ask, never, Bye)).ShouldBeEmpty();
        Pointers(WithOptOut("never", Ask, never with { Say = "So not for {{price}}." }, Bye)).ShouldBe(["/flow/steps/1/say"]);
        Pointers(WithOptOut("nowhere", Ask with { Next = "never" }, never, Bye)).ShouldBe(["/flow/optOutGoTo"]);
        Pointers(WithOptOut("bye", Ask, Bye)).ShouldBe(["/flow/optOutGoTo"]);
        Pointers(WithOptOut("bye", Ask with { Next = "never" }, never, Bye)).ShouldBe(["/flow/optOutGoTo"]);
        Pointers(WithOptOut("sure", Ask, new FlowStep { Name = "sure", Say = "Never?", Listen = new FlowListen { Yes = "never", No = "bye" } }, never, Bye)).ShouldBeEmpty();
        Pointers(Flow(Ask, never, Bye)).ShouldBe(["/flow/steps/1"]);
    }

    [Fact]
    public void Nobody_is_noted_as_one_who_wants_no_calls_before_they_have_said_anything_nor_called_back_all_the_same()
    {
        FlowStep never = Bye with { Name = "never", OptOut = true };

        Pointers(Flow(never)).ShouldBe(["/flow/steps/0/optOut"]);
        Pointers(Flow(new FlowStep { Name = "hello", Say = "Hello.", Next = "never" }, never)).ShouldBe(["/flow/steps/1/optOut"]);
        Pointers(Flow([("x", [never])], new FlowStep { Name = "a", Call = "x" })).ShouldBe(["/flow/flows/x/steps/0/optOut"]);
        Pointers(Flow(Silent("never"), never, Bye)).ShouldBe(["/flow/steps/0/listen/silenceGoTo"]);
        Pointers(Flow(Silent("well"), new FlowStep { Name = "well", Say = "Well.", Next = "never" }, never, Bye)).ShouldBe(["/flow/steps/0/listen/silenceGoTo"]);
        Pointers(Flow(
            Silent("well"),
            new FlowStep { Name = "well", Branches = [new FlowBranch(new FlowCondition { Field = "price", Op = "exists" }, "never")], Next = "bye" },
            never,
            Bye)).ShouldBeEmpty();
        Pointers(Flow(Ask with { Next = "never" }, never with { Callback = new FlowCallback { InMinutes = 5 } }, Bye)).ShouldBe(["/flow/steps/1/callback"]);
    }

    [Fact]
    public void A_variable_of_the_same_name_is_no_moment()
    {
        var flow = Flow(
            new FlowStep { Name = "when", Listen = new FlowListen { Slot = new FlowSlot("when", "moment"), GiveUp = "later" }, Next = "later" },
            Bye with { Name = "later", Callback = new FlowCallback { Field = "when" } });
        Pointers(flow with { Variables = [new AgentVariable("when")] }).ShouldBe(["/flow/steps/1/callback/field"]);
    }

    [Fact]
    public void Who_cannot_be_called_back_is_not_led_in_a_circle_either() =>
        Pointers(Flow(
            new FlowStep { Name = "a", Callback = new FlowCallback { InMinutes = 5, GiveUp = "b" }, Listen = new FlowListen { Yes = "bye", No = "bye" } },
            new FlowStep { Name = "b", Say = "Well.", Next = "a" },
            Bye)).ShouldBe(["/flow/steps/0/next", "/flow/steps/1/next"]);

    [Fact]
    public void A_step_does_one_thing() =>
        Pointers(WithModel(Flow([("x", [Back])], new FlowStep { Name = "a", Talk = new FlowTalk { Instructions = "Chat." }, Call = "x", Next = "bye" }, Bye))).ShouldContain("/flow/steps/0");

    private static AgentDefinition Flow(params FlowStep[] steps) => Flow([], steps);

    private static AgentDefinition Flow((string Name, FlowStep[] Steps)[] flows, params FlowStep[] steps) => Agents.Asking() with
    {
        Flow = new Flow { Steps = steps, Flows = flows.ToDictionary(f => f.Name, f => new SubFlow { Steps = f.Steps }) },
    };

    private static FlowStep Silent(string goTo) => Ask with { Listen = Ask.Listen! with { SilenceGoTo = goTo } };

    private static AgentDefinition WithOptOut(string goTo, params FlowStep[] steps) => Agents.Asking() with { Flow = new Flow { Steps = steps, OptOutGoTo = goTo } };

    private static AgentDefinition WithModel(AgentDefinition agent) =>
        agent with { Prompt = new PromptSettings { Instructions = "Be kind.", BaseUrl = "http://localhost:1234/v1", Model = "small" } };

    private static string[] Pointers(AgentDefinition agent) => [.. Check(agent).Select(p => p.Pointer)];

    private static IReadOnlyList<SettingsProblem> Check(AgentDefinition agent) =>
        AgentRules.Check(agent, [new ScriptedEars(TimeProvider.System)], [new ScriptedVoice(TimeProvider.System)]);
}
