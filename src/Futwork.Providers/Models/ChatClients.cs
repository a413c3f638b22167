using System.Collections.Concurrent;
using Futwork.Providers.Anthropic;
using Futwork.Providers.OpenAI;
using Futwork.Realtime.Conversation;
using Microsoft.Extensions.AI;

namespace Futwork.Providers.Models;

/// <summary>Makes the language models that an agent's prompt names. All of them share one pool of connections.</summary>
public sealed class ChatClients(TimeProvider? clock = null) : IDisposable
{
    private readonly ConcurrentDictionary<(Uri BaseUrl, string Model), RefusedFields> _refused = new();

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromSeconds(5),
        // What is opened while the phone rings is used when the person has answered the greeting.
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        AutomaticDecompression = System.Net.DecompressionMethods.All,
        // A key in a header of the vendor's own would travel along.
        AllowAutoRedirect = false,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>A model; the settings have passed <see cref="AgentRules"/>.</summary>
    /// <exception cref="UriFormatException">The base URL is none.</exception>
    public IChatClient Create(ModelSettings model)
    {
        ArgumentNullException.ThrowIfNull(model);
        bool isAnthropic = model.Provider == ModelSettings.Anthropic;
        Uri baseUrl = isAnthropic && model.BaseUrl.Length == 0 ? AnthropicChatClient.DefaultBaseUrl : new Uri(model.BaseUrl);
        var server = new ModelServer(baseUrl, model.ApiKey, model.Model)
        {
            ExtraBody = model.ExtraBody,
            Refused = _refused.GetOrAdd((baseUrl, model.Model), _ => new RefusedFields()),
        };
        return isAnthropic ? new AnthropicChatClient(_http, server, clock) : new OpenAiChatClient(_http, server, clock);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
