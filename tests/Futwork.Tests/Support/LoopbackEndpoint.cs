using System.Net;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Futwork.Tests.Support;

/// <summary>A post that arrived.</summary>
internal sealed record Post(IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Method { get; init; } = "";

    /// <summary>Path and query, as they were sent.</summary>
    public string Target { get; init; } = "";
}

/// <summary>A client's own server, for webhooks and tools: Kestrel on loopback that keeps every post and answers as the test says.</summary>
internal sealed class LoopbackEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<Post> _posts = Channel.CreateUnbounded<Post>();
    private readonly CancellationTokenSource _closing = new();

    private LoopbackEndpoint(WebApplication app, Func<HttpContext, Task>? answer)
    {
        _app = app;
        Answer = answer ?? (context => context.Response.WriteAsync("thank you"));
    }

    public Func<HttpContext, Task> Answer { get; set; }

    public string Url => $"{_app.Urls.First()}/hook";

    /// <summary>Posts so far that nobody has taken.</summary>
    public int Waiting => _posts.Reader.Count;

    /// <summary>Keeps the connection open and never answers, until the test ends.</summary>
    public async Task HangAsync(HttpContext context)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _closing.Token);
        await Task.Delay(Timeout.Infinite, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public static async Task<LoopbackEndpoint> StartAsync(Func<HttpContext, Task>? answer = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var endpoint = new LoopbackEndpoint(app, answer);
        app.Run(endpoint.ReceiveAsync);
        await app.StartAsync();
        return endpoint;
    }

    /// <summary>The next post, for which it waits.</summary>
    public async Task<Post> NextAsync()
    {
        using var limit = new CancellationTokenSource(Eventually.Patience);
        return await _posts.Reader.ReadAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _app.DisposeAsync();
        _closing.Dispose();
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        var headers = context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString());
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        _posts.Writer.TryWrite(new Post(headers, body) { Method = context.Request.Method, Target = target });
        await Answer(context);
    }
}
