using System.Text.Json;
using Futwork.Outcomes;
using Futwork.Realtime.Conversation;
using Futwork.Tests.Support;
using Futwork.Webhooks;

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
        new(Transcript.Agent, "Shall I tell you more?", 0, 1),
        new(Transcript.Person, "Yes, please tell me. I live in Pune.", 2, 3),
    ];

    private readonly ScriptedModel _model = new();

    public void Dispose() => _model.Dispose();

    [Fact]
    public async Task Label_and_fields_are_read_from_what_was_said()
    {
        _model.Says("""{"disposition":"Interested","evidence":"yes please, tell me","extracted":{"city":"Pune","amount":12.50,"callback":"2026-03-01","plan":"gold","owner":true}}""");

        var findings = await AnalyseAsync(Talk);

        findings.ShouldBe(new Findings("Interested", """{"city":"Pune","amount":12.50,"callback":"2026-03-01","plan":"gold","owner":true}"""));
        var (messages, options) = _model.Asked.ShouldHaveSingleItem();
        messages[^1].Text.ShouldBe("assistant: Shall I tell you more?\nuser: Yes, please tell me. I live in Pune.\n");
        options!.ModelId.ShouldBe("m");
        options.ResponseFormat.ShouldBeOfType<Microsoft.Extensions.AI.ChatResponseFormatJson>().Schema!.Value
            .GetProperty("properties").GetProperty("disposition").GetProperty("enum").EnumerateArray().Select(label => label.GetString())
            .ShouldBe(["Interested", "Not Interested", "cannot tell"]);
    }

    [Theory]
    [InlineData("sure, sign me up")]
    [InlineData("")]
    public async Task A_label_without_evidence_in_the_transcript_is_not_believed(string evidence)
    {
        _model.Says(JsonSerializer.Serialize(new { disposition = "Interested", evidence, extracted = new { } }));

        (await AnalyseAsync(Talk)).Disposition.ShouldBe(Analyst.CannotTell);
    }

    [Fact]
    public async Task Without_a_word_of_the_person_the_model_is_not_even_asked()
    {
        var findings = await AnalyseAsync([Talk[0], new SpokenLine(Transcript.Person, " … ", 2, 3)]);

        findings.ShouldBe(new Findings(Analyst.CannotTell, null));
        _model.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Values_that_do_not_fit_their_type_are_null()
    {
        _model.Says("""{"disposition":"cannot tell","evidence":"","extracted":{"city":"","amount":"many","callback":"tomorrow","plan":"bronze"}}""");

        (await AnalyseAsync(Talk)).ExtractedData.ShouldBe("""{"city":null,"amount":null,"callback":null,"plan":null,"owner":null}""");
    }

    [Theory]
    [InlineData("""{"disposition":"Thrilled","evidence":"yes"}""")]
    [InlineData("Interested, I think")]
    [InlineData("[]")]
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
        var analyst = new Analyst(new LanguageModels([]));

        (await analyst.AnalyseAsync(new AgentDefinition { Flow = new Flow() }, Talk, CancellationToken.None)).ShouldBe(new Findings(null, null));
    }

    [Fact]
    public async Task Evidence_in_another_script_is_compared_by_its_letters()
    {
        SpokenLine[] talk = [new(Transcript.Person, "हाँ, मुझे दिलचस्पी है।", 0, 1)];
        _model.Says("""{"disposition":"Interested","evidence":"मुझे दिलचस्पी है"}""");

        (await AnalyseAsync(talk)).Disposition.ShouldBe("Interested");
    }

    private Task<Findings> AnalyseAsync(IReadOnlyList<SpokenLine> talk) =>
        new Analyst(new LanguageModels([_ => _model])).AnalyseAsync(Agent, talk, CancellationToken.None);
}
