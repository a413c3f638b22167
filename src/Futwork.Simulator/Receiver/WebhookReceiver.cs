using System.Net;
using System.Threading.Channels;

namespace Futwork.Simulator.Receiver;

/// <summary>
/// A client's webhook endpoint: takes posts on loopback, keeps them whole, checks their signature (401 when it does not
/// hold), and fails when it is told to.
/// </summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly Channel<WebhookPost> _posts = Channel.CreateUnbounded<WebhookPost>();
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private WebApplication? _app;
    private WebhookSignature? _signature;
    private Failure _failure = new(0, 0, null);

    /// <summary>Is not listening yet.</summary>
    /// <param name="time">Its clock.</param>
    public WebhookReceiver(TimeProvider time) => _time = time;

    /// <summary>Everything that arrived, failed posts included, in order.</summary>
    public ChannelReader<WebhookPost> Posts => _posts.Reader;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Starts to listen.</summary>
    /// <param name="port">The port on 127.0.0.1; 0 takes a free one.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public async Task StartAsync(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(o => o.Listen(IPAddress.Loopback, port));
        _app = builder.Build();
        _app.Run(ReceiveAsync);
        await _app.StartAsync();
        Address = new Uri($"{_app.Urls.First()}/webhook");
    }

    /// <summary>Checks posts from now on with this secret.</summary>
    /// <exception cref="ArgumentException">It is not a webhook secret.</exception>
    public void Trust(string secret)
    {
        var signature = new WebhookSignature(secret);
        lock (_gate)
            _signature = signature;
    }

    /// <summary>Answers the next <paramref name="times"/> posts with a failure.</summary>
    /// <param name="times">How many.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="retryAfter">The Retry-After header, if any.</param>
    public void FailNext(int times, int status = StatusCodes.Status503ServiceUnavailable, TimeSpan? retryAfter = null)
    {
        lock (_gate)
            _failure = new Failure(times, status, retryAfter);
    }

    /// <summary>Stops listening.</summary>
    public async ValueTask DisposeAsync()
    {
        _posts.Writer.TryComplete();
        if (_app is not null)
            await _app.DisposeAsync();
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(
            h => h.Key.ToLowerInvariant(), h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var bytes = body.ToArray();
        var (signature, failure) = Next();
        var problem = signature?.Problem(headers, bytes, _time.GetUtcNow());
        var status = failure?.Status ?? (problem is null ? StatusCodes.Status200OK : StatusCodes.Status401Unauthorized);
        _posts.Writer.TryWrite(new WebhookPost(_time.GetUtcNow(), headers, bytes, problem, status));
        context.Response.StatusCode = status;
        if (failure?.RetryAfter is { } after)
            context.Response.Headers.RetryAfter = $"{after.TotalSeconds:0}";
        if (problem is not null)
            await context.Response.WriteAsync(problem, context.RequestAborted);
    }

    private (WebhookSignature? Signature, Failure? Failure) Next()
    {
        lock (_gate)
        {
            if (_failure.Times == 0)
                return (_signature, null);
            _failure = _failure with { Times = _failure.Times - 1 };
            return (_signature, _failure);
        }
    }

    private sealed record Failure(int Times, int Status, TimeSpan? RetryAfter);
}
