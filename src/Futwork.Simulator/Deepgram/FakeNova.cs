using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Turns;
using Futwork.Simulator.Sockets;

namespace Futwork.Simulator.Deepgram;

/// <summary>One connection to <c>/v1/listen</c>: interim and final <c>Results</c>, <c>Finalize</c>, <c>KeepAlive</c>, <c>CloseStream</c>.</summary>
internal sealed class FakeNova(FakeSocket socket, FakeEars ears)
{
    private const long ResultEvery = PhoneAudio.SampleRate;
    private string _interim = "";
    private long _settled;
    private long _reported;

    public async Task RunAsync()
    {
        while (await socket.ReceiveAsync() is { } received)
        {
            if (received.Message is { } message)
            {
                if (await IsLastAsync(message))
                    return;
            }
            else
            {
                foreach (var change in ears.Hear(received.Sound))
                    await HeardAsync(change);
            }
        }
    }

    private async Task<bool> IsLastAsync(JsonElement message)
    {
        switch (message.GetProperty("type").GetString())
        {
            case "Finalize":
                await FinalAsync(fromFinalize: true);
                return false;
            case "CloseStream":
                await socket.SendAsync(new JsonObject { ["type"] = "Metadata", ["duration"] = DeepgramWords.Seconds(ears.Position), ["channels"] = 1 });
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure);
                return true;
            default:
                return false;
        }
    }

    private async Task HeardAsync(VoiceChange change)
    {
        if (change is VoiceChange.Started)
            await socket.SendAsync(new JsonObject { ["type"] = "SpeechStarted", ["timestamp"] = DeepgramWords.Seconds(ears.Start) });
        if (change is VoiceChange.Ended)
            await FinalAsync(fromFinalize: false);
        else if (ears.IsSpeech && ears.Partial() is var partial && partial != _interim)
            await SendAsync(_interim = partial, 0.9, isFinal: false);
        else if (ears.Position - _reported >= ResultEvery)
            await SendAsync(_interim, 0, isFinal: !ears.IsSpeech);
    }

    private async Task FinalAsync(bool fromFinalize)
    {
        var result = ears.IsSpeech ? await ears.FinishAsync(socket.Over) : null;
        _interim = "";
        await SendAsync(result?.Text ?? "", result?.Confidence ?? 0, isFinal: true, speechFinal: !fromFinalize, fromFinalize);
    }

    private Task SendAsync(string text, double confidence, bool isFinal, bool speechFinal = false, bool fromFinalize = false)
    {
        long start = _settled;
        _reported = ears.Position;
        _settled = isFinal ? ears.Position : _settled;
        return socket.SendAsync(new JsonObject
        {
            ["type"] = "Results",
            ["channel_index"] = new JsonArray(0, 1),
            ["start"] = DeepgramWords.Seconds(start),
            ["duration"] = DeepgramWords.Seconds(ears.Position - start),
            ["is_final"] = isFinal,
            ["speech_final"] = speechFinal,
            ["from_finalize"] = fromFinalize,
            ["channel"] = new JsonObject
            {
                ["alternatives"] = new JsonArray(new JsonObject
                {
                    ["transcript"] = text,
                    ["confidence"] = confidence,
                    ["words"] = DeepgramWords.Spread(text, Math.Max(start, ears.Start), ears.Position, confidence),
                }),
            },
        });
    }
}
