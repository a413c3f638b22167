using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Engines;
using Microsoft.Extensions.AI;

namespace Futwork.Providers.Models;

/// <summary>
/// A language model behind one HTTP address that answers whole or as a stream of server-sent events. A vendor brings its words
/// for the request and the answer. Holds no state of a call; one instance serves any number of them.
/// </summary>
public abstract class HttpChatClient : IChatClient
{
    /// <summary>Bytes of an answer.</summary>
    internal const int LargestAnswer = 4 * 1024 * 1024;

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    private protected HttpChatClient(HttpClient http, ModelServer server, TimeProvider? clock) =>
        (_http, Server, _time) = (http, server, clock ?? TimeProvider.System);

    private protected ModelServer Server { get; }

    /// <summary>The vendor's name.</summary>
    private protected abstract string Vendor { get; }

    /// <summary>What is posted to, below the base address.</summary>
    private protected abstract string Path { get; }

    /// <summary>The list of models, below the base address: asking for it is free.</summary>
    private protected virtual string ModelsPath => "models";

    /// <inheritdoc/>
    /// <exception cref="ModelException">The server refused, failed, or took too long.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var deadline = new Deadline(Server.AnswerDeadline, _time, cancellationToken);
        try
        {
            using HttpResponseMessage response = await SendAsync(messages, options, stream: false, deadline.Token);
            await response.Content.LoadIntoBufferAsync(LargestAnswer, deadline.Token);
            return ReadWhole(await response.Content.ReadAsStringAsync(deadline.Token), options);
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
        using var deadline = new Deadline(Server.TokenDeadline, _time, cancellationToken);
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
            ? new ChatClientMetadata(Vendor, Server.BaseUrl, Server.Model)
            : serviceType == typeof(ModelConnection) ? new ModelConnection(ConnectAsync)
            : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Frees nothing: the HTTP client belongs to whoever made it.</summary>
    public void Dispose() => GC.SuppressFinalize(this);

    /// <summary>The body of a request.</summary>
    private protected abstract JsonObject Body(IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream);

    /// <summary>Adds the key and what else the vendor wants to see in the headers.</summary>
    private protected abstract void Sign(HttpRequestMessage request);

    /// <summary>Reads an answer that was not streamed.</summary>
    private protected abstract ChatResponse ReadWhole(string body, ChatOptions? options);

    /// <summary>What reads a streamed answer.</summary>
    private protected abstract ChatEvents NewEvents();

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
        ChatEvents events = NewEvents();
        await foreach (SseItem<string> item in SseParser.Create(body).EnumerateAsync(deadline.Token))
        {
            ChatResponseUpdate? update = events.Read(item.Data);
            if (events.HasContent)
                deadline.Extend();
            if (update is not null)
                yield return update;
            if (events.IsOver)
                yield break;
        }

        if (!events.IsFinished)
            throw new ModelException("The connection to the model's server broke in the middle of an answer.");
    }

    private async Task<HttpResponseMessage> SendAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream, CancellationToken cancellationToken)
    {
        JsonObject body = Body(messages, options, stream);
        AddExtra(body);
        while (true)
        {
            Server.Refused.Leave(body);
            try
            {
                return await PostAsync(body, cancellationToken);
            }
            catch (ModelException e) when (Server.Refused.Learn(body, e))
            {
                // Asked again without the field it refused, which is gone for good: each can be refused only once.
            }
        }
    }

    private void AddExtra(JsonObject body)
    {
        if (Server.ExtraBody is not { ValueKind: JsonValueKind.Object } extra)
            return;
        foreach (JsonProperty member in extra.EnumerateObject())
        {
            if (member.Value.ValueKind is JsonValueKind.Null)
                body.Remove(member.Name);
            else
                body[member.Name] = Json.Node(member.Value);
        }
    }

    private async Task<HttpResponseMessage> PostAsync(JsonObject body, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = Request(HttpMethod.Post, Path);
        request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await ModelErrors.FromAsync(response, Server, Path, _time, cancellationToken);
    }

    /// <summary>Whatever the server answers, the connection is there: an answer that is read to its end leaves it in the pool.</summary>
    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(Server.ConnectDeadline, _time, cancellationToken);
        using HttpRequestMessage request = Request(HttpMethod.Get, ModelsPath);
        using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
        await response.Content.CopyToAsync(Stream.Null, deadline.Token);
    }

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, $"{Server.BaseUrl.ToString().TrimEnd('/')}/{path}");
        Sign(request);
        return request;
    }

    /// <summary>A connection that nobody takes in time ends as if it had been called off, too.</summary>
    private static bool IsFailure(Exception e, Deadline deadline) =>
        e is HttpRequestException or IOException || (e is OperationCanceledException && !deadline.IsCalledOff);

    private static ModelException Translate(Exception e, Deadline deadline) => e is OperationCanceledException && deadline.HasPassed
        ? new ModelException($"The model's server did not answer within {deadline.Limit.TotalSeconds:0} s.", inner: e)
        : new ModelException($"The model's server could not be reached, or the connection broke: {e.Message}", inner: e);
}
