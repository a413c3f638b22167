using System.Text.Json;

namespace Futwork.Providers.Models;

/// <summary>How to reach a language model over HTTP.</summary>
/// <param name="BaseUrl">Up to and including its version, such as <c>https://api.openai.com/v1</c>.</param>
/// <param name="ApiKey">Sent as the vendor wants it; null sends none.</param>
/// <param name="Model">The model when a request names none.</param>
public sealed record ModelServer(Uri BaseUrl, string? ApiKey, string Model)
{
    /// <summary>How long a streamed answer may take to its first token, and from one token to the next.</summary>
    public TimeSpan TokenDeadline { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How long connecting ahead of the first request may take.</summary>
    public TimeSpan ConnectDeadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a whole answer may take that is not streamed.</summary>
    public TimeSpan AnswerDeadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A JSON object of further members of every request; they take the place of ours, and null takes one of ours out. Null adds none.</summary>
    public JsonElement? ExtraBody { get; init; }

    /// <summary>What it was found to refuse; shared by all calls on this model.</summary>
    internal RefusedFields Refused { get; init; } = new();
}
