using Futwork.Realtime.Conversation;
using Futwork.Tests.Support;
using Microsoft.Extensions.AI;

namespace Futwork.Tests.Realtime.Conversation;

/// <summary>Whole calls with tools, in virtual time. The greeting sounds until 1,700 ms.</summary>
public sealed class ToolTimelineTests
{
    [Fact]
    public void A_slow_tool_is_bridged_its_result_spoken_and_the_call_kept_with_all_of_it()
    {
        using VirtualCall call = Call(4000, out ScriptedServer server, "Let me look.|slots({\"day\":\"friday\"})", "Friday at nine is free.", "Goodbye.|booked");

        ConversationResult result = call.Says(3000, 3400, "is friday free").Says(16_000, 16_500, "thank you").Play(Agent());

        server.Asked.ShouldBe([("/slots", """{"day":"friday"}""")]);
        result.Transcript.Select(l => l.Text).ShouldBe(["Hello.", "is friday free", "Let me look. I am looking, Asha. Friday at nine is free.", "thank you", "Goodbye."]);
        ToolCallRecord slots = result.ToolCalls[0];
        slots.ShouldBe(new ToolCallRecord(slots.Id, "slots", """{"day":"friday"}""", "nine", true, TimeSpan.FromSeconds(4)) { Start = slots.Start });
        slots.Start.ShouldBeInRange(TimeSpan.FromMilliseconds(3400), TimeSpan.FromMilliseconds(6000));
        result.ToolCalls[1].Name.ShouldBe("end_call");
        result.Disposition.ShouldBe("booked");
    }

    [Fact]
    public void Who_speaks_over_a_tool_is_answered_and_the_tool_forgotten()
    {
        using VirtualCall call = Call(20_000, out ScriptedServer server, "Let me look.|slots()", "Goodbye.|booked");

        ConversationResult result = call.Says(3000, 3400, "is friday free").Says(7500, 9000, "please leave it no thanks").Play(Agent());

        server.Abandoned.ShouldBe(["/slots"]);
        result.ToolCalls[0].Result.ShouldBe("Cancelled: the person spoke.");
        ((StreamingModel)call.Model!).Requests[1].SelectMany(m => m.Contents).ShouldAllBe(c => c is TextContent);
        result.Transcript[^1].Text.ShouldBe("Goodbye.");
    }

    [Fact]
    public void A_tool_that_hangs_is_given_up_and_the_agent_says_so()
    {
        using VirtualCall call = Call(60_000, out _, "|slots()", "I cannot see the calendar. Goodbye.|booked");

        ConversationResult result = call.Says(3000, 3400, "is friday free").Play(Agent());

        result.ToolCalls[0].Succeeded.ShouldBeFalse();
        result.ToolCalls[0].Duration.ShouldBe(TimeSpan.FromSeconds(10));
        result.Transcript[^1].Text.ShouldEndWith("I cannot see the calendar. Goodbye.");
    }

    [Fact]
    public void A_call_that_ends_while_a_tool_runs_keeps_that_it_did()
    {
        using VirtualCall call = Call(20_000, out _, "Let me look.|slots()");

        ConversationResult result = call.Says(3000, 3400, "is friday free").PersonHangsUp(8000).Play(Agent(cancellable: false));

        result.ToolCalls.ShouldHaveSingleItem().Result.ShouldBe("It was still running.");
    }

    private static VirtualCall Call(int milliseconds, out ScriptedServer server, params string[] script)
    {
        var call = new VirtualCall();
        server = new ScriptedServer(call.Time).Answers("/slots", "nine", milliseconds);
        call.Http = server.Client();
        var model = new StreamingModel(call.Time);
        foreach (string answer in script)
            model.Script.Enqueue(answer);
        call.Model = model;
        call.Variables["name"] = "Asha";
        return call;
    }

    private static AgentDefinition Agent(bool cancellable = true) => new()
    {
        Variables = [new AgentVariable("name")],
        Prompt = new PromptSettings { Instructions = "Book visits.", Greeting = "Hello.", Model = "small" },
        Dispositions = [new Disposition("booked")],
        Tools =
        [
            new ToolSettings
            {
                Type = "http",
                Name = "slots",
                Description = "Free slots of a day.",
                Meanwhile = "I am looking, {{name}}.",
                Cancellable = cancellable,
                Http = new HttpToolSettings { Url = "http://tools.example/slots" },
            },
        ],
    };
}
