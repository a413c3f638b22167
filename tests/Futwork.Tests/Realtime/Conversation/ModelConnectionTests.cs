using Futwork.Providers.Models;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Engines;
using Futwork.Realtime.Metering;
using Futwork.Realtime.Turns;
using Futwork.Simulator.Anthropic;
using Futwork.Simulator.Models;
using Futwork.Simulator.OpenAi;
using Futwork.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Tests.Realtime.Conversation;

/// <summary>The model's server is connected to while the phone rings, over a real socket to a server that speaks its protocol.</summary>
public sealed class ModelConnectionTests
{
    /// <summary>Four times as fast as ours: the deadlines of the model's client, which are the call's, leave a busy machine two seconds.</summary>
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(5);

    [Theory]
    [InlineData(ModelSettings.OpenAi)]
    [InlineData(ModelSettings.Anthropic)]
    public async Task The_first_reply_goes_over_a_connection_that_was_opened_before_the_answer(string provider)
    {
        await using FakeModelServer server = provider == ModelSettings.OpenAi ? await FakeOpenAiServer.StartAsync() : await FakeAnthropicServer.StartAsync();
        server.ApiKey = "key";
        server.Enqueue(FakeReply.Text("Goodbye.") with { ToolCall = ("end_call", "{}") });
        IReadOnlyList<FakeRequest> beforeTheAnswer = [];
        using var call = new VirtualCall
        {
            Ringing = async () =>
            {
                await server.ModelsListedAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(10));
                beforeTheAnswer = server.Connections;
            },
        };

        ConversationResult result = await PlayAsync(call, server, provider);

        result.End.ShouldBe(ConversationEnd.ModelEnded);
        beforeTheAnswer.Select(request => (request.Method, request.Key)).ShouldBe([("GET", "key")]);
        server.Connections.Select(request => request.Method).ShouldBe(["GET", "POST"]);
        server.Connections[1].ConnectionId.ShouldBe(beforeTheAnswer[0].ConnectionId);
        result.Usage.Single(usage => usage.Kind == EngineUsage.LanguageModel).Requests.ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_that_in_time_delays_nothing_and_is_told_of_nowhere()
    {
        await using FakeOpenAiServer server = await FakeOpenAiServer.StartAsync();
        server.ModelsHold = new TaskCompletionSource().Task;
        server.Enqueue(FakeReply.Text("Goodbye.") with { ToolCall = ("end_call", "{}") });
        using var call = new VirtualCall { Ringing = () => Eventually.IsAsync(() => server.Connections.Count > 0 ? "" : null) };

        ConversationResult result = await PlayAsync(call, server, ModelSettings.OpenAi);

        result.End.ShouldBe(ConversationEnd.ModelEnded);
        server.Connections.Select(request => request.Method).ShouldBe(["GET", "POST"]);
        result.Usage.Single(usage => usage.Kind == EngineUsage.LanguageModel).Failures.ShouldBe(0);
    }

    [Fact]
    public async Task A_flow_whose_model_only_reads_transcripts_connects_to_nobody()
    {
        await using FakeOpenAiServer server = await FakeOpenAiServer.StartAsync();
        using var call = new VirtualCall();
        var flow = new Flow { Steps = [new FlowStep { Name = "bye", Say = "Goodbye.", End = new FlowEnd("done") }] };

        await PlayAsync(call, server, ModelSettings.OpenAi, flow);

        server.Connections.ShouldBeEmpty();
    }

    private static async Task<ConversationResult> PlayAsync(VirtualCall call, FakeModelServer server, string provider, Flow? flow = null)
    {
        using var clients = new ChatClients(call.Time);
        var engines = new CallEngines([call.Ears], [call.Voice], clients.Create, EnginePrices.None, new EngineHealth(call.Time), call.Time, NullLogger<CallEngines>.Instance);
        var agent = new AgentDefinition
        {
            Listening = new ListeningSettings { Engine = "scripted" },
            Voice = new VoiceSettings { Engine = "scripted" },
            Prompt = new PromptSettings { Instructions = "Be kind.", Greeting = "Hello.", Provider = provider, BaseUrl = server.BaseUrl.AbsoluteUri, ApiKey = "key", Model = "m", FirstTokenMilliseconds = 20_000 },
            Flow = flow,
            Turns = new TurnSettings { PreemptiveReplies = false },
        };
        EngineSet set = engines.Open(agent);
        (call.Model, call.Usage) = (set.Model, set.Usage);
        using var tick = new PeriodicTimer(Frame);
        return await call.Says(3000, 3500, "yes please").PlayAsync(agent, tick);
    }
}
