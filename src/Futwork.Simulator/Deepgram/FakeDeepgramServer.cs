using System.Collections.Concurrent;
using Futwork.Providers.Local.Sphinx;
using Futwork.Realtime.Speech;
using Futwork.Simulator.Sockets;

namespace Futwork.Simulator.Deepgram;

/// <summary>
/// A server on loopback that speaks both of Deepgram's listening protocols, <c>/v1/listen</c> and <c>/v2/listen</c>. It hears
/// stretches of speech in the sound, and understands each by a script or, where there is none when it is connected to, by the embedded recogniser.
/// </summary>
public sealed class FakeDeepgramServer : FakeSocketServer
{
    private readonly SphinxSpeechToText _recogniser = new(TimeProvider.System);
    private readonly ConcurrentQueue<string> _script = new();

    private FakeDeepgramServer()
        : base("/v1/listen", "/v2/listen")
    {
    }

    /// <summary>What people are likely to say; the embedded recogniser understands it better than anything else.</summary>
    public Expectation Expectation { get; set; } = new() { Content = ExpectedContent.FreeText | ExpectedContent.YesNo | ExpectedContent.Number };

    /// <summary>Starts a server on a free port of loopback.</summary>
    public static async Task<FakeDeepgramServer> StartAsync()
    {
        var server = new FakeDeepgramServer();
        await server.ListenAsync();
        return server;
    }

    /// <summary>Adds what is understood in the next stretch of speech, in whichever connection.</summary>
    public void Script(string text) => _script.Enqueue(text);

    private protected override ValueTask CloseAsync()
    {
        _recogniser.Dispose();
        return ValueTask.CompletedTask;
    }

    private protected override string? KeyOf(HttpRequest request) =>
        request.Headers.Authorization.ToString() is ['T', 'o', 'k', 'e', 'n', ' ', .. var key] ? key : null;

    private protected override int? Objection(HttpRequest request)
    {
        IQueryCollection query = request.Query;
        bool sound = query["encoding"] == "mulaw" && query["sample_rate"] == "8000";
        string model = query["model"].ToString();
        bool isFlux = model.StartsWith("flux-", StringComparison.Ordinal);
        bool known = request.Path == "/v2/listen" ? isFlux : model.StartsWith("nova-", StringComparison.Ordinal);
        return sound && known ? null : 400;
    }

    private protected override async Task ServeAsync(FakeSocket socket, HttpRequest request)
    {
        // Who goes by a script answers at once, as a vendor does: to recognise takes long on a machine that is busy.
        IRecognition? recognition = _script.IsEmpty ? await _recogniser.OpenAsync(new RecognitionOptions("en", Expectation), socket.Over) : null;
        await using var ears = new FakeEars(recognition, () => _script.TryDequeue(out string? text) ? text : null);
        if (request.Path == "/v2/listen")
            await new FakeFlux(socket, ears).RunAsync();
        else
            await new FakeNova(socket, ears).RunAsync();
    }
}
