using System.Text.Json;
using Futwork.Providers.Sockets;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;

namespace Futwork.Providers.Deepgram;

/// <summary>The messages of <c>/v2/listen</c>: <c>TurnInfo</c>, whose transcript is all that was said in the turn so far.</summary>
internal sealed class FluxRecognition(TimeProvider time) : StreamingRecognition(time, AnswerLimit)
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(1);
    private static readonly byte[] Silence = [.. Enumerable.Repeat(G711.MuLawSilence, PhoneAudio.SampleRate / 10)];

    /// <inheritdoc/>
    protected override SocketFrame? Alive
    {
        get
        {
            // The protocol has no message for it: only sound keeps it alive, and its clock counts that sound.
            Origin -= Silence.Length;
            return SocketFrame.Binary(Silence);
        }
    }

    /// <inheritdoc/>
    protected override void Read(JsonElement message)
    {
        switch (message.GetProperty("type").GetString())
        {
            case "TurnInfo":
                Turn(message);
                break;
            case "Error":
                throw new SpeechException($"Deepgram reports an error, {message.GetProperty("code").GetString()}.{VendorWords.Says(message.GetProperty("description").GetString())}");
        }
    }

    private void Turn(JsonElement message)
    {
        var signal = message.GetProperty("event").GetString() switch
        {
            "EagerEndOfTurn" => TurnSignal.LikelyEnd,
            "TurnResumed" => TurnSignal.Resumed,
            "EndOfTurn" => TurnSignal.End,
            _ => TurnSignal.None,
        };
        var words = DeepgramText.Words(message, Sample);
        Take(new Heard(DeepgramText.Plain(message.GetProperty("transcript").GetString()!), signal is TurnSignal.End, Sample(message.GetProperty("audio_window_end").GetDouble()))
        {
            Confidence = words.Count > 0 ? words.Average(word => word.Confidence) : 1,
            Words = words,
            Turn = signal,
        });
    }
}
