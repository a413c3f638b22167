using System.Text.Json;
using Futwork.Outcomes;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Engines;
using Futwork.Realtime.Metering;
using Futwork.Tests.Support;
using Futwork.Webhooks;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Tests.Outcomes;

public sealed class AnalystTests : IDisposable
{
    private static readonly AgentDefinition Agent = new()
    {
        Prompt = new PromptSettings { Model = "m" },
        Dispositions = [new Disposition("Interested", "wants to hear more"), new Disposition("Not Interested")],
        Extraction =
        [
            new ExtractionField("city"),
            new ExtractionField("amount", "number"),
            new ExtractionField("callback", "date"),
            new ExtractionField("plan", Values: ["gold", "silver"]),
            new ExtractionField("owner", "boolean"),
        ],
    };

    private static readonly SpokenLine[] Talk =
    [
        new(Transcript.Agent, "Shall I tell you more?", 0, 900),
        new(Transcript.Person, "Yes, please tell me. I live in Pune.", 1200, 3000),
    ];

    private readonly ScriptedModel _model = new();

    public void Dispose() => _model.Dispose();

    [Theory]
    [InlineData("never call me again", true)]
    [InlineData("Shall I call you again?", false)]
    [InlineData("", false)]
    [InlineData("please never call", false)]
    public async Task Who_asked_never_to_be_called_again_said_so_in_words_of_their_own(string quote, bool counts)
    {
        SpokenLine[] talk = [new(Transcript.Agent, "Shall I call you again?", 0, 900), new(Transcript.Person, "No. Never call me again, I said it before.", 1200, 3000)];
        var agent = Agent with { Dispositions = [], Extraction = [], Tools = [new ToolSettings { Type = "opt_out" }] };
        _model.Says($$$"""{"summary":"s","opt_out":{"value":true,"quote":"{{{quote}}}","confidence":0.9}}""");

        var findings = await AnalyseAsync(talk, agent);

        (findings.OptOut!.Value is not null).ShouldBe(counts);
        _model.Asked.ShouldHaveSingleItem().Messages[0].Text.ShouldContain("opt_out:");
    }

    [Fact]
    public async Task Summary_label_and_fields_are_read_with_the_words_that_prove_them()
    {
        _model.Says(
            """
            {"summary":"Wants to hear more.",
             "disposition":{"value":"Interested","quote":"yes please, tell me","confidence":0.9},
             "fields":{"city":{"value":"Pune","quote":"user: I live in Pune","confidence":0.8},
                       "amount":{"value":12.50,"quote":"tell me","confidence":0.7},
                       "callback":{"value":"2026-03-01","quote":"tell me","confidence":0.7},
                       "plan":{"value":"gold","quote":"tell me","confidence":0.7},
                       "owner":{"value":true,"quote":"tell me","confidence":0.7}}}
            """);

        var findings = await AnalyseAsync(Talk);

        findings.Summary.ShouldBe("Wants to hear more.");
        findings.LabelOver(null).ShouldBe("Interested");
        findings.FieldsOver(null).ShouldBe("""{"city":"Pune","amount":12.50,"callback":"2026-03-01","plan":"gold","owner":true}""");
        var city = findings.Fields!["city"];
        (city.Confidence, city.Quote, city.AtMs).ShouldBe((0.8, "user: I live in Pune", 1200L));
        var (messages, options) = _model.Asked.ShouldHaveSingleItem();
        messages[^1].Text.ShouldBe("assistant: Shall I tell you more?\nuser: Yes, please tell me. I live in Pune.\n");
        options!.ModelId.ShouldBe("m");
        options.ResponseFormat.ShouldBeOfType<Microsoft.Extensions.AI.ChatResponseFormatJson>().Schema!.Value
            .GetProperty("properties").GetProperty("disposition").GetProperty("properties").GetProperty("value").GetProperty("enum")
            .EnumerateArray().Select(label => label.GetString()).ShouldBe(["Interested", "Not Interested", "cannot tell"]);
    }

    [Theory]
    [InlineData("sure, sign me up", 1)]
    [InlineData("", 1)]
    [InlineData("live in Pun", 1)]
    [InlineData("Yes, please", 0.4)]
    public async Task A_label_that_is_not_proven_is_kept_as_a_candidate_only(string quote, double confidence)
    {
        _model.Says(JsonSerializer.Serialize(new { disposition = new { value = "Interested", quote, confidence }, fields = new { } }));

        var findings = await AnalyseAsync(Talk);

        findings.LabelOver(null).ShouldBe(Analyst.CannotTell);
        findings.Disposition!.Candidate!.GetValue<string>().ShouldBe("Interested");
        findings.LabelOver("Not Interested").ShouldBe("Not Interested");
    }

