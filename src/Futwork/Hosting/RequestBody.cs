using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Futwork.Hosting;

/// <summary>What was read, or why it could not be.</summary>
internal readonly record struct Checked<T>(T? Value, Problem? Problem)
{
    public static implicit operator Checked<T>(Problem problem) => new(default, problem);

    public static implicit operator Checked<T>(T value) => new(value, null);
}

/// <summary>
/// Reads request bodies. One rule for all of them: a body that is not JSON is 400, JSON that does not fit is 422 with a pointer to each value,
/// over the limit is 413, another content type is 415.
/// </summary>
internal sealed class RequestBody(HostingOptions options)
{
    /// <summary>
    /// So many bytes over the limit are still taken in and thrown away: whoever sends them reads the answer, where the connection would break under their hands if it were closed at the limit.
    /// </summary>
    public const long Drained = 1024 * 1024;

    /// <summary>The bytes as sent, known to be UTF-8 of a length within the limit.</summary>
    /// <param name="limit">The most bytes, where it is not the setting <c>BodyLimit</c>.</param>
    public async Task<Checked<ReadOnlyMemory<byte>>> BytesAsync(HttpRequest request, int? limit = null)
    {
        var most = limit ?? options.BodyLimit;
        if (!IsJson(request.ContentType))
            return ProblemPages.NotJson(request);
        if (await ReadAsync(request, most) is not { } bytes)
            return TooLarge(most);
        if (!Utf8.IsValid(bytes))
            return Problem.Malformed("The body is not valid UTF-8.", new FieldError("", "Send JSON in UTF-8."));
        return (ReadOnlyMemory<byte>)bytes.AsMemory(bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0);
    }

    /// <summary>The body as text in UTF-8, whatever its content type.</summary>
    /// <param name="limit">The most bytes.</param>
    public static async Task<Checked<string>> TextAsync(HttpRequest request, int limit)
    {
        if (await ReadAsync(request, limit) is not { } bytes)
            return TooLarge(limit);
        return Utf8.IsValid(bytes)
            ? System.Text.Encoding.UTF8.GetString(bytes)
            : Problem.Invalid(new FieldError(null, "The file is not valid UTF-8; save it as 'CSV UTF-8'."));
    }

    /// <summary>The body as a JSON document.</summary>
    public async Task<Checked<JsonElement>> JsonAsync(HttpRequest request)
    {
        var body = await BytesAsync(request);
        if (body.Problem is { } problem)
            return problem;
        try
        {
            if (JsonSyntax.BrokenText(body.Value.Span) is { } broken)
                return broken;
            using var document = JsonDocument.Parse(body.Value, ApiJson.DocumentOptions);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return JsonSyntax.Explain(body.Value.Span);
        }
    }

    /// <summary>The body as a record, with every property checked against it.</summary>
    public async Task<Checked<T>> ReadAsync<T>(HttpRequest request)
        where T : class
    {
        var body = await JsonAsync(request);
        return body.Problem is { } problem ? problem : JsonShape.Bind<T>(body.Value);
    }

    /// <returns>Null: it is over the limit.</returns>
    private static async Task<byte[]?> ReadAsync(HttpRequest request, int limit)
    {
        if (request.ContentLength > limit)
            return null;
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } backstop)
            backstop.MaxRequestBodySize = limit + Drained;
        var reader = request.BodyReader;
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(request.HttpContext.RequestAborted);
                if (read.Buffer.Length > limit)
                {
                    // What was read has to be given back, or the server cannot drain the rest.
                    reader.AdvanceTo(read.Buffer.End);
                    return null;
                }

                if (read.IsCompleted)
                {
                    var bytes = read.Buffer.ToArray();
                    reader.AdvanceTo(read.Buffer.End);
                    return bytes;
                }

                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            // A body that does not say its length may pass the limit and the backstop behind it by the same packet.
            return null;
        }
    }

    private static Problem TooLarge(int limit) =>
        new(StatusCodes.Status413PayloadTooLarge, "body-too-large", $"The body is over the limit of {limit} bytes.");

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase));
}
