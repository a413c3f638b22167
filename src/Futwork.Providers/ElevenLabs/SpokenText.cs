using System.Text.Json;
using System.Threading.Channels;
using Futwork.Providers.Sockets;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;

namespace Futwork.Providers.ElevenLabs;

/// <summary>One text on its way through the socket, and its sound on the way back.</summary>
internal sealed class SpokenText(string text)
{
    private readonly Channel<SpeechAudio> _pieces = Channel.CreateUnbounded<SpeechAudio>();
    private readonly CharacterTimes _times = new(text);
    private int _samples;

    /// <summary>The sound, in order.</summary>
    public ChannelReader<SpeechAudio> Pieces => _pieces.Reader;

    /// <summary>The context that speaks it.</summary>
    public string Context { get; private set; } = "";

    /// <summary>Takes a piece of sound with the times of its characters.</summary>
    public void Take(JsonElement message)
    {
        byte[] encoded = message.GetProperty("audio").GetBytesFromBase64();
        var pcm = new short[encoded.Length];
        G711.DecodeMuLaw(encoded, pcm);
        int before = _samples;
        _samples += pcm.Length;
        _pieces.Writer.TryWrite(new SpeechAudio(pcm, _times.Take(Characters(message), before, _samples)));
    }

    /// <summary>A new context speaks what was not yet spoken to the end of a word.</summary>
    /// <returns>That part of the text.</returns>
    public string Restart(string context)
    {
        Context = context;
        _times.Restart();
        return text[_times.WholeWordsEnd..].Trim();
    }

    /// <summary>All of it was spoken, or it failed.</summary>
    public void End(SpeechException? failure = null) => _pieces.Writer.TryComplete(failure);

    private static IEnumerable<(string Text, double StartMs, double EndMs)> Characters(JsonElement message)
    {
        if (!message.TryGetProperty("alignment", out var alignment) || alignment.ValueKind is not JsonValueKind.Object)
            yield break;
        // The documentation and the server differ by one letter.
        JsonElement durations = alignment.TryGetProperty("charDurationsMs", out var found) ? found : alignment.GetProperty("charsDurationsMs");
        JsonElement starts = alignment.GetProperty("charStartTimesMs");
        JsonElement characters = alignment.GetProperty("chars");
        for (var i = 0; i < characters.GetArrayLength(); i++)
        {
            double start = starts[i].GetDouble();
            yield return (characters[i].GetString()!, start, start + durations[i].GetDouble());
        }
    }
}
