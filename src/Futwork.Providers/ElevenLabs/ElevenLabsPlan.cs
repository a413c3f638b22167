using System.Text.Json.Nodes;
using Futwork.Providers.Sockets;
using Futwork.Realtime.Speech;

namespace Futwork.Providers.ElevenLabs;

/// <summary>How ElevenLabs's socket is reached.</summary>
internal static class ElevenLabsPlan
{
    private static readonly Uri Usual = new("https://api.elevenlabs.io");

    /// <exception cref="SpeechException">Key or voice is missing.</exception>
    public static SocketPlan For(VoiceOptions options, string model, IReadOnlyList<string> languages)
    {
        if (options.Access.ApiKey is not { Length: > 0 } key)
            throw new SpeechException("ElevenLabs needs an API key. Set 'voice.apiKey' of the agent.") { Kind = SpeechFailure.Credentials };
        if (options.Voice is not { Length: > 0 } voice)
            throw new SpeechException("ElevenLabs needs a voice. Set 'voice.name' of the agent to the id of one of your voices.") { Kind = SpeechFailure.Refused };
        string language = options.Language.Split('-')[0].ToLowerInvariant();
        // Only these models take a language; the others find it in the text.
        string code = model.EndsWith("_v2_5", StringComparison.Ordinal) && languages.Contains(language) ? $"&language_code={language}" : "";
        string query = $"?model_id={Uri.EscapeDataString(model)}&output_format=ulaw_8000&auto_mode=true&sync_alignment=true&inactivity_timeout=180{code}";
        return new SocketPlan
        {
            Vendor = "ElevenLabs",
            Address = SocketPlan.At(options.Access, Usual, $"/v1/text-to-speech/{Uri.EscapeDataString(voice)}/multi-stream-input{query}"),
            Headers = [new("xi-api-key", key)],
            Goodbye = SocketFrame.Json(new JsonObject { ["close_socket"] = true }),
        };
    }
}
