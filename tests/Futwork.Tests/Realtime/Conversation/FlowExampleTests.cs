using System.Text.Json;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Speech;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Conversation;

/// <summary>The examples of docs/flows.md, as they stand there.</summary>
public sealed class FlowExampleTests
{
    private static readonly AgentDefinition Example = Read(0);
    private static readonly AgentDefinition WithoutModel = Read(1);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void They_pass_the_rules(int example) => AgentRules.Check(
        Read(example),
        [new ScriptedEars(TimeProvider.System) { Capabilities = new SpeechToTextCapabilities(true, true, true, ["en-IN"]) }],
        [new ScriptedVoice(TimeProvider.System)]).ShouldBeEmpty();

    [Fact]
    public void A_call_walks_it_from_the_greeting_through_sub_flow_and_model_to_a_booked_visit()
    {
        using VirtualCall call = Call("Certainly. How many bedrooms do you need?", "And which day suits you?", """|continue_flow({"bedrooms":3,"visit_day":"2036-12-01"})""");
        Says(call, "yes", "nine eight two zero zero one two three four five", "no nine eight two zero zero one two three four six", "yes",
            "asha dot rao at gmail dot com", "fifty lakh", "three please", "the first of December");

        ConversationResult result = call.Play(Example);

        result.Disposition.ShouldBe("visit booked");
        result.Fields.ShouldBe(
        [
            new("mobile", "9820012346"), new("email", "asha.rao@gmail.com"), new("budget", "5000000"), new("bedrooms", "3"), new("visit_day", "2036-12-01"),
        ]);
        result.Transcript.Where(l => l.IsAgent).Select(l => l.Text).ShouldBe(
        [
            "Hello Asha, this is Maya from Acme Homes. Is this a good time?",
            "On which mobile number do we reach you?",
            "I heard 9820012345. Is that right?",
            "I heard 9820012346. Is that right?",
            "And what is your e-mail address?",
            "What is your budget in rupees?",
            "Thank you. Certainly. How many bedrooms do you need?",
            "And which day suits you?",
            "Wonderful, we show you homes with 3 bedrooms on 2036-12-01. Goodbye!",
        ]);
        call.Voice.Spoken.ShouldContain("I heard nine eight two zero zero, one two three four six. Is that right?");
        call.Voice.Spoken.ShouldContain("Wonderful, we show you homes with three bedrooms on first December twenty thirty six. Goodbye!");
    }

    [Fact]
    public void A_budget_that_is_too_small_takes_the_branch()
    {
        using VirtualCall call = Call();
        Says(call, "yes", "nine eight two zero zero one two three four five", "yes", "no", "ten lakh");

        ConversationResult result = call.Play(Example);

        result.Disposition.ShouldBe("budget too small");
        result.Transcript[^1].Text.ShouldBe("We have nothing at 1000000 rupees yet, but we will write to you. Goodbye.");
        call.Voice.Spoken[^1].ShouldStartWith("We have nothing at ten lakh rupees yet");
    }

    [Fact]
    public void Who_is_busy_is_called_back_when_they_say()
    {
        using VirtualCall call = Call();
        call.Variables[SystemVariables.TimeZone] = "Asia/Kolkata";
        Says(call, "I am busy", "tomorrow at four", "yes");

        ConversationResult result = call.Play(WithoutModel);

        result.Disposition.ShouldBe("call later");
        result.Callback.ShouldBe(new CallbackRequest(DateTimeOffset.Parse("2026-01-16T16:00+05:30"), "Whether they come on Sunday"));
        result.Transcript.ShouldContain(line => line.Text == "I heard 2026-01-16 16:00. Is that right?");
    }

    [Fact]
    public void Who_asks_for_it_is_never_called_again()
    {
        using VirtualCall call = Call();
        Says(call, "do not call me again");

        ConversationResult result = call.Play(WithoutModel);

        (result.OptedOut, result.Disposition).ShouldBe((true, "do not call"));
    }

    private static VirtualCall Call(params string[] script)
    {
        var call = new VirtualCall();
        var model = new StreamingModel(call.Time);
        foreach (string answer in script)
            model.Script.Enqueue(answer);
        call.Model = model;
        call.Voice.WordMilliseconds = 100;
        call.Variables["customer_name"] = "Asha";
        return call;
    }

    /// <summary>The person answers, each time well after the agent has asked.</summary>
    private static void Says(VirtualCall call, params string[] answers)
    {
        foreach ((int i, string answer) in answers.Index())
            call.Says(3000 + (i * 6000), 4000 + (i * 6000), answer);
    }

    /// <summary>One of the examples, counted from 0, with engines that need no sound.</summary>
    private static AgentDefinition Read(int example)
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "flows.md")).Split("```json")[example + 1];
        return JsonSerializer.Deserialize<AgentDefinition>(page[..page.IndexOf("```", StringComparison.Ordinal)], JsonSerializerOptions.Web)! with
        {
            Voice = new VoiceSettings { Engine = "scripted" },
            Listening = new ListeningSettings { Engine = "scripted" },
        };
    }
}
