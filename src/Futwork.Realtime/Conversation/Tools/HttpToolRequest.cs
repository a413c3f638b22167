using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Futwork.Realtime.Conversation.Tools;

/// <summary>Makes the request of a tool out of its settings and values.</summary>
internal static class HttpToolRequest
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="HttpToolException">A value cannot stand where it should.</exception>
    public static HttpRequestMessage Make(HttpToolSettings settings, ToolValues values)
    {
        var request = new HttpRequestMessage(new HttpMethod(settings.Method), new Uri(values.Fill(settings.Url, Encode)));
        if (Body(settings, values) is { } body)
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        foreach (HttpToolHeader header in settings.Headers)
        {
            string value = header.Secret ?? values.Fill(header.Value!);
            if (value.Any(c => c is < ' ' or > '~') || !request.Headers.TryAddWithoutValidation(header.Name, value))
                throw new HttpToolException($"A value for the header '{header.Name}' holds characters that cannot be sent there.");
        }

        if (request.Headers.Accept.Count == 0)
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return request;
    }

    private static string? Body(HttpToolSettings settings, ToolValues values)
    {
        if (settings.Body is { } template)
            return values.Fill(template)?.ToJsonString(Readable) ?? "null";
        return settings.Method is "GET" or "DELETE" ? null : values.Arguments.GetRawText();
    }

    /// <summary>A value made of dots alone would lead to another place of the server, encoded or not.</summary>
    private static string Encode(string value) => value is "." or ".."
        ? throw new HttpToolException($"'{value}' is no value that this tool can be called with.")
        : Uri.EscapeDataString(value);
}
