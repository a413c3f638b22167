using System.Text.Json;

namespace Futwork.Hosting;

/// <summary>Says where a body stops being JSON: line, position and the property it was in.</summary>
internal static class JsonSyntax
{
    public static Problem Explain(ReadOnlySpan<byte> body, JsonException exception)
    {
        if (body.Trim(" \t\r\n"u8).IsEmpty)
            return Problem.Malformed("The body is empty; a JSON object was expected.", new FieldError("", "Send a JSON object."));

        var (pointer, error) = Locate(body);
        error ??= exception;
        var where = $"line {error.LineNumber + 1}, position {error.BytePositionInLine + 1}";
        var reason = Reason(error.Message);
        return Problem.Malformed($"The body is not JSON: {where}, {In(pointer)}: {reason}", new FieldError(pointer, $"{reason} ({where})"));
    }

    /// <summary>Walks to the fault, keeping the path. Duplicate names are no fault of syntax: then the path is the caller's exception's business.</summary>
    private static (string Pointer, JsonException? Error) Locate(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = ApiJson.DocumentOptions.MaxDepth });
        var path = new List<PathStep>();
        try
        {
            while (reader.Read())
                Follow(ref reader, path);
            return ("", null);
        }
        catch (JsonException exception)
        {
            return (Pointer(path), exception);
        }
    }

    private static void Follow(ref Utf8JsonReader reader, List<PathStep> path)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                path[^1] = path[^1] with { Name = NameOf(ref reader) };
                return;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                Count(path);
                path.Add(new PathStep(reader.TokenType is JsonTokenType.StartArray, null, -1));
                return;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                path.RemoveAt(path.Count - 1);
                return;
            default:
                Count(path);
                return;
        }
    }

    private static void Count(List<PathStep> path)
    {
        if (path is [.., { IsArray: true } last])
            path[^1] = last with { Index = last.Index + 1 };
    }

    private static string NameOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "�";
        }
    }

    private static string Pointer(List<PathStep> path) =>
        string.Concat(path.Select(step => step.IsArray ? $"/{Math.Max(step.Index, 0)}" : step.Name is null ? "" : $"/{JsonPointer.Escape(step.Name)}"));

    private static string In(string pointer) => pointer.Length == 0 ? "at the top" : $"in or after {pointer}";

    // The reader appends its own position, counted from zero.
    private static string Reason(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }

    private readonly record struct PathStep(bool IsArray, string? Name, int Index);
}
