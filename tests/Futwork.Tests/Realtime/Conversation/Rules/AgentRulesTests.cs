using System.Text.Json;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Telephony;
using Futwork.Realtime.Turns;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Conversation.Rules;

public sealed class AgentRulesTests
{
    private static readonly FlowStep Bye = new() { Name = "bye", Say = "Bye.", End = new FlowEnd("done") };

    [Fact]
    public void A_sound_flow_and_a_sound_prompt_pass()
    {
        Check(Agents.Asking()).ShouldBeEmpty();
        Check(Prompt(p => p)).ShouldBeEmpty();
    }

    [Fact]
    public void An_agent_needs_a_mind_and_a_flow_may_have_a_model_beside_it()
    {
        Check(new AgentDefinition()).ShouldContain(p => p.Message.Contains("needs a mind"));
        Check(Agents.Asking() with { Prompt = Prompt(p => p).Prompt }).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/prompt/baseUrl", "api.example.com")]
    [InlineData("/prompt/baseUrl", "")]
    public void A_prompt_needs_an_address(string pointer, string url) => Pointers(Prompt(p => p with { BaseUrl = url })).ShouldBe([pointer]);

    [Fact]
    public void A_prompt_needs_instructions_a_model_and_sane_numbers() =>
        Pointers(Prompt(p => p with { Instructions = " ", Model = "", Temperature = 3, MaxTokens = 0 }))
            .ShouldBe(["/prompt/instructions", "/prompt/model", "/prompt/temperature", "/prompt/maxTokens"]);

    [Theory]
    [InlineData("""{"reasoning_effort":"minimal","temperature":null}""", null)]
    [InlineData("\"minimal\"", "/prompt/extraBody")]
    [InlineData("[]", "/prompt/extraBody")]
    [InlineData("""{"messages":[]}""", "/prompt/extraBody/messages")]
    public void What_is_sent_to_a_model_besides_is_an_object_and_leaves_ours_alone(string extra, string? pointer) =>
        Pointers(Prompt(p => p with { ExtraBody = JsonElement.Parse(extra) })).ShouldBe(pointer is null ? [] : [pointer]);

    [Fact]
    public void Engines_voices_and_languages_must_be_known()
    {
        Pointers(Agents.Asking() with { Voice = new VoiceSettings { Engine = "gone" } }).ShouldBe(["/voice/engine"]);
        Pointers(Agents.Asking() with { Voice = new VoiceSettings { Engine = "scripted", Name = "nobody" } }).ShouldBe(["/voice/name"]);
        Pointers(Agents.Asking() with { Listening = new ListeningSettings { Engine = "gone" } }).ShouldBe(["/listening/engine"]);
        Pointers(Agents.Asking() with { Language = "fr-FR" }).ShouldBe(["/language"]);
        Pointers(Agents.Asking() with { Language = "english" }).ShouldContain("/language");
        Check(Agents.Asking() with { Voice = new VoiceSettings { Engine = "gone" } })[0].Message.ShouldContain("There is: 'scripted'");
    }

    [Fact]
    public void Times_must_be_in_range()
    {
        Pointers(Agents.Asking(turns: new TurnSettings { EndOfTurnMilliseconds = 50, MaxCallSeconds = 0, SilencePrompts = -1, SilenceMilliseconds = 10 }))
            .ShouldBe(["/turns/endOfTurnMilliseconds", "/turns/silenceMilliseconds", "/turns/silencePrompts", "/turns/maxCallSeconds"]);
        Pointers(Agents.Asking(turns: new TurnSettings { EndOfTurnMilliseconds = 900, UnfinishedTurnMilliseconds = 800 })).ShouldBe(["/turns/unfinishedTurnMilliseconds"]);
    }

    [Fact]
    public void Undeclared_variables_are_refused_wherever_they_stand()
    {
        AgentDefinition agent = Agents.Asking(new FlowListen { Yes = "yes", No = "no", NoMatch = "{{b}}", Silence = "{{c}}" }, new TurnSettings { SilencePrompt = "{{a}}" });

        Pointers(agent).ShouldBe(["/turns/silencePrompt", "/flow/steps/0/listen/noMatch", "/flow/steps/0/listen/silence"]);
        Pointers(agent with { Variables = [new AgentVariable("a"), new AgentVariable("b"), new AgentVariable("c")] }).ShouldBeEmpty();
        Pointers(Prompt(p => p with { Greeting = "Hi {{who}}, it is {{now_time}}" })).ShouldBe(["/prompt/greeting"]);
    }

    [Fact]
    public void Of_steps_that_fill_a_variable_only_those_who_have_steps_are_told()
    {
        Check(Prompt(p => p with { Greeting = "Hi {{who}}" })).ShouldHaveSingleItem().Message.ShouldEndWith("Declare it under 'variables'.");
        Check(Flow(new FlowStep { Name = "a", Say = "Hi {{who}}", Next = "bye" }, Bye)).ShouldHaveSingleItem().Message.ShouldContain("by steps that fill it");
    }

    [Theory]
    [InlineData("Hello {{customer name}}")]
    [InlineData("Hello {{name")]
    [InlineData("Hello name}}")]
    public void Braces_that_are_no_variable_are_refused(string say) =>
        Pointers(Flow(new FlowStep { Name = "a", Say = say, Next = "bye" }, Bye)).ShouldBe(["/flow/steps/0/say"]);

    [Fact]
    public void A_field_may_be_spoken_only_where_every_way_has_filled_it()
    {
        var ask = new FlowStep { Name = "ask", Say = "When?", Listen = new FlowListen { Slot = new FlowSlot("day", "date", "confirm"), No = "bye" } };
        var confirm = new FlowStep { Name = "confirm", Say = "So {{day}}.", Next = "bye" };

        Pointers(Flow(ask, confirm, Bye)).ShouldBeEmpty();
        Pointers(Flow(ask, confirm, Bye with { Say = "Bye until {{day}}." })).ShouldBe(["/flow/steps/2/say"]);
    }

    [Fact]
    public void Every_target_must_exist()
    {
        var listen = new FlowListen { Choices = [new FlowChoice(["x"], "nowhere")], Yes = "bye", SilenceGoTo = "lost", Slot = new FlowSlot("f") };

        Pointers(Flow(new FlowStep { Name = "a", Listen = listen, Next = "off" }, Bye))
            .ShouldBe(["/flow/steps/0/listen/choices/0/goTo", "/flow/steps/0/next", "/flow/steps/0/listen/silenceGoTo"]);
    }

    [Fact]
    public void Every_step_must_be_reachable_and_no_talk_endless()
    {
        Pointers(Flow(Bye, new FlowStep { Name = "island", Next = "bye" })).ShouldBe(["/flow/steps/1"]);
        Pointers(Flow(
            new FlowStep { Name = "a", Say = "A", Next = "b" },
            new FlowStep { Name = "b", Say = "B", Next = "a" })).ShouldBe(["/flow/steps/0/next", "/flow/steps/1/next", "/flow/steps"]);
    }

    [Fact]
    public void Steps_need_names_of_their_own_a_way_on_and_something_to_listen_for()
    {
        Pointers(Flow(Bye, Bye)).ShouldBe(["/flow/steps/1/name"]);
        Pointers(Flow(new FlowStep { Name = "a", Say = "A" })).ShouldContain("/flow/steps/0");
        Pointers(Flow(new FlowStep { Name = "a", Listen = new FlowListen(), Next = "bye" }, Bye)).ShouldContain("/flow/steps/0/listen");
        Pointers(Flow(new FlowStep { Name = "a", Listen = new FlowListen { Slot = new FlowSlot("f f", "colour") }, End = new FlowEnd("") }))
            .ShouldBe(["/flow/steps/0/listen", "/flow/steps/0/end/disposition", "/flow/steps/0/listen/slot/field", "/flow/steps/0/listen/slot/type", "/flow/steps/0/listen/slot"]);
        Pointers(new AgentDefinition { Flow = new Flow(), Voice = new VoiceSettings { Engine = "scripted" }, Listening = new ListeningSettings { Engine = "scripted" } })
            .ShouldBe(["/flow/steps"]);
    }

    [Fact]
    public void Keys_must_be_keys_and_choose_one_thing()
    {
        var listen = new FlowListen { Choices = [new FlowChoice([], "bye", "1"), new FlowChoice(["no"], "bye", "1"), new FlowChoice(["!"], "bye", "12")] };

        Pointers(Flow(new FlowStep { Name = "a", Listen = listen }, Bye))
            .ShouldBe(["/flow/steps/0/listen/choices/2/phrases", "/flow/steps/0/listen/choices/2/digit", "/flow/steps/0/listen/choices/1/digit"], ignoreOrder: true);
    }

    [Fact]
    public void Names_must_be_usable_and_unique() =>
        Pointers(Agents.Asking() with
        {
            Variables = [new AgentVariable("a b"), new AgentVariable("x"), new AgentVariable("x")],
            Dispositions = [new Disposition(" "), new Disposition("d"), new Disposition("d")],
            Extraction = [new ExtractionField("e", "colour")],
        }).ShouldBe(["/variables/0/name", "/dispositions/0/name", "/extraction/0/type", "/variables/2/name", "/dispositions/2/name"]);

    [Fact]
    public void A_lead_must_bring_the_variables_that_have_no_default()
    {
        AgentDefinition agent = Agents.Asking() with { Variables = [new AgentVariable("name"), new AgentVariable("city", "Pune")] };

        AgentRules.MissingVariables(agent, new Dictionary<string, string>()).ShouldBe(["name"]);
        AgentRules.MissingVariables(agent, new Dictionary<string, string> { ["name"] = "Asha" }).ShouldBeEmpty();
    }

    [Fact]
    public void The_labels_of_a_call_are_those_of_the_list_those_at_the_ends_of_the_flow_and_the_one_for_what_cannot_be_told()
    {
        AgentDefinition agent = Agents.Asking() with
        {
            Dispositions = [new Disposition("listed"), new Disposition("done")],
            Flow = new Flow { Steps = [Bye], Flows = new Dictionary<string, SubFlow> { ["more"] = new() { Steps = [Bye with { End = new FlowEnd("below") }] } } },
        };

        agent.Labels().ShouldBe(["listed", "done", "below", "cannot tell"], ignoreOrder: true);
    }

    private static AgentDefinition Flow(params FlowStep[] steps) => Agents.Asking() with { Flow = new Flow { Steps = steps } };

    private static AgentDefinition Prompt(Func<PromptSettings, PromptSettings> change) => new()
    {
        Prompt = change(new PromptSettings { Instructions = "Be kind.", BaseUrl = "http://localhost:1234/v1", Model = "small" }),
        Voice = new VoiceSettings { Engine = "scripted" },
        Listening = new ListeningSettings { Engine = "scripted" },
    };

    private static string[] Pointers(AgentDefinition agent) => [.. Check(agent).Select(p => p.Pointer)];

    private static IReadOnlyList<SettingsProblem> Check(AgentDefinition agent) => AgentRules.Check(
        agent,
        [new ScriptedEars(TimeProvider.System) { Capabilities = new SpeechToTextCapabilities(true, true, true, ["en-IN", "hi-IN"]) }],
        [new ScriptedVoice(TimeProvider.System) { Capabilities = new TextToSpeechCapabilities(true, [new Voice("plain", ["en-IN", "fr-FR"])]) }]);
}
