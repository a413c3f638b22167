using System.Text.Json;

namespace Futwork.Hosting;

/// <summary>Says where a body stops being JSON that can be read: line, position and the property it was in.</summary>
internal static class JsonSyntax
{
    public const string HalfACharacter = "A text or name in it has half a surrogate pair (\\ud800 to \\udfff alone), which is no character.";

    /// <summary>The refusal of a body that could not be read.</summary>
    public static Problem Explain(ReadOnlySpan<byte> body)
    {
        if (body.Trim(" \t\r\n"u8).IsEmpty)
            return Problem.Malformed("The body is empty; a JSON object was expected.", new FieldError("", "Send a JSON object."));

        var (pointer, error) = Locate(body);
        if (error is null)
            return Problem.Malformed($"{pointer} is there twice, in one object; send it once.", new FieldError(pointer, "It is there twice, in one object; send it once."));
        var where = $"line {error.LineNumber + 1}, position {error.BytePositionInLine + 1}";
        var reason = Reason(error.Message);
        return Problem.Malformed($"The body is not JSON: {where}, {In(pointer)}: {reason}", new FieldError(pointer, $"{reason} ({where})"));
    }

    /// <summary>The refusal of a body with a text or name in it that cannot be decoded: what it stands in could be neither looked through nor written once more. Null when it has none.</summary>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public static Problem? BrokenText(ReadOnlySpan<byte> body)
    {
        // Hardly any body has one, and only then is it walked through.
        if (body.IndexOf("\\u"u8) < 0)
            return null;
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = ApiJson.DocumentOptions.MaxDepth });
        var path = new List<PathStep>();
        while (reader.Read())
        {
            Follow(ref reader, path);
            if (IsBroken(ref reader))
                return Problem.Invalid(new FieldError(Pointer(path), HalfACharacter));
        }

        return null;
    }

    /// <summary>The token is a text or name that cannot be decoded.</summary>
    public static bool IsBroken(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || !reader.ValueIsEscaped)
            return false;
        try
        {
            reader.GetString();
            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    /// <summary>Walks to the fault, keeping the path. Where the syntax has none, it is a name that an object has twice.</summary>
    private static (string Pointer, JsonException? Error) Locate(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = ApiJson.DocumentOptions.MaxDepth });
        var path = new List<PathStep>();
        try
        {
            while (reader.Read())
                Follow(ref reader, path);
            return (Repeated(body), null);
        }
        catch (JsonException exception)
        {
            return (Pointer(path), exception);
        }
    }

    private static string Repeated(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = ApiJson.DocumentOptions.MaxDepth });
        var (path, names) = (new List<PathStep>(), new Stack<HashSet<string>>());
        while (reader.Read())
        {
            Follow(ref reader, path);
            if (reader.TokenType is JsonTokenType.StartObject)
                names.Push(new HashSet<string>(StringComparer.Ordinal));
            else if (reader.TokenType is JsonTokenType.EndObject)
                names.Pop();
            else if (reader.TokenType is JsonTokenType.PropertyName && !names.Peek().Add(path[^1].Name!))
                return Pointer(path);
        }

        return "";
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
