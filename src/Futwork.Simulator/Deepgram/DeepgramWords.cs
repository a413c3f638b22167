using System.Text.Json.Nodes;
using Futwork.Realtime.Audio;

namespace Futwork.Simulator.Deepgram;

/// <summary>Words and times as Deepgram writes them.</summary>
internal static class DeepgramWords
{
    public static double Seconds(long samples) => Math.Round(samples / (double)PhoneAudio.SampleRate, 5);

    /// <summary>The words of a text, each as long as the others, from one sample to another.</summary>
    public static JsonArray Spread(string text, long from, long to, double confidence)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        double length = (to - from) / (double)Math.Max(1, words.Length);
        return new JsonArray([.. words.Select((word, i) => new JsonObject
        {
            ["word"] = word,
            ["start"] = Seconds(from + (long)(i * length)),
            ["end"] = Seconds(from + (long)((i + 1) * length)),
            ["confidence"] = confidence,
        })]);
    }
}
