using System.Text.Json.Nodes;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;

namespace Futwork.Simulator.ElevenLabs;

/// <summary>Sound in chunks, each with the times of the characters that begin in it, counted from the chunk's beginning.</summary>
/// <param name="text">What is spoken.</param>
internal sealed class SpelledSound(string text)
{
    private const int ChunkSamples = PhoneAudio.SampleRate / 4;
    private readonly Queue<(char Character, int Start, int End)> _characters = new();
    private int _spelled;
    private int _sent;

    /// <summary>Cuts a piece up.</summary>
    public IEnumerable<JsonObject> Chunks(SpeechAudio piece)
    {
        foreach (var word in piece.Words)
            Spell(word);
        for (var at = 0; at < piece.Pcm.Length; at += ChunkSamples)
            yield return Chunk(piece.Pcm.Span.Slice(at, Math.Min(ChunkSamples, piece.Pcm.Length - at)));
    }

    // What stands between the words takes no time; the characters of a word share its time.
    private void Spell(WordTiming word)
    {
        for (; _spelled < word.TextStart; _spelled++)
            _characters.Enqueue((text[_spelled], word.StartSample, word.StartSample));
        double length = (word.EndSample - word.StartSample) / (double)(word.TextEnd - word.TextStart);
        for (; _spelled < word.TextEnd; _spelled++)
        {
            int index = _spelled - word.TextStart;
            _characters.Enqueue((text[_spelled], word.StartSample + (int)(index * length), word.StartSample + (int)((index + 1) * length)));
        }
    }

    private JsonObject Chunk(ReadOnlySpan<short> pcm)
    {
        var sound = new byte[pcm.Length];
        G711.EncodeMuLaw(pcm, sound);
        int before = _sent;
        _sent += pcm.Length;
        JsonArray characters = [], starts = [], durations = [];
        while (_characters.TryPeek(out var next) && next.Start < _sent)
        {
            _characters.Dequeue();
            characters.Add(next.Character.ToString());
            starts.Add(Milliseconds(next.Start - before));
            durations.Add(Milliseconds(next.End - next.Start));
        }

        return new JsonObject
        {
            ["audio"] = Convert.ToBase64String(sound),
            ["isFinal"] = null,
            ["alignment"] = new JsonObject { ["chars"] = characters, ["charStartTimesMs"] = starts, ["charDurationsMs"] = durations },
        };
    }

    private static int Milliseconds(int samples) => (int)PhoneAudio.Duration(samples).TotalMilliseconds;
}
