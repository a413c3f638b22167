using System.Text.Json;

namespace Futwork.Realtime.Conversation;

/// <summary>A mind that follows a prompt with a language model: what it is told, which model it asks first, and which ones when that fails.</summary>
public sealed record PromptSettings
{
    /// <summary>The system prompt; may use variables.</summary>
    public string Instructions { get; init; } = "";

    /// <summary>What it says first, word for word; may use variables. Null lets the model begin.</summary>
    public string? Greeting { get; init; }

    /// <summary>Who serves the model: see <see cref="ModelSettings.Provider"/>.</summary>
    public string Provider { get; init; } = ModelSettings.OpenAi;

    /// <summary>Base address of the server: see <see cref="ModelSettings.BaseUrl"/>.</summary>
    public string BaseUrl { get; init; } = "";

    /// <summary>The key for the server. Stored encrypted, shown masked.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The model's name on that server.</summary>
    public string Model { get; init; } = "";

    /// <summary>Further members of every request: see <see cref="ModelSettings.ExtraBody"/>.</summary>
    public JsonElement? ExtraBody { get; init; }

    /// <summary>The models to ask, in order, when the first one fails or is late.</summary>
    public IReadOnlyList<ModelSettings> Fallbacks { get; init; } = [];

    /// <summary>How long a model may take to the first word or tool call of a reply before the next one is asked, in milliseconds.</summary>
    public int FirstTokenMilliseconds { get; init; } = 2500;

    /// <summary>0 is repeatable, 1 is lively.</summary>
    public double Temperature { get; init; } = 0.4;

    /// <summary>The most tokens in one reply.</summary>
    public int MaxTokens { get; init; } = 300;

    /// <summary>All models, in the order in which they are asked.</summary>
    public IReadOnlyList<ModelSettings> Models() =>
        [new ModelSettings { Provider = Provider, BaseUrl = BaseUrl, ApiKey = ApiKey, Model = Model, ExtraBody = ExtraBody }, .. Fallbacks];
}
