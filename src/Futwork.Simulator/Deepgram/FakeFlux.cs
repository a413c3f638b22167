using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Turns;
using Futwork.Simulator.Sockets;

namespace Futwork.Simulator.Deepgram;

/// <summary>
/// One connection to <c>/v2/listen</c>: <c>TurnInfo</c> with the transcript of the whole turn. A stretch of speech ends in
/// <c>EagerEndOfTurn</c>; half a second of silence makes it <c>EndOfTurn</c>, more speech <c>TurnResumed</c>.
/// </summary>
internal sealed class FakeFlux(FakeSocket socket, FakeEars ears)
{
    private const long UpdateEvery = PhoneAudio.SampleRate / 4;
    private const long SureAfter = PhoneAudio.SampleRate / 2;
    private readonly List<string> _said = [];
    private double _confidence = 1;
    private long _turnStart;
    private long _reported;
    private long _quietSince;
    private int _turn;
    private int _sequence;
    private bool _eager;

    public async Task RunAsync()
    {
        await SendAsync(new JsonObject { ["type"] = "Connected" });
        while (await socket.ReceiveAsync() is { } received)
        {
            if (received.Message is { } message && message.GetProperty("type").GetString() is "CloseStream")
            {
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure);
                return;
            }

            foreach (var change in ears.Hear(received.Sound))
                await HeardAsync(change);
        }
    }

    private async Task HeardAsync(VoiceChange change)
    {
        if (change is VoiceChange.Started)
            await TellAsync(_eager ? "TurnResumed" : "StartOfTurn");
        if (change is VoiceChange.Started)
            _eager = false;
        if (change is VoiceChange.Ended)
            await EagerAsync();
        else if (_eager && ears.Position - _quietSince >= SureAfter)
            await EndAsync();
        else if (ears.Position - _reported >= UpdateEvery)
            await TellAsync("Update");
    }

    private async Task EagerAsync()
    {
        var result = await ears.FinishAsync(socket.Over);
        if (result.Text.Length > 0)
            _said.Add(result.Text);
        (_eager, _quietSince, _confidence) = (true, ears.Position, result.Confidence);
        await TellAsync("EagerEndOfTurn");
    }

    private async Task EndAsync()
    {
        await TellAsync("EndOfTurn");
        _said.Clear();
        (_eager, _turnStart) = (false, ears.Position);
        _turn++;
    }

    private Task TellAsync(string happened)
    {
        string text = string.Join(' ', ears.IsSpeech ? _said.Append(ears.Partial()) : _said).Trim();
        _reported = ears.Position;
        return SendAsync(new JsonObject
        {
            ["type"] = "TurnInfo",
            ["event"] = happened,
            ["turn_index"] = _turn,
            ["audio_window_start"] = DeepgramWords.Seconds(_turnStart),
            ["audio_window_end"] = DeepgramWords.Seconds(ears.Position),
            ["transcript"] = Written(text),
            ["words"] = DeepgramWords.Spread(text, Math.Max(_turnStart, ears.Start), ears.Position, _confidence),
            ["end_of_turn_confidence"] = happened is "EndOfTurn" ? 0.9 : happened is "EagerEndOfTurn" ? 0.6 : 0.1,
        });
    }

    private Task SendAsync(JsonObject message)
    {
        message["request_id"] = "simulated";
        message["sequence_id"] = _sequence++;
        return socket.SendAsync(message);
    }

    // Flux writes sentences.
    private static string Written(string text) => text.Length == 0 ? "" : $"{char.ToUpperInvariant(text[0])}{text[1..]}.";
}
