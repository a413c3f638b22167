using Futwork.Realtime.Conversation;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Conversation;

/// <summary>A flow lets the model talk, and takes over again.</summary>
public sealed class FlowTalkTests
{
    private static readonly FlowTalk Chat = new() { Instructions = "Ask {{who}} how they are.", Fields = [new ExtractionField("mood")], MaxTurns = 1, GiveUp = "stop" };

    [Fact]
    public void It_takes_over_when_the_turns_are_used_up()
    {
        using VirtualCall call = Call("How are you?", "And how was your day?").Says(3000, 4000, "fine").Says(8000, 9000, "long");

        ConversationResult result = call.Play(Agent(Chat));

        Said(result).ShouldBe(["Hello.", "How are you?", "And how was your day?", "Let us stop."], ignoreOrder: false);
        result.Disposition.ShouldBe("stopped");
        result.Fields.ShouldBeEmpty();
    }

    [Fact]
    public void It_goes_on_with_what_the_model_found_out()
    {
        using VirtualCall call = Call("How are you?", """Good to hear.|continue_flow({"mood":"fine"})""").Says(3000, 4000, "fine");

        ConversationResult result = call.Play(Agent(Chat));

        Said(result).ShouldBe(["Hello.", "How are you?", "Good to hear.", "Thank you."]);
        result.Fields.ShouldBe([new("mood", "fine")]);
        result.ToolCalls.Select(c => c.Name).ShouldBe(["continue_flow"]);
    }

    [Fact]
    public void The_model_knows_its_task_and_what_the_flow_has_just_said()
    {
        using VirtualCall call = Call("How are you?", "|continue_flow({})").Says(3000, 4000, "fine");

        call.Play(Agent(Chat));

        string system = ((StreamingModel)call.Model!).Requests[0][0].Text;
        system.ShouldContain("Be kind.");
        system.ShouldContain("Ask Asha how they are.");
        system.ShouldContain("\"Hello.\"");
    }

    [Fact]
    public void Who_ended_the_call_is_known()
    {
        using VirtualCall byModel = Call("How are you?", """Goodbye then.|end_call({})""").Says(3000, 4000, "I have to go");
        using VirtualCall byFlow = Call("How are you?", "|continue_flow({})").Says(3000, 4000, "fine");

        byModel.Play(Agent(Chat)).End.ShouldBe(ConversationEnd.ModelEnded);
        byFlow.Play(Agent(Chat)).End.ShouldBe(ConversationEnd.FlowEnded);
    }

    [Fact]
    public void Silence_needs_no_model()
    {
        using VirtualCall call = Call("How are you?");

        ConversationResult result = call.Play(Agent(Chat));

        Said(result).ShouldBe(["Hello.", "How are you?", "Hello, are you still there?", "Hello, are you still there?", "I will let you go now. Thank you, goodbye."]);
        ((StreamingModel)call.Model!).Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(true, "2026-01-16T16:00+05:30")]
    [InlineData(false, "2026-01-16T10:00+05:30")]
    public void The_call_back_that_was_noted_last_counts_whoever_noted_it(bool modelIsLast, string at)
    {
        using VirtualCall call = Call("How are you?", """|schedule_callback({"when":"2026-01-16T16:00"})""", "|continue_flow({})").Says(3000, 4000, "call me tomorrow at four");
        call.Variables[SystemVariables.TimeZone] = "Asia/Kolkata";
        var atTen = new FlowCallback { Time = "10:00", Days = 1 };
        Flow flow = Agent(Chat).Flow!;
        FlowStep[] steps = [.. flow.Steps.Select(step => step.Name == (modelIsLast ? "hello" : "bye") ? step with { Callback = atTen } : step)];

        ConversationResult result = call.Play(Agent(Chat) with { Flow = flow with { Steps = steps }, Tools = [new ToolSettings { Type = "schedule_callback" }] });

        result.Callback!.At.ShouldBe(DateTimeOffset.Parse(at));
    }

    private static AgentDefinition Agent(FlowTalk talk) => Agents.Asking() with
    {
        Variables = [new AgentVariable("who", "Asha")],
        Prompt = new PromptSettings { Instructions = "Be kind.", BaseUrl = "http://localhost:1234/v1", Model = "small" },
        Flow = new Flow
        {
            Steps =
            [
                new FlowStep { Name = "hello", Say = "Hello.", Listen = null, Talk = talk, Next = "bye" },
                new FlowStep { Name = "bye", Say = "Thank you.", End = new FlowEnd("done") },
                new FlowStep { Name = "stop", Say = "Let us stop.", End = new FlowEnd("stopped") },
            ],
        },
    };

    private static VirtualCall Call(params string[] script)
    {
        var call = new VirtualCall();
        var model = new StreamingModel(call.Time);
        foreach (string answer in script)
            model.Script.Enqueue(answer);
        call.Model = model;
        return call;
    }

    /// <summary>What the agent said, utterance by utterance.</summary>
    private static string[] Said(ConversationResult result) =>
        [.. result.Transcript.Where(l => l.IsAgent).SelectMany(l => l.Text.Replace("? ", "?|").Replace("Hello. ", "Hello.|").Replace("hear. ", "hear.|").Split('|'))];
}
