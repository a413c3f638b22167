using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Futwork.Providers.Local;
using Futwork.Realtime.Speech;
using Futwork.Simulator.Sockets;

namespace Futwork.Simulator.ElevenLabs;

/// <summary>A server on loopback that speaks ElevenLabs's multi-context protocol; its voices are the embedded ones.</summary>
public sealed class FakeElevenLabsServer : FakeSocketServer
{
    private readonly LocalTextToSpeech _voices = new();

    private FakeElevenLabsServer()
        : base("/v1/text-to-speech/{voice}/multi-stream-input")
    {
    }

    /// <summary>The ids of the voices that the account has.</summary>
    public IReadOnlyList<string> Voices { get; } = ["simulated-voice"];

    /// <summary>Starts a server on a free port of loopback.</summary>
    public static async Task<FakeElevenLabsServer> StartAsync()
    {
        var server = new FakeElevenLabsServer();
        await server.ListenAsync();
        return server;
    }

    private protected override string? KeyOf(HttpRequest request) => request.Headers["xi-api-key"];

    private protected override int? Objection(HttpRequest request) => request.Query["output_format"] == "ulaw_8000" ? null : 400;

    private protected override async Task ServeAsync(FakeSocket socket, HttpRequest request)
    {
        var voice = (string?)request.RouteValues["voice"];
        if (!Voices.Contains(voice))
        {
            await socket.SendAsync(new JsonObject
            {
                ["message"] = $"A voice with the voice_id {voice} does not exist.",
                ["error"] = "voice_id_does_not_exist",
                ["code"] = (int)WebSocketCloseStatus.PolicyViolation,
            });
            await socket.CloseAsync(WebSocketCloseStatus.PolicyViolation, "voice_id_does_not_exist");
            // A connection that is closed with something unread is reset, and what was said on it lost.
            while (await socket.ReceiveAsync() is not null)
                continue;
            return;
        }

        await using var speaker = await _voices.OpenAsync(new VoiceOptions(request.Query["language_code"] is [{ } code] ? code : "en"), socket.Over);
        await new FakeContexts(socket, speaker).RunAsync();
    }
}
