using Futwork.Realtime.Conversation;
using Microsoft.Extensions.AI;

namespace Futwork.Providers.OpenAI;

/// <summary>Makes the language model that an agent's prompt names. All of them share one pool of connections.</summary>
public sealed class ChatClients(TimeProvider? clock = null) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        AutomaticDecompression = System.Net.DecompressionMethods.All,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>The model of a prompt; the settings have passed <see cref="AgentRules"/>.</summary>
    /// <exception cref="UriFormatException">The base URL is none.</exception>
    public IChatClient Create(PromptSettings prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return new OpenAiChatClient(_http, new OpenAiOptions(new Uri(prompt.BaseUrl), prompt.ApiKey, prompt.Model), clock);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