    [Theory]
    [InlineData(" … ", null)]
    [InlineData("[unclear]", null)]
    [InlineData("Yes", 0.05)]
    public async Task Without_enough_speech_of_a_person_the_model_is_not_even_asked_and_no_label_counts(string said, double? seconds)
    {
        SpokenLine[] talk = [Talk[0], new SpokenLine(Transcript.Person, said, 2, 3)];
        var metrics = seconds is null ? null : JsonSerializer.Serialize(new { personSpeechSeconds = seconds });

        var findings = await AnalyseAsync(talk, metrics);

        (findings.LabelOver("Interested"), findings.FieldsOver(null)).ShouldBe((Analyst.CannotTell, null));
        _model.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_answer_by_keys_is_enough()
    {
        SpokenLine[] talk = [Talk[0], new SpokenLine(Transcript.Person, "[pressed 1]", 2, 3)];
        _model.Says("""{"disposition":{"value":"Interested","quote":"pressed 1","confidence":1},"fields":{}}""");

        (await AnalyseAsync(talk, """{"personSpeechSeconds":0}""")).LabelOver(null).ShouldBe("Interested");
    }

    [Fact]
    public async Task What_was_masked_was_said_all_the_same()
    {
        SpokenLine[] talk = [Talk[0], new SpokenLine(Transcript.Person, "[phone], send me the offer there", 2, 3)];
        _model.Says("""{"disposition":{"value":"Interested","quote":"send me the offer","confidence":1}}""");

        (await AnalyseAsync(talk)).LabelOver(null).ShouldBe("Interested");
    }

    [Theory]
    [InlineData("not interested", "Not Interested")]
    [InlineData("INTERESTED", "Interested")]
    [InlineData("Cannot tell", Analyst.CannotTell)]
    public async Task A_label_is_known_however_the_model_writes_it(string written, string label)
    {
        _model.Says(JsonSerializer.Serialize(new { disposition = new { value = written, quote = "tell me", confidence = 1 } }));

        (await AnalyseAsync(Talk)).LabelOver(null).ShouldBe(label);
    }

    [Fact]
    public async Task Values_that_do_not_fit_their_type_or_were_never_said_are_null()
    {
        _model.Says(
            """
            {"disposition":{"value":"cannot tell","quote":"","confidence":0},
             "fields":{"city":{"value":"Mumbai","quote":"I live in Mumbai","confidence":1},"amount":{"value":"many","quote":"tell me","confidence":1},
                       "callback":{"value":"tomorrow","quote":"tell me","confidence":1},"plan":{"value":"bronze","quote":"tell me","confidence":1}}}
            """);

        (await AnalyseAsync(Talk)).FieldsOver(null).ShouldBe("""{"city":null,"amount":null,"callback":null,"plan":null,"owner":null}""");
    }

    [Fact]
    public async Task What_a_flow_filled_stands_beside_what_was_found()
    {
        _model.Says("""{"disposition":{"value":"cannot tell","quote":"","confidence":0},"fields":{"city":{"value":"Pune","quote":"in Pune","confidence":1}}}""");

        (await AnalyseAsync(Talk)).FieldsOver("""{"city":"Delhi","slot":"9 am"}""")
            .ShouldBe("""{"city":"Delhi","slot":"9 am","amount":null,"callback":null,"plan":null,"owner":null}""");
    }

    [Theory]
    [InlineData("<think>The label {or two}?</think>\n{0}")]
    [InlineData("They want {it} told.\n</think>\n\n{0}")]
    [InlineData("Here it is:\n```json\n{0}\n```\nAnything else?")]
    public async Task An_answer_that_its_server_holds_to_no_schema_is_found_in_what_the_model_wrote(string written)
    {
        _model.Says(written.Replace("{0}", """{"disposition":{"value":"Interested","quote":"please tell me","confidence":1}}""", StringComparison.Ordinal));

        (await AnalyseAsync(Talk)).LabelOver(null).ShouldBe("Interested");

        _model.Asked.ShouldHaveSingleItem().Messages[0].Text.ShouldContain("\"enum\":[\"Interested\",\"Not Interested\",\"cannot tell\"]");
    }

    [Theory]
    [InlineData("""{"disposition":{"value":"Thrilled","quote":"yes","confidence":1}}""")]
    [InlineData("Interested, I think")]
    [InlineData("[]")]
    [InlineData("} {")]
    [InlineData("""<think>{"disposition":{"value":"Interested","quote":"please tell me","confidence":1}}</think>""")]
    public async Task An_answer_that_is_no_answer_can_be_asked_for_again(string answer)
    {
        _model.Says(answer);

        await Should.ThrowAsync<AnalysisException>(() => AnalyseAsync(Talk));
    }

    [Fact]
    public async Task A_model_that_cannot_be_reached_can_be_asked_again()
    {
        _model.Fails(new HttpRequestException("no route"));

        await Should.ThrowAsync<AnalysisException>(() => AnalyseAsync(Talk));
    }

    [Fact]
    public async Task A_flow_has_its_label_already_and_needs_no_model()
    {
        var evidence = Evidence.Of(Talk, null);

        var findings = await new Analyst(Engines()).AnalyseAsync(new AgentDefinition { Flow = new Flow() }, Talk, evidence, new UsageMeter(EnginePrices.None), CancellationToken.None);

        findings.ShouldBe(new Findings(evidence));
        findings.LabelOver("Booked").ShouldBe("Booked");
    }

    [Fact]
    public async Task A_quote_in_another_script_is_compared_by_its_letters()
    {
        SpokenLine[] talk = [new(Transcript.Person, "हाँ, मुझे दिलचस्पी है।", 0, 1)];
        _model.Says("""{"disposition":{"value":"Interested","quote":"मुझे दिलचस्पी है","confidence":1}}""");

        (await AnalyseAsync(talk)).LabelOver(null).ShouldBe("Interested");
    }

    private Task<Findings> AnalyseAsync(IReadOnlyList<SpokenLine> talk, AgentDefinition agent) =>
        new Analyst(Engines()).AnalyseAsync(agent, talk, Evidence.Of(talk, null), new UsageMeter(EnginePrices.None), CancellationToken.None);

    private Task<Findings> AnalyseAsync(IReadOnlyList<SpokenLine> talk, string? metrics = null) =>
        new Analyst(Engines()).AnalyseAsync(Agent, talk, Evidence.Of(talk, metrics), new UsageMeter(EnginePrices.None), CancellationToken.None);

    private CallEngines Engines() =>
        new([], [], _ => _model, EnginePrices.None, new EngineHealth(TimeProvider.System), TimeProvider.System, NullLogger<CallEngines>.Instance);
}
