using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Futwork.Realtime.Conversation;

/// <summary>Appends each line of a transcript to a file of JSON lines, so that a lost process loses no more than the line in progress.</summary>
internal sealed class TranscriptFile(string path) : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly StreamWriter _file = new(path, append: false, new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };

    public void Append(TranscriptLine line) => _file.WriteLine(Written(line));

    /// <summary>Writes it anew, since an earlier line has changed.</summary>
    public void Rewrite(IEnumerable<TranscriptLine> lines)
    {
        string all = string.Concat(lines.Select(line => Written(line) + _file.NewLine));
        _file.BaseStream.SetLength(0);
        _file.Write(all);
    }

    private static string Written(TranscriptLine line) => JsonSerializer.Serialize(
        new
        {
            Speaker = line.IsAgent ? "assistant" : "user",
            line.Text,
            StartMs = (long)line.Start.TotalMilliseconds,
            EndMs = (long)line.End.TotalMilliseconds,
            line.Interrupted,
        },
        Json);

    public void Dispose() => _file.Dispose();
}
