using System.Text.Json;
using System.Text.Json.Nodes;
using Futwork.Providers.Sockets;
using Futwork.Realtime.Speech;

namespace Futwork.Providers.Deepgram;

/// <summary>The messages of <c>/v1/listen</c>: <c>Results</c> in, <c>Finalize</c> and <c>KeepAlive</c> out.</summary>
internal sealed class NovaRecognition(TimeProvider time) : StreamingRecognition(time, AnswerLimit)
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(1);
    private static readonly SocketFrame Finalize = SocketFrame.Json(new JsonObject { ["type"] = "Finalize" });
    private static readonly SocketFrame KeepAliveMessage = SocketFrame.Json(new JsonObject { ["type"] = "KeepAlive" });

    /// <inheritdoc/>
    protected override SocketFrame? EndOfSpeech => Finalize;

    /// <inheritdoc/>
    protected override bool AnswersSilence => true;

    /// <inheritdoc/>
    protected override SocketFrame? Alive => KeepAliveMessage;

    /// <inheritdoc/>
    protected override void Read(JsonElement message)
    {
        switch (message.GetProperty("type").GetString())
        {
            case "Results":
                Transcript(message);
                break;
            case "Error":
                throw new SpeechException($"Deepgram reports an error.{VendorWords.Says(message.GetProperty("description").GetString())}");
        }
    }

    private void Transcript(JsonElement message)
    {
        JsonElement best = message.GetProperty("channel").GetProperty("alternatives")[0];
        double end = message.GetProperty("start").GetDouble() + message.GetProperty("duration").GetDouble();
        Take(new Heard(DeepgramText.Plain(best.GetProperty("transcript").GetString()!), Is(message, "is_final"), Sample(end))
        {
            Confidence = best.GetProperty("confidence").GetDouble(),
            Words = DeepgramText.Words(best, Sample),
            AnswersEnd = Is(message, "from_finalize"),
        });
    }

    private static bool Is(JsonElement message, string name) => message.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True;
}
