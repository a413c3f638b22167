using System.Net;
using System.Text.Json.Nodes;
using Futwork.Providers;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Engines;
using Futwork.Realtime.Metering;
using Futwork.Realtime.Speech;
using Futwork.Simulator.Anthropic;
using Futwork.Simulator.Deepgram;
using Futwork.Simulator.ElevenLabs;
using Futwork.Simulator.Models;
using Futwork.Simulator.OpenAi;
using Futwork.Simulator.Sockets;
using Futwork.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Tests.Agents;

/// <summary>Trying an agent's engines before anybody is called, against servers that speak the vendors' protocols.</summary>
public sealed class AgentTestTests(PostgresServer postgres) : ApiTests(postgres)
{
    private const string Key = "secret-key-0123456789";

    [Fact]
    public async Task Engines_that_answer_are_said_to_do_so()
    {
        await using var vendors = await Vendors.StartAsync(Key);
        vendors.OpenAi.Enqueue(FakeReply.Text("Hi"));
        vendors.Anthropic.Enqueue(FakeReply.Text("Hi"));

        var answer = await TestAsync(vendors, Key);

        answer.Json["ok"]!.GetValue<bool>().ShouldBeTrue(answer.Body);
        answer.Json["parts"]!.AsArray().Select(part => part!["pointer"]!.GetValue<string>())
            .ShouldBe(["/definition/listening", "/definition/voice", "/definition/prompt", "/definition/prompt/fallbacks/0"]);
    }

    [Fact]
    public async Task A_wrong_key_is_named_for_each_engine_and_never_shown()
    {
        await using var vendors = await Vendors.StartAsync("another-key");

        var problems = Problems(await TestAsync(vendors, Key));

        problems.Count.ShouldBe(4);
        problems.ShouldAllBe(problem => problem.Contains("key", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Nobody_at_the_address_is_told_for_each_engine()
    {
        await using var vendors = await Vendors.StartAsync(Key);
        using var nobody = new Nobody();

        var problems = Problems(await TestAsync(vendors, Key, nobody.BaseUrl));

        problems.Count.ShouldBe(4);
        problems.ShouldAllBe(problem => problem.Contains("reached", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_silent_engine_is_given_up_after_ten_seconds()
    {
        await using var vendors = await Vendors.StartAsync(Key);
        vendors.OpenAi.Enqueue(FakeReply.Text("Never") with { Hold = new TaskCompletionSource().Task });
        vendors.ElevenLabs.Enqueue(new SocketFault { Silent = true });
        var time = new FakeTime();
        await using var services = new ServiceCollection().AddSingleton<TimeProvider>(time).AddSingleton(EnginePrices.None)
            .AddSingleton<ILogger<CallEngines>>(NullLogger<CallEngines>.Instance).AddProviders().BuildServiceProvider();
        var agent = new AgentDefinition
        {
            Voice = new VoiceSettings { Engine = "elevenlabs", Name = vendors.ElevenLabs.Voices[0], ApiKey = Key, BaseUrl = vendors.ElevenLabs.BaseUrl.AbsoluteUri },
            Prompt = new PromptSettings { BaseUrl = vendors.OpenAi.BaseUrl.AbsoluteUri, ApiKey = Key, Model = "m" },
        };

        // The embedded ears read their words from disk at first use, by the real clock.
        var ears = services.GetServices<ISpeechToText>().First(engine => engine.Name == "local");
        await (await ears.OpenAsync(new RecognitionOptions("en-IN", new Expectation()), TestContext.Current.CancellationToken)).DisposeAsync();

        var testing = services.GetRequiredService<CallEngines>().TestAsync(agent, TestContext.Current.CancellationToken);
        await vendors.OpenAi.RequestArrivedAsync(TestContext.Current.CancellationToken);
        await Eventually.IsAsync(() => vendors.ElevenLabs.Connections.Count > 0 ? "" : null);
        await time.UntilAsync(() => testing.IsCompleted, step: 50);

        var tests = (await testing).ToDictionary(test => test.Pointer);
        tests["/listening"].Ok.ShouldBeTrue("the embedded ears need nobody");
        foreach (var silent in new[] { tests["/voice"], tests["/prompt"] })
        {
            silent.Problem.ShouldBe("It did not answer within 10 s.");
            silent.Milliseconds.ShouldBeInRange(10_000, 11_000);
        }
    }

    private static List<string> Problems(Answer answer)
    {
        answer.Json["ok"]!.GetValue<bool>().ShouldBeFalse();
        answer.Body.ShouldNotContain(Key);
        return [.. answer.Json["parts"]!.AsArray().Select(part => part!["problem"]?.GetValue<string>()).OfType<string>()];
    }

    private async Task<Answer> TestAsync(Vendors vendors, string key, Uri? at = null)
    {
        var server = await StartAsync("sqlite");
        var answer = (await server.PostAsync("/api/agents/test", vendors.Agent(key, at).ToJsonString())).ShouldBe(HttpStatusCode.OK);
        answer.Body.ShouldNotContain(key);
        return answer;
    }

    private sealed record Vendors(FakeDeepgramServer Deepgram, FakeElevenLabsServer ElevenLabs, FakeOpenAiServer OpenAi, FakeAnthropicServer Anthropic) : IAsyncDisposable
    {
        public static async Task<Vendors> StartAsync(string key)
        {
            var vendors = new Vendors(
                await FakeDeepgramServer.StartAsync(), await FakeElevenLabsServer.StartAsync(), await FakeOpenAiServer.StartAsync(), await FakeAnthropicServer.StartAsync());
            vendors.Deepgram.ApiKey = vendors.ElevenLabs.ApiKey = vendors.OpenAi.ApiKey = vendors.Anthropic.ApiKey = key;
            return vendors;
        }

        /// <param name="key">The key of all of them.</param>
        /// <param name="at">Where they are looked for; null: where they are.</param>
        public JsonObject Agent(string key, Uri? at) => new()
        {
            ["name"] = "a",
            ["definition"] = new JsonObject
            {
                ["listening"] = Engine("engine", "deepgram", at ?? Deepgram.BaseUrl, key),
                ["voice"] = Engine("engine", "elevenlabs", at ?? ElevenLabs.BaseUrl, key, ("name", ElevenLabs.Voices[0])),
                ["prompt"] = Engine("provider", "openai", at ?? OpenAi.BaseUrl, key, ("model", "m"), ("instructions", "x"),
                    ("fallbacks", new JsonArray(Engine("provider", "anthropic", at ?? Anthropic.BaseUrl, key, ("model", "n"))))),
            },
        };

        public async ValueTask DisposeAsync()
        {
            foreach (var server in new IAsyncDisposable[] { Deepgram, ElevenLabs, OpenAi, Anthropic })
                await server.DisposeAsync();
        }

        private static JsonObject Engine(string kind, string name, Uri address, string key, params ReadOnlySpan<(string Name, JsonNode Value)> more)
        {
            var engine = new JsonObject { [kind] = name, ["apiKey"] = key, ["baseUrl"] = address.AbsoluteUri };
            foreach (var (field, value) in more)
                engine[field] = value;
            return engine;
        }
    }
}
