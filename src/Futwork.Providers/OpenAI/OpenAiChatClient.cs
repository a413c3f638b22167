using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Futwork.Providers.OpenAI;

/// <summary>
/// A language model behind OpenAI's chat completions ("Create chat completion", "Streaming"), whoever serves it. Holds no
/// state; one instance serves any number of calls.
/// </summary>
public sealed class OpenAiChatClient(HttpClient http, OpenAiOptions server, TimeProvider? clock = null) : IChatClient
{
    private readonly TimeProvider _time = clock ?? TimeProvider.System;

    /// <inheritdoc/>
    /// <exception cref="ModelException">The server refused, failed, or took too long.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var deadline = new Deadline(server.AnswerDeadline, _time, cancellationToken);
        try
        {
            using HttpResponseMessage response = await SendAsync(messages, options, stream: false, deadline.Token);
            return ChatAnswer.Read(await response.Content.ReadAsStringAsync(deadline.Token));
        }
        catch (Exception e) when (IsFailure(e, deadline))
        {
            throw Translate(e, deadline);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ModelException">The server refused, failed, or took too long from one token to the next.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var deadline = new Deadline(server.TokenDeadline, _time, cancellationToken);
        await using IAsyncEnumerator<ChatResponseUpdate> updates = StreamAsync(messages, options, deadline).GetAsyncEnumerator(deadline.Token);
        while (await NextAsync(updates, deadline))
            yield return updates.Current;
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        return serviceType == typeof(ChatClientMetadata)
            ? new ChatClientMetadata("openai", server.BaseUrl, server.Model)
            : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Frees nothing: the HTTP client belongs to whoever made it.</summary>
    public void Dispose()
    {
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<ChatResponseUpdate> updates, Deadline deadline)
    {
        try
        {
            return await updates.MoveNextAsync();
        }
        catch (Exception e) when (IsFailure(e, deadline))
        {
            throw Translate(e, deadline);
        }
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, Deadline deadline)
    {
        using HttpResponseMessage response = await SendAsync(messages, options, stream: true, deadline.Token);
        await using Stream body = await response.Content.ReadAsStreamAsync(deadline.Token);
        var chunks = new ChatChunks();
        await foreach (SseItem<string> item in SseParser.Create(body).EnumerateAsync(deadline.Token))
        {
            if (chunks.Read(item.Data) is { } update)
            {
                deadline.Extend();
                yield return update;
            }

            if (item.Data is "[DONE]")
                yield break;
        }

        if (!chunks.IsFinished)
            throw new ModelException("The connection to the model's server broke in the middle of an answer.");
    }

    private async Task<HttpResponseMessage> SendAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream, CancellationToken cancellationToken)
    {
        JsonObject body = ChatRequestBody.Of(messages, options, server, stream);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{server.BaseUrl.ToString().TrimEnd('/')}/chat/completions")
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        if (server.ApiKey is { Length: > 0 } key)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await ModelErrors.FromAsync(response, server, _time, cancellationToken);
    }

    private static bool IsFailure(Exception e, Deadline deadline) =>
        e is HttpRequestException or IOException || (e is OperationCanceledException && deadline.HasPassed);

    private static ModelException Translate(Exception e, Deadline deadline) => e is OperationCanceledException
        ? new ModelException($"The model's server did not answer within {deadline.Limit.TotalSeconds:0} s.", inner: e)
        : new ModelException($"The model's server could not be reached, or the connection broke: {e.Message}", inner: e);
}
