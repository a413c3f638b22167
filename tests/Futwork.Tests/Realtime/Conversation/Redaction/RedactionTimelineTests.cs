using System.Text.Json;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Turns;
using Futwork.Tests.Support;
using Microsoft.Extensions.AI;

namespace Futwork.Tests.Realtime.Conversation.Redaction;

/// <summary>What whole calls keep and pass on of numbers that people dictate.</summary>
public sealed class RedactionTimelineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("futwork-").FullName;
    private readonly VirtualCall _call;
    private readonly StreamingModel _model;

    public RedactionTimelineTests()
    {
        _call = new VirtualCall { TranscriptPath = Path.Combine(_folder, "transcript.jsonl") };
        _call.Model = _model = new StreamingModel(_call.Time);
    }

    private string File => System.IO.File.ReadAllText(_call.TranscriptPath!);

    private string Told => string.Join('\n', _call.Events.Select(e => e.Text));

    public void Dispose()
    {
        _call.Dispose();
        Directory.Delete(_folder, true);
    }

    [Fact]
    public void Neither_transcript_nor_watcher_nor_model_sees_what_is_masked()
    {
        _model.Script.Enqueue("Noted, bye.|done");

        ConversationResult result = _call.Says(3000, 5000, "it is nine eight seven six five four three two one zero").Play(Agent("phone"));

        Said(result).ShouldBe(["it is [phone]"]);
        string seen = Told + Shown(_model.Requests);
        seen.ShouldContain("[phone]");
        seen.ShouldNotContain("seven six");
    }

    [Fact]
    public void A_card_dictated_in_groups_within_one_turn_is_never_seen()
    {
        Answers("Noted, bye.|done");

        ConversationResult result = _call.Says(3000, 4000, "it is four one one one").Says(4300, 5000, "one one one one")
            .Says(5300, 6000, "one one one one").Says(6300, 7000, "one one one one").Play(Agent("payment-card"));

        Said(result).ShouldBe(["it is [payment card]"]);
        (File + Told + Shown(_model.Requests)).ShouldNotContain("one one one one one");
    }

    [Fact]
    public void A_card_that_the_agent_encourages_group_by_group_leaves_no_group_behind()
    {
        Answers("Go on.", "Go on.", "Thank you, bye.|done");

        ConversationResult result = _call.Says(3000, 4000, "it is 4111 1111").Says(8000, 9000, "one second please")
            .Says(13_000, 14_000, "1111 1111").Play(Agent("payment-card"));

        Said(result).ShouldBe(["it is [payment card]", "one second please", "[payment card]"]);
        File.ShouldNotContain("1111");
        File.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(result.Transcript.Count);
        string last = Shown(_model.Requests[^1..]);
        last.ShouldContain("it is [payment card]");
        last.ShouldNotContain("1111");
        _model.Requests.ShouldAllBe(request => !Shown(new[] { request }).Contains("1111 1111 1111"));
    }

    [Fact]
    public void Whoever_keeps_the_lines_elsewhere_is_told_where_one_is_masked_later()
    {
        Answers("Go on.", "Thank you, bye.|done");

        _call.Says(3000, 4000, "it is 4111 1111").Says(8000, 9000, "1111 1111").Play(Agent("payment-card"));

        _call.Lines.ShouldContain(line => line.Text.Contains("1111"));
        string[] kept = [.. _call.Lines.GroupBy(line => line.Position).OrderBy(line => line.Key).Select(line => line.Last().Text)];
        kept.ShouldNotContain(text => text.Contains("1111"));
        kept.ShouldBe(File.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line).GetProperty("text").GetString()));
    }

    [Fact]
    public void A_guess_that_is_thought_of_ahead_holds_no_long_number()
    {
        Answers("Noted.", "Noted.", "Noted.", "Noted, bye.|done");
        _call.At(4500, () => Partial("my card is 4111 1111 1111")).At(4700, () => Partial("my card is 4111 1111 1111"));

        _call.Says(3000, 5000, "my card is 4111 1111 1111 1111").PersonHangsUp(9000)
            .Play(Agent("payment-card") with { Turns = new TurnSettings() });

        Shown(_model.Requests).ShouldContain("[number]");
        Shown(_model.Requests).ShouldNotContain("4111");
    }

    [Fact]
    public void A_telephone_number_in_groups_arrives_where_only_cards_and_aadhaar_numbers_are_masked()
    {
        Answers("And your pin code?", "Thank you, bye.|done");

        ConversationResult result = _call.Says(3000, 4000, "98765").Says(4300, 5000, "43210").Says(9000, 10_000, "560001").Play(Agent("payment-card", "aadhaar"));

        Said(result).ShouldBe(["98765 43210", "560001"]);
        Shown(_model.Requests).ShouldContain("98765 43210");
    }

    [Fact]
    public void Digits_that_a_flow_asks_for_are_filled_in_and_no_part_of_another_number()
    {
        var agent = Listening(new AgentDefinition
        {
            Flow = new Flow
            {
                Steps =
                [
                    new FlowStep { Name = "pin", Say = "Your pin code?", Listen = new FlowListen { Slot = new FlowSlot("pin", "digits", "year", 6) } },
                    new FlowStep { Name = "year", Say = "Your year of birth?", Listen = new FlowListen { Slot = new FlowSlot("year", "digits", "bye", 4) } },
                    new FlowStep { Name = "bye", Say = "Thank you.", End = new FlowEnd("done") },
                ],
            },
        }, "phone");

        ConversationResult result = _call.Says(3000, 4000, "600512").Says(8000, 9000, "1976").Play(agent);

        Said(result).ShouldBe(["600512", "1976"]);
        result.Fields.Select(f => f.Value).ShouldBe(["600512", "1976"]);
    }

    [Fact]
    public void A_number_typed_on_the_keypad_is_masked_as_a_spoken_one()
    {
        Answers("Noted, bye.|done");

        ConversationResult result = Types(3000, "9876543210#").Play(Agent("phone"));

        Said(result).ShouldBe(["[pressed [phone]#]"]);
        Shown(_model.Requests).ShouldContain("pressed the keys [phone]#");
        (File + Told + Shown(_model.Requests)).ShouldNotContain("9876543210");
    }

    [Fact]
    public void A_card_that_goes_on_by_keys_is_masked_in_what_was_said_before()
    {
        Answers("Go on.", "Thank you, bye.|done");
        _call.Says(3000, 4000, "it is 4111 1111");

        ConversationResult result = Types(8000, "11111111#").Play(Agent("payment-card"));

        Said(result).ShouldBe(["it is [payment card]", "[pressed [payment card]#]"]);
        File.ShouldNotContain("1111");
        Shown(_model.Requests[^1..]).ShouldNotContain("1111");
    }

    [Fact]
    public void Keys_that_a_flow_asked_for_fill_its_slot_and_are_masked_wherever_else_they_stand()
    {
        var agent = Listening(new AgentDefinition
        {
            Flow = new Flow
            {
                Steps =
                [
                    new FlowStep { Name = "phone", Say = "Your number?", Listen = new FlowListen { Slot = new FlowSlot("phone", "phone", "bye", 10) } },
                    new FlowStep { Name = "bye", Say = "Thank you.", End = new FlowEnd("done") },
                ],
            },
        }, "phone");

        ConversationResult result = Types(3000, "9876543210").Play(agent);

        Said(result).ShouldBe(["[pressed [phone]]"]);
        File.ShouldNotContain("9876543210");
        result.Fields.ShouldBe([new KeyValuePair<string, string>("phone", "9876543210")]);
    }

    [Fact]
    public void A_card_begun_by_keys_that_goes_on_by_voice_still_stands_there_as_typed()
    {
        Answers("Go on.", "Thank you, bye.|done");

        ConversationResult result = Types(3000, "41111111#").Says(8000, 9000, "11111111").Play(Agent("payment-card"));

        Said(result).ShouldBe(["[pressed [payment card]]", "[payment card]"]);
        File.ShouldNotContain("1111");
        Shown(_model.Requests[^1..]).ShouldNotContain("1111");
    }

    [Fact]
    public void A_key_that_chooses_is_no_part_of_the_number_before_it()
    {
        var agent = Listening(new AgentDefinition
        {
            Flow = new Flow
            {
                Steps =
                [
                    new FlowStep { Name = "policy", Say = "Your policy?", Listen = new FlowListen { Slot = new FlowSlot("policy", "digits", "sure") } },
                    new FlowStep { Name = "sure", Say = "Press one.", Listen = new FlowListen { Choices = [new FlowChoice(["one"], "bye", "1")] } },
                    new FlowStep { Name = "bye", Say = "Thank you.", End = new FlowEnd("done") },
                ],
            },
        }, "phone");

        ConversationResult result = Types(3000, "987654321#").Presses(8000, '1').Play(agent);

        Said(result).ShouldBe(["[pressed 987654321#]", "[pressed 1]"]);
        result.Disposition.ShouldBe("done");
    }

    private static AgentDefinition Agent(params string[] redact) => Listening(new AgentDefinition
    {
        Prompt = new PromptSettings { Instructions = "Be kind.", Greeting = "What is your number?", Model = "m" },
        Dispositions = [new Disposition("done")],
        Turns = new TurnSettings { PreemptiveReplies = false },
    }, redact);

    private static AgentDefinition Listening(AgentDefinition agent, params string[] redact) => agent with
    {
        Listening = new ListeningSettings { Engine = "scripted", Redact = redact },
        Voice = new VoiceSettings { Engine = "scripted" },
    };

    private static string[] Said(ConversationResult result) => [.. result.Transcript.Where(l => !l.IsAgent).Select(l => l.Text)];

    private static string Shown(IEnumerable<IReadOnlyList<ChatMessage>> requests) => string.Join('\n', requests.SelectMany(r => r).Select(m => m.Text));

    private void Answers(params string[] answers)
    {
        foreach (string answer in answers)
            _model.Script.Enqueue(answer);
    }

    /// <summary>Presses keys, five in a second.</summary>
    private VirtualCall Types(int millisecond, string keys)
    {
        foreach ((int i, char key) in keys.Index())
            _call.Presses(millisecond + (i * 200), key);
        return _call;
    }

    private void Partial(string text) => _call.Ears.Open!.Send(new RecognitionResult(text, false));
}
