using System.Text.Json;
using System.Text.Json.Nodes;
using Futwork.Simulator.Models;

namespace Futwork.Simulator.Anthropic;

/// <summary>A server on loopback that speaks Anthropic's Messages API by a script, and refuses what that API refuses.</summary>
public sealed class FakeAnthropicServer : FakeModelServer
{
    private FakeAnthropicServer(TimeProvider? time)
        : base("messages", time)
    {
    }

    /// <summary>Starts a server on a free port of loopback.</summary>
    public static async Task<FakeAnthropicServer> StartAsync(TimeProvider? time = null)
    {
        var server = new FakeAnthropicServer(time);
        await server.ListenAsync();
        return server;
    }

    private protected override string? KeyOf(HttpRequest request) => request.Headers["x-api-key"].FirstOrDefault();

    private protected override string? Objection(HttpRequest request, JsonElement body) =>
        request.Headers["anthropic-version"].Count == 0 ? "anthropic-version: header is required" : FakeMessageRules.Objection(body);

    private protected override JsonObject Error(int status, string message) => FakeMessage.Error(
        status switch { 400 => "invalid_request_error", 401 => "authentication_error", _ => "api_error" }, message);

    private protected override JsonObject Whole(FakeReply reply) => FakeMessage.Whole(reply);

    private protected override IEnumerable<FakeEvent> Events(FakeReply reply) => FakeMessage.Events(reply);
}
