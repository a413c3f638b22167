using System.Text;
using System.Text.Json;
using Futwork.Hosting;
using Futwork.Realtime.Conversation;

namespace Futwork.Webhooks;

/// <summary>A line of a transcript as it is kept. Times are milliseconds since the answer.</summary>
/// <param name="Speaker"><c>assistant</c> or <c>user</c>.</param>
/// <param name="Text">What was heard of it.</param>
/// <param name="StartMs">When it began.</param>
/// <param name="EndMs">When it ended.</param>
/// <param name="Interrupted">The person cut the agent short.</param>
internal sealed record SpokenLine(string Speaker, string Text, long StartMs, long EndMs, bool Interrupted = false)
{
    /// <summary>A line as a conversation tells it.</summary>
    public static SpokenLine Of(TranscriptLine line) => new(
        line.IsAgent ? Transcript.Agent : Transcript.Person, line.Text, (long)line.Start.TotalMilliseconds, (long)line.End.TotalMilliseconds, line.Interrupted);
}

/// <summary>Transcripts: kept as one JSON object a line, sent as lines of <c>assistant: …</c> and <c>user: …</c>.</summary>
internal static class Transcript
{
    public const string Agent = "assistant";
    public const string Person = "user";

    public static string ToLines(IEnumerable<SpokenLine> lines) => string.Concat(lines.Select(line => ApiJson.Write(line) + "\n"));

    /// <summary>Reads kept lines. A last line that a lost process did not finish is left out.</summary>
    public static List<SpokenLine> FromLines(string? lines) =>
        [.. (lines ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Read).OfType<SpokenLine>()];

    /// <summary>The webhook's form: every line closed by a newline; empty when nothing was said.</summary>
    public static string ToText(IEnumerable<SpokenLine> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
            text.Append(line.Speaker).Append(": ").Append(line.Text).Append('\n');
        return text.ToString();
    }

    private static SpokenLine? Read(string line)
    {
        try
        {
            return ApiJson.Read<SpokenLine>(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
