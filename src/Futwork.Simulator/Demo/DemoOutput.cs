using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Futwork.Simulator.Demo;

/// <summary>What the demo shows: each event as a line of JSON, or as words for a person. Safe to use from any thread.</summary>
internal sealed class DemoOutput(TextWriter output, bool json, TimeProvider time)
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Lock _gate = new();
    private bool _ended;

    /// <summary>Shows an event.</summary>
    /// <param name="name">Its name, such as <c>call.status</c>.</param>
    /// <param name="words">What a person reads; null shows a person nothing.</param>
    /// <param name="details">What a program reads, after <c>event</c> and <c>at</c>.</param>
    public void Event(string name, string? words, params IEnumerable<KeyValuePair<string, JsonNode?>> details)
    {
        var at = time.GetLocalNow();
        if (json)
            Write(Line(name, at, details));
        else if (words is not null)
            Write($"{at:HH:mm:ss.f}  {words}");
    }

    /// <summary>Shows the last event; what comes after it is shown no more.</summary>
    public void LastEvent(string name, string? words, params IEnumerable<KeyValuePair<string, JsonNode?>> details)
    {
        lock (_gate)
        {
            Event(name, words, details);
            _ended = true;
        }
    }

    /// <summary>Shows a person a text as it stands, and a program nothing.</summary>
    public void Say(string text)
    {
        if (!json)
            Write(text);
    }

    private static string Line(string name, DateTimeOffset at, IEnumerable<KeyValuePair<string, JsonNode?>> details)
    {
        var line = new JsonObject { ["event"] = name, ["at"] = $"{at.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}" };
        foreach (var (key, value) in details)
            line[key] = value;
        return line.ToJsonString(Readable);
    }

    private void Write(string line)
    {
        lock (_gate)
        {
            if (_ended)
                return;
            output.WriteLine(line);
            output.Flush();
        }
    }
}
