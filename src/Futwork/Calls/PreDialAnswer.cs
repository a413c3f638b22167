using System.Globalization;
using System.Text.Json;
using Futwork.Hosting;
using Futwork.Outcomes;

namespace Futwork.Calls;

/// <summary>Reads the answer to the question before a dial. What cannot be understood forbids it.</summary>
internal static class PreDialAnswer
{
    private const int LongestReason = 500;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    /// <param name="asked">When, and how long it took; not decided yet.</param>
    /// <param name="status">HTTP.</param>
    /// <param name="body">The answer.</param>
    /// <param name="now">For answers that name a time from now.</param>
    /// <param name="afterFault">When the lead is looked at again after an answer that is none.</param>
    public static PreDialDecision Read(PreDialDecision asked, int status, string body, DateTimeOffset now, DateTimeOffset afterFault)
    {
        PreDialDecision Fault(string error) => asked with { HttpStatus = status, Error = error, Until = afterFault };

        if (status is < 200 or > 299)
            return Fault($"The endpoint answered {status}; an answer is a 2xx.");
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind is not JsonValueKind.Object || !root.TryGetProperty("allow", out var allow) || allow.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
                return Fault("The answer has no 'allow' that is true or false.");
            var allowed = allow.GetBoolean();
            return asked with { Allowed = allowed, HttpStatus = status, Reason = Text(root), Until = allowed ? null : Until(root, now) };
        }
        catch (Exception exception) when (exception is JsonException or FormatException or ArgumentOutOfRangeException or InvalidOperationException)
        {
            return Fault($"The answer cannot be read: {exception.Message}");
        }
    }

    private static string? Text(JsonElement root) =>
        root.TryGetProperty("reason", out var reason) && reason.ValueKind is JsonValueKind.String && JsonLeaf.IsCleanText(reason) && reason.GetString() is { } text
            ? text.Length <= LongestReason ? text : text[..LongestReason]
            : null;

    /// <summary>When the lead is due again; null ends it.</summary>
    private static DateTimeOffset? Until(JsonElement root, DateTimeOffset now)
    {
        if (root.TryGetProperty("retryAt", out var at) && at.ValueKind is not JsonValueKind.Null)
            return Within(DateTimeOffset.Parse(at.ValueKind is JsonValueKind.String ? at.GetString()! : "", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal), now);
        if (root.TryGetProperty("retryAfterSeconds", out var seconds) && seconds.ValueKind is not JsonValueKind.Null)
            return Within(now.AddSeconds(seconds.ValueKind is JsonValueKind.Number ? seconds.GetDouble() : throw new FormatException("'retryAfterSeconds' is no number.")), now);
        return null;
    }

    private static DateTimeOffset Within(DateTimeOffset at, DateTimeOffset now) => at <= now ? now.AddSeconds(1) : at < now + Longest ? at : now + Longest;
}
