using System.Text;
using System.Text.Json;

namespace Futwork.Webhooks;

/// <summary>A line of a transcript as it is kept. Times are milliseconds since the answer.</summary>
/// <param name="Role"><c>assistant</c> or <c>user</c>.</param>
internal sealed record SpokenLine(string Role, string Text, int StartMs, int EndMs, bool Interrupted = false);

/// <summary>Transcripts: kept as one JSON object a line, sent as lines of <c>assistant: …</c> and <c>user: …</c>.</summary>
internal static class Transcript
{
    public const string Agent = "assistant";
    public const string Person = "user";

    public static string ToLines(IEnumerable<SpokenLine> lines) =>
        string.Concat(lines.Select(line => JsonSerializer.Serialize(line, Hosting.ApiJson.Options) + "\n"));

    public static IEnumerable<SpokenLine> FromLines(string? lines) =>
        (lines ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<SpokenLine>(line, Hosting.ApiJson.Options)!);

    /// <summary>The webhook's form: every line closed by a newline; empty when nothing was said.</summary>
    public static string ToText(IEnumerable<SpokenLine> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
            text.Append(line.Role).Append(": ").Append(line.Text).Append('\n');
        return text.ToString();
    }
}
