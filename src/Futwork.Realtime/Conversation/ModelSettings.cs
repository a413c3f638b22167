using System.Text.Json;

namespace Futwork.Realtime.Conversation;

/// <summary>A language model on a server.</summary>
public sealed record ModelSettings
{
    /// <summary>The provider of any server that speaks OpenAI's chat completions.</summary>
    public const string OpenAi = "openai";

    /// <summary>The provider of Anthropic's Messages API.</summary>
    public const string Anthropic = "anthropic";

    /// <summary>Who serves it: <c>openai</c> is any OpenAI-compatible server, <c>anthropic</c> is Anthropic.</summary>
    public string Provider { get; init; } = OpenAi;

    /// <summary>
    /// Base address of the server, up to and including its version, such as <c>https://api.openai.com/v1</c>. Anthropic's own
    /// (<c>https://api.anthropic.com/v1</c>) need not be given.
    /// </summary>
    public string BaseUrl { get; init; } = "";

    /// <summary>The key for the server. Stored encrypted, shown masked.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The model's name on that server.</summary>
    public string Model { get; init; } = "";

    /// <summary>
    /// A JSON object of further members of every request, by the server's own names, such as <c>{"reasoning_effort": "minimal"}</c>: they take the place of ours, and null takes one of ours out.
    /// </summary>
    public JsonElement? ExtraBody { get; init; }
}
