using System.Text.Json;

namespace Futwork.Benchmarks.Kill;

/// <summary>One INVITE as the exchange's log tells it.</summary>
/// <param name="CallSid">What the platform calls this attempt.</param>
/// <param name="SipCallId">What the wire calls it.</param>
/// <param name="Number">The last ten digits of the number.</param>
/// <param name="Source">The address of the node.</param>
internal sealed record LineCall(string CallSid, string SipCallId, string Number, string Source, DateTimeOffset At)
{
    /// <summary>When it was over for the person; null while it is not.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>The status it was refused with; null when it was not.</summary>
    public int? Refused { get; set; }

    public bool Answered { get; set; }
}

/// <summary>One post as the receiver's log tells it.</summary>
internal sealed record Post(string WebhookId, string CallSid, string LeadId, string Number, string Status, string Reason, DateTimeOffset At, string Body, string? SignatureProblem)
{
    private static readonly string[] Final = ["completed", "busy", "no-answer", "failed", "canceled"];

    /// <summary>Nothing comes after it for this call.</summary>
    public bool IsFinal => Final.Contains(Status);

    /// <summary>The node that ran the call is gone.</summary>
    public bool Interrupted => Reason == "Platform stopped";

    /// <summary>Something broke here before anybody was rung; the lead is tried again, but not for ever.</summary>
    public bool Broke => Reason == "Platform error";

    /// <summary>It was not made, and the lead is looked at anew.</summary>
    public bool Withdrawn => Reason == "Withdrawn before the dial";

    /// <summary>When the platform wrote it down: its id begins with that millisecond.</summary>
    public DateTimeOffset WrittenAt => DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(WebhookId[..12], 16));
}

/// <summary>A lead as the client knows it.</summary>
internal sealed record Pushed(string Number, string LeadId);

/// <summary>Reads what the two far ends wrote.</summary>
internal static class KillLog
{
    public static List<LineCall> ReadLine(string file)
    {
        // The same Call-ID once more, after the call is over, is a phone that rings once more.
        var calls = new List<LineCall>();
        var latest = new Dictionary<string, LineCall>(StringComparer.Ordinal);
        foreach (var entry in Read(file))
        {
            var id = Text(entry, "call");
            var at = entry.GetProperty("at").GetDateTimeOffset();
            if (Text(entry, "event") == "invite")
                calls.Add(latest[id] = new LineCall(Text(entry, "reference"), id, Text(entry, "to")[^10..], Text(entry, "source").Split(':')[0], at));
            else if (Text(entry, "event") == "answer")
                latest[id].Answered = true;
            else if (Text(entry, "event") is "refuse" or "end" or "cancel")
                (latest[id].EndedAt, latest[id].Refused) = (at, entry.TryGetProperty("status", out var status) ? status.GetInt32() : null);
        }

        return calls;
    }

    public static List<Post> ReadPosts(string file) =>
        [.. Read(file).Where(entry => Text(entry, "event") == "webhook.received").Select(entry =>
        {
            var body = Text(entry, "body");
            var call = JsonElement.Parse(body);
            return new Post(
                Text(entry.GetProperty("headers"), "webhook-id"),
                Text(call, "callSid"),
                Text(call, "leadId"),
                Text(call.GetProperty("contextDetails"), "recipientPhoneNumber")[^10..],
                Text(call, "status"),
                Text(call.GetProperty("telephonyData"), "hangupReason"),
                entry.GetProperty("at").GetDateTimeOffset(),
                body,
                entry.TryGetProperty("signatureProblem", out var problem) ? problem.GetString() : null);
        })];

    // The last line may still be being written.
    private static IEnumerable<JsonElement> Read(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite));
        var lines = reader.ReadToEnd().Split('\n');
        foreach (var line in lines[..^1])
            yield return JsonElement.Parse(line);
    }

    private static string Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
