using System.Globalization;
using System.Net.WebSockets;
using Futwork.Realtime.Speech;

namespace Futwork.Providers.Sockets;

/// <summary>Tells people, and those who may try again, what a failed socket means.</summary>
internal static class SocketFailures
{
    private static readonly string[] Reasons = ["dg-error", "x-error-message"];

    /// <summary>The handshake was refused, or nobody answered.</summary>
    public static SpeechException OfConnect(SocketPlan plan, ClientWebSocket socket, Exception cause)
    {
        string reason = socket.HttpResponseHeaders is { } headers ? Reason(headers) : "";
        TimeSpan? wait = socket.HttpResponseHeaders is { } sent ? RetryAfter(sent) : null;
        var (kind, text) = (int)socket.HttpStatusCode switch
        {
            401 or 403 => (SpeechFailure.Credentials, $"{plan.Vendor} refused the API key ({(int)socket.HttpStatusCode}). Set the key that {plan.Vendor} issued, with the right to use this model."),
            402 => (SpeechFailure.Refused, $"{plan.Vendor} asks for payment (402): the account's credit or quota is used up."),
            404 => (SpeechFailure.Refused, $"{plan.Vendor} knows no such model, voice or address (404): {plan.Address.Host}{plan.Address.AbsolutePath}."),
            429 => (SpeechFailure.RateLimited, $"{plan.Vendor} takes no more connections for now (429){(wait is { } w ? $"; it asks to wait {w.TotalSeconds:0} s" : "")}."),
            >= 400 and < 500 => (SpeechFailure.Refused, $"{plan.Vendor} refused the request ({(int)socket.HttpStatusCode}). Check model, voice and language."),
            >= 500 => (SpeechFailure.Unavailable, $"{plan.Vendor} is down ({(int)socket.HttpStatusCode})."),
            _ => (SpeechFailure.Unavailable, $"{plan.Vendor} cannot be reached at {plan.Address.Authority}."),
        };
        return new SpeechException(text + reason, cause) { Kind = kind, RetryAfter = wait };
    }

    public static SpeechException Late(SocketPlan plan) => new($"{plan.Vendor} did not answer the connection within {plan.ConnectDeadline.TotalSeconds:0} s.") { Kind = SpeechFailure.TimedOut };

    public static SpeechException Silent(SocketPlan plan, TimeSpan silence) => new($"{plan.Vendor} owes an answer and has sent nothing for {silence.TotalSeconds:0} s.") { Kind = SpeechFailure.TimedOut };

    public static SpeechException Dropped(SocketPlan plan, Exception cause) => new($"{plan.Vendor} dropped the connection.", cause);

    public static SpeechException Garbage(SocketPlan plan, Exception cause) => new($"{plan.Vendor} sent something that is not of its protocol.", cause);

    /// <summary>The vendor closed the connection, with a code (RFC 6455, 7.4) and its own words.</summary>
    public static SpeechException Closed(SocketPlan plan, WebSocketCloseStatus? status, string? words)
    {
        string code = ((int?)status)?.ToString(CultureInfo.InvariantCulture) ?? "no code";
        return new SpeechException($"{plan.Vendor} closed the connection ({code}).{VendorWords.Says(words)}")
        {
            Kind = status switch
            {
                WebSocketCloseStatus.PolicyViolation or WebSocketCloseStatus.InvalidPayloadData or WebSocketCloseStatus.ProtocolError => SpeechFailure.Refused,
                (WebSocketCloseStatus)1012 or (WebSocketCloseStatus)1013 => SpeechFailure.Unavailable,
                _ => SpeechFailure.Broken,
            },
        };
    }

    /// <summary>Another connection may do better.</summary>
    public static bool MayPass(SpeechException failure) => failure.Kind switch
    {
        SpeechFailure.Broken or SpeechFailure.Unavailable or SpeechFailure.TimedOut => true,
        SpeechFailure.RateLimited => failure.RetryAfter is null || failure.RetryAfter <= TimeSpan.FromSeconds(1),
        _ => false,
    };

    private static string Reason(IReadOnlyDictionary<string, IEnumerable<string>> headers)
    {
        foreach (var (name, values) in headers)
        {
            if (Reasons.Contains(name, StringComparer.OrdinalIgnoreCase))
                return VendorWords.Says(string.Join(' ', values));
        }

        return "";
    }

    private static TimeSpan? RetryAfter(IReadOnlyDictionary<string, IEnumerable<string>> headers)
    {
        string? value = headers.FirstOrDefault(header => header.Key.Equals("Retry-After", StringComparison.OrdinalIgnoreCase)).Value?.FirstOrDefault();
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) ? TimeSpan.FromSeconds(seconds) : null;
    }
}
