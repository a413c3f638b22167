using System.Text;

namespace Futwork.Realtime.Conversation.Tools;

/// <summary>Reads what a tool's server answered.</summary>
internal static class HttpToolAnswer
{
    private const int LongestError = 500;

    /// <summary>Only a 2xx is a success. No more is read than the model is shown.</summary>
    public static async Task<ToolOutcome> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        int status = (int)response.StatusCode;
        if (status is >= 300 and <= 399)
            return ToolOutcome.Failed($"The tool's server answered {status}: it redirects elsewhere, which is not followed.");
        string text = await TextAsync(response, cancellationToken);
        if (response.IsSuccessStatusCode)
            return new ToolOutcome(text.Length > 0 ? text : $"Done ({status}, without further answer).");
        return ToolOutcome.Failed(text.Length > 0 ? $"The tool's server answered {status}: {ToolText.Cut(text, LongestError)}" : $"The tool's server answered {status}.");
    }

    private static async Task<string> TextAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType is { } type && !IsText(type))
            return $"(an answer that is no text: {type})";
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        byte[] buffer = new byte[ToolText.MostShown + 1];
        int read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return ToolText.Cut(Encoding.UTF8.GetString(buffer, 0, read).Trim().Replace('\0', '\uFFFD'), ToolText.MostShown);
    }

    private static bool IsText(string type) =>
        type.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
        || type.Contains("json", StringComparison.OrdinalIgnoreCase)
        || type.Contains("xml", StringComparison.OrdinalIgnoreCase);
}
