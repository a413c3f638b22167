using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Futwork.Hosting;

/// <summary>How the API and the database write JSON: camelCase names as they stand, text of any script readable, numbers as numbers.</summary>
internal static class ApiJson
{
    /// <summary>How deep what is sent may be nested.</summary>
    private const int DeepestSent = 64;

    /// <summary>An answer has what was sent inside of what it says of it.</summary>
    private const int DeepestAnswer = 2 * DeepestSent;

    public static readonly JsonSerializerOptions Options = Create();

    public static readonly JsonDocumentOptions DocumentOptions = new() { MaxDepth = DeepestSent, AllowDuplicateProperties = false };

    /// <summary>A value as the database keeps it.</summary>
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>A value that the database kept.</summary>
    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options)!;

    /// <summary>JSON that the database kept, to be shown as it stands; null where it kept none.</summary>
    public static JsonElement? Element(string? json) => json is null ? null : JsonElement.Parse(json);

    public static void Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.MaxDepth = DeepestAnswer;
        options.NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
        Apply(options);
        options.MakeReadOnly();
        return options;
    }
}
