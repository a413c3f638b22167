using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Futwork.Simulator.Phone;

/// <summary>Writes what the line saw as lines of JSON. Safe to use from any thread.</summary>
internal sealed class LineLog(TextWriter writer)
{
    private static readonly LineJson Json = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter<LineEvent>(JsonNamingPolicy.CamelCase) },
    });

    private readonly Lock _gate = new();

    /// <summary>Appends an entry; it is on its way to the file when this returns.</summary>
    public void Write(LineEntry entry)
    {
        lock (_gate)
        {
            writer.WriteLine(JsonSerializer.Serialize(entry, Json.LineEntry));
            writer.Flush();
        }
    }
}

[JsonSerializable(typeof(LineEntry))]
internal sealed partial class LineJson : JsonSerializerContext;
