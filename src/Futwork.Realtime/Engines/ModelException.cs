using System.Net;

namespace Futwork.Realtime.Engines;

/// <summary>A language model's server refused or failed. The message says what is wrong and what would help; it holds no personal data.</summary>
public sealed class ModelException(string message, HttpStatusCode? status = null, TimeSpan? retryAfter = null, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The HTTP status, where there was one.</summary>
    public HttpStatusCode? Status => status;

    /// <summary>How long the server asks us to wait.</summary>
    public TimeSpan? RetryAfter => retryAfter;

    /// <summary>The same request would be refused again: the key, the model's name or the request itself is wrong.</summary>
    public bool IsLasting => status is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError
        and not (HttpStatusCode.RequestTimeout or HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests);
}
