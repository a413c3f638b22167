using System.Text.Json;
using System.Text.Json.Nodes;
using Futwork.Simulator.Models;

namespace Futwork.Simulator.OpenAi;

/// <summary>A server on loopback that speaks OpenAI's chat completions by a script.</summary>
public sealed class FakeOpenAiServer : FakeModelServer
{
    private FakeOpenAiServer(TimeProvider? time)
        : base("chat/completions", time)
    {
    }

    /// <summary>Starts a server on a free port of loopback.</summary>
    public static async Task<FakeOpenAiServer> StartAsync(TimeProvider? time = null)
    {
        var server = new FakeOpenAiServer(time);
        await server.ListenAsync();
        return server;
    }

    private protected override string? KeyOf(HttpRequest request) =>
        request.Headers.Authorization.ToString() is ['B', 'e', 'a', 'r', 'e', 'r', ' ', .. var key] ? key : null;

    private protected override string? Objection(HttpRequest request, JsonElement body) =>
        body.TryGetProperty("model", out _) && body.TryGetProperty("messages", out _) ? null : "You must provide a model and messages.";

    private protected override JsonObject Error(int status, string message) => new() { ["error"] = new JsonObject { ["message"] = message } };

    private protected override JsonObject Whole(FakeReply reply) => FakeCompletion.Whole(reply);

    private protected override IEnumerable<FakeEvent> Events(FakeReply reply) => FakeCompletion.Events(reply);
}
