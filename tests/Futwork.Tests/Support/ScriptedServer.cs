using System.Net;
using System.Text;

namespace Futwork.Tests.Support;

/// <summary>The servers that tools call, in virtual time: each answers its path so long after it is asked.</summary>
public sealed class ScriptedServer(TimeProvider time) : HttpMessageHandler
{
    private readonly Dictionary<string, (int Milliseconds, HttpStatusCode Status, string Body)> _answers = new(StringComparer.Ordinal);

    /// <summary>What it was asked: path and body, in order.</summary>
    public List<(string Path, string Body)> Asked { get; } = [];

    /// <summary>The paths whose answers were no longer wanted.</summary>
    public List<string> Abandoned { get; } = [];

    public HttpMessageInvoker Client() => new(this);

    public ScriptedServer Answers(string path, string body, int milliseconds = 0, HttpStatusCode status = HttpStatusCode.OK)
    {
        _answers[path] = (milliseconds, status, body);
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string path = request.RequestUri!.PathAndQuery;
        Asked.Add((path, request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken)));
        (int milliseconds, HttpStatusCode status, string body) = _answers[path];
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Abandoned.Add(path);
            throw;
        }

        return new HttpResponseMessage(status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
    }
}
