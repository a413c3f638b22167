using System.Text.Json;
using System.Text.Json.Nodes;
using Futwork.Providers.Sockets;
using Futwork.Realtime.Speech;

namespace Futwork.Providers.ElevenLabs;

/// <summary>The messages of the multi-context socket.</summary>
internal static class ElevenLabsMessage
{
    /// <summary>Keeps an idle connection.</summary>
    public static SocketFrame KeepAlive { get; } = SocketFrame.Json(new JsonObject { ["text"] = "" });

    /// <summary>Speaks a text in a context of its own: opens it, makes it speak at once, and closes it when all is spoken.</summary>
    public static IEnumerable<SocketFrame> Speak(string context, string text) =>
    [
        SocketFrame.Json(new JsonObject { ["text"] = " ", ["context_id"] = context }),
        SocketFrame.Json(new JsonObject { ["text"] = text + " ", ["context_id"] = context }),
        SocketFrame.Json(new JsonObject { ["context_id"] = context, ["flush"] = true }),
        Close(context),
    ];

    /// <summary>Ends a context; what was flushed before is still spoken.</summary>
    public static SocketFrame Close(string context) => SocketFrame.Json(new JsonObject { ["context_id"] = context, ["close_context"] = true });

    /// <summary>The error that a message reports; null when it reports none.</summary>
    public static SpeechException? Error(JsonElement message)
    {
        if (!message.TryGetProperty("error", out var error) || error.ValueKind is not JsonValueKind.String)
            return null;
        string code = error.GetString()!;
        string words = message.TryGetProperty("message", out var text) ? VendorWords.Says(text.GetString()) : "";
        return new SpeechException($"ElevenLabs reports an error, {code}.{words}") { Kind = Kind(code) };
    }

    private static SpeechFailure Kind(string code) => code switch
    {
        "invalid_api_key" or "needs_authorization" or "missing_permissions" => SpeechFailure.Credentials,
        "too_many_concurrent_requests" or "rate_limit_exceeded" or "system_busy" => SpeechFailure.RateLimited,
        "internal_server_error" => SpeechFailure.Unavailable,
        "input_timeout_exceeded" => SpeechFailure.Broken,
        _ => SpeechFailure.Refused,
    };
}
