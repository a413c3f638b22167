using Futwork.Hosting;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Metering;
using Futwork.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Futwork.Tests.Calls;

public sealed class CallAnalysisTests(PostgresServer postgres) : PathTests(postgres)
{
    private const string PromptAgent =
        """{"prompt":{"instructions":"Sell.","baseUrl":"http://127.0.0.1:1/v1","model":"m"},"dispositions":[{"name":"Interested"}],"extraction":[{"name":"city"}]}""";

    private readonly ScriptedModel _model = new();

    [Theory, MemberData(nameof(Engines))]
    public async Task The_model_s_findings_complete_the_call_and_are_sent(string engine)
    {
        var node = await ArrangeAsync(engine);
        _model.Says("""{"summary":"Wants it.","disposition":{"value":"Interested","quote":"yes","confidence":0.9},"fields":{"city":{"value":"Pune","quote":"from Pune","confidence":0.8}}}""");

        (await node.AnalyseAsync()).ShouldBe(1);

        var call = (await node.CallAsync())!;
        (call.Status, call.Disposition, call.ExtractedData).ShouldBe(("completed", "Interested", """{"city":"Pune"}"""));
        var body = (await node.Rig.ScalarAsync<string>("SELECT body FROM deliveries"))!;
        body.ShouldContain("\"status\":\"completed\"");
        body.ShouldContain("\"disposition\":\"Interested\",\"extractedData\":{\"city\":\"Pune\"}");
        (await node.AnalyseAsync()).ShouldBe(0);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_model_that_fails_is_asked_again_with_growing_pauses_and_then_given_up(string engine)
    {
        var node = await ArrangeAsync(engine);
        var pauses = new List<double>();

        for (var attempt = 1; attempt <= 5; attempt++)
        {
            _model.Fails(new HttpRequestException("down"));
            (await node.AnalyseAsync()).ShouldBe(1);
            var work = (await node.WorkAsync("analyse"))!;
            if (work.State != "ready")
                break;
            pauses.Add((work.DueAt - node.Rig.Now) / 1000d);
            node.Rig.Time.Advance(TimeSpan.FromMilliseconds(work.DueAt - node.Rig.Now));
        }

        pauses.ShouldBe([10, 40, 160, 640]);
        var call = (await node.CallAsync())!;
        (call.Status, call.Disposition, call.ExtractedData).ShouldBe(("completed", null, null));
        (await node.Rig.ScalarAsync<string>("SELECT body FROM deliveries"))!.ShouldEndWith("\"disposition\":\"\",\"extractedData\":null}");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Half_a_character_in_an_answer_costs_what_it_stands_in_and_nothing_else(string engine)
    {
        var node = await ArrangeAsync(engine);
        _model.Says("""{"summary":"ok \ud83d","disposition":{"value":"Interested","quote":"yes","confidence":0.9},"fields":{"city":{"value":"Pune \ud83d","quote":"from Pune","confidence":0.8}}}""");

        (await node.AnalyseAsync()).ShouldBe(1);

        var call = (await node.CallAsync())!;
        (call.Status, call.Disposition, call.ExtractedData).ShouldBe(("completed", "Interested", """{"city":null}"""));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task What_the_analysis_uses_is_added_to_the_usage_of_the_call_also_when_it_fails(string engine)
    {
        var node = await ArrangeAsync(engine, "--Prices:0:Engine=openai", "--Prices:0:PerMillionInputTokens=2", "--Prices:0:PerMillionOutputTokens=10");
        await node.Rig.ExecuteAsync(
            "UPDATE calls SET usage = @usage",
            new { usage = """[{"kind":"speech-to-text","engine":"deepgram","model":null,"requests":1,"failures":0,"audioSeconds":30,"cost":0.5},{"kind":"model","engine":"openai","model":"m","requests":3,"failures":1,"inputTokens":1000,"outputTokens":100,"cost":0.003}]""" });
        _model.Usage = new UsageDetails { InputTokenCount = 5000, OutputTokenCount = 200 };
        _model.Says("no JSON").Says("""{"summary":"Wants it.","disposition":{"value":"cannot tell"}}""");

        await node.AnalyseAsync();
        var between = await UsageAsync(node);
        node.Rig.Time.Advance(TimeSpan.FromMilliseconds((await node.WorkAsync("analyse"))!.DueAt - node.Rig.Now));
        (await node.AnalyseAsync()).ShouldBe(1);

        (await node.CallAsync())!.Status.ShouldBe("completed");
        between[1].ShouldBe(new EngineUsage("model", "openai", "m") { Requests = 4, Failures = 1, InputTokens = 6000, OutputTokens = 300, Cost = 0.015m });
        (await UsageAsync(node)).ShouldBe(
        [
            new EngineUsage("speech-to-text", "deepgram", null) { Requests = 1, AudioSeconds = 30, Cost = 0.5m },
            new EngineUsage("model", "openai", "m") { Requests = 5, Failures = 1, InputTokens = 11_000, OutputTokens = 500, Cost = 0.027m },
        ]);
    }

    private static async Task<EngineUsage[]> UsageAsync(CallRig node) => ApiJson.Read<EngineUsage[]>((await node.CallAsync())!.Usage!);

    private async Task<CallRig> ArrangeAsync(string engine, params string[] settings)
    {
        var rig = await RigAsync(engine, services => services.AddSingleton<Func<ModelSettings, IChatClient>>(_ => _model), settings);
        var node = new CallRig(rig, new Seeds(rig), new ScriptedCarrier());
        await node.Seeds.WorkspaceAsync();
        await node.Seeds.AgentAsync(PromptAgent);
        await node.Seeds.TrunkAsync();
        await node.Seeds.CampaignAsync();
        await node.Seeds.EndpointAsync("http://127.0.0.1:1/", "completed");
        var call = await node.Seeds.CallAsync(await node.Seeds.LeadAsync(), "call-disconnected");
        await rig.ExecuteAsync("UPDATE calls SET ended_at = 1, transcript = @transcript", new { transcript = """{"speaker":"user","text":"Yes, from Pune","startMs":0,"endMs":1}""" });
        await rig.Database.WriteAsync(session => rig.Get<Futwork.Queue.WorkQueue>()
            .EnqueueAsync(session, Futwork.Queue.NewWork.Analyse(Seeds.Workspace, Seeds.Campaign, call, rig.Now)));
        return node;
    }
}
