using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Futwork.Providers.Sockets;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;

namespace Futwork.Providers.Deepgram;

/// <summary>How Deepgram's two listening sockets are reached.</summary>
internal static class DeepgramPlan
{
    private const int MostKeyterms = 100;
    private static readonly Uri Usual = new("https://api.deepgram.com");
    // Regions that Deepgram tells apart; of other languages it knows the language alone.
    private static readonly string[] Regions = ["en-us", "en-au", "en-gb", "en-in", "en-nz", "pt-br", "pt-pt", "es-419", "fr-ca", "de-ch", "nl-be"];

    /// <exception cref="SpeechException">There is no key.</exception>
    public static SocketPlan For(string path, string model, RecognitionOptions options, params ReadOnlySpan<(string Name, string Value)> settings)
    {
        if (options.Access.ApiKey is not { Length: > 0 } key)
            throw new SpeechException("Deepgram needs an API key. Set 'listening.apiKey' of the agent.") { Kind = SpeechFailure.Credentials };
        var query = new StringBuilder(path).Append(CultureInfo.InvariantCulture, $"?model={Uri.EscapeDataString(model)}&encoding=mulaw&sample_rate={PhoneAudio.SampleRate}");
        foreach (var (name, value) in settings)
            query.Append(CultureInfo.InvariantCulture, $"&{name}={Uri.EscapeDataString(value)}");
        foreach (var (name, value) in Vocabulary(model, options.Initial.Words).Take(MostKeyterms))
            query.Append(CultureInfo.InvariantCulture, $"&{name}={Uri.EscapeDataString(value)}");
        return new SocketPlan
        {
            Vendor = "Deepgram",
            Address = SocketPlan.At(options.Access, Usual, query.ToString()),
            Headers = [new("Authorization", $"Token {key}")],
            Goodbye = SocketFrame.Json(new JsonObject { ["type"] = "CloseStream" }),
        };
    }

    /// <summary>Only Nova-3 and Flux take key terms, and the others refuse a connection that brings any: they know keywords, each a single word.</summary>
    private static IEnumerable<(string Name, string Value)> Vocabulary(string model, IReadOnlyList<string> words) =>
        model.StartsWith("nova-3", StringComparison.Ordinal) || model.StartsWith("flux", StringComparison.Ordinal)
            ? words.Select(word => ("keyterm", word))
            : words.SelectMany(word => word.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct().Select(word => ("keywords", word));

    /// <summary>Deepgram's name of a language. Hindi in Latin letters is what Hinglish is written as: several languages in one sentence.</summary>
    public static string Language(string tag)
    {
        string lower = tag.ToLowerInvariant();
        if (lower.StartsWith("hi-latn", StringComparison.Ordinal) || lower is "multi")
            return "multi";
        return Regions.Contains(lower) ? tag : lower.Split('-')[0];
    }
}
