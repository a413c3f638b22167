using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Futwork.Realtime.Conversation;

/// <summary>Appends each line of a transcript to a file of JSON lines, so that a lost process loses no more than the line in progress.</summary>
internal sealed class TranscriptFile(string path) : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly StreamWriter _file = new(path, append: false, new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };
    private readonly List<string> _lines = [];

    /// <summary>Appends a new line; for an earlier one that has changed, the file is written anew.</summary>
    /// <param name="position">Which line of the transcript it is, from 0.</param>
    /// <param name="line">The line.</param>
    public void Keep(int position, TranscriptLine line)
    {
        string written = Written(line);
        if (position == _lines.Count)
        {
            _lines.Add(written);
            _file.WriteLine(written);
        }
        else
        {
            _lines[position] = written;
            _file.BaseStream.SetLength(0);
            _file.Write(string.Concat(_lines.Select(kept => kept + _file.NewLine)));
        }
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
