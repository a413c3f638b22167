using System.Data.Common;
using Microsoft.AspNetCore.Diagnostics;

namespace Futwork.Hosting;

/// <summary>Puts problem details on every failure that no endpoint answered: unknown routes, wrong methods, and faults of our own.</summary>
internal static partial class ProblemPages
{
    public static void UseProblemPages(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = AnswerFaultAsync, SuppressDiagnosticsCallback = _ => true });
        app.UseStatusCodePages(context => Explain(context.HttpContext).ExecuteAsync(context.HttpContext));
    }

    private static Task AnswerFaultAsync(HttpContext context)
    {
        var feature = context.Features.Get<IExceptionHandlerFeature>()!;
        var fault = feature.Error;
        if (fault is BadHttpRequestException refused)
            return new Problem(refused.StatusCode, "bad-request", refused.Message).ExecuteAsync(context);

        if (fault is DbException { IsTransient: true } || Data.Database.IsOfAnotherSchema(fault))
            return Unavailable(context).ExecuteAsync(context);

        var logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Futwork.Hosting");
        var traceId = Problem.TraceOf(context);
        LogFault(logger, fault, context.Request.Method, feature.Endpoint?.DisplayName, traceId);
        return new Problem(StatusCodes.Status500InternalServerError, "internal-error",
            "The server failed; the request may or may not have taken effect. Its log has the reason under this traceId.").ExecuteAsync(context);
    }

    /// <summary>It is being restarted, or out of reach for a moment.</summary>
    private static Problem Unavailable(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        return new Problem(StatusCodes.Status503ServiceUnavailable, "database-unavailable",
            "The database does not answer at the moment; the request may or may not have taken effect. Send it again, with the same Idempotency-Key where it makes something.");
    }

    private static Problem Explain(HttpContext context)
    {
        var request = context.Request;
        return context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => new(404, "route-not-found", $"There is nothing at {request.Path}. The API is described at /docs."),
            StatusCodes.Status405MethodNotAllowed => new(405, "method-not-allowed",
                $"{request.Path} does not take {request.Method}; it takes {context.Response.Headers.Allow}."),
            StatusCodes.Status415UnsupportedMediaType => NotJson(request),
            var status => new(status, "request-failed", "The request was refused."),
        };
    }

    public static Problem NotJson(HttpRequest request) => new(StatusCodes.Status415UnsupportedMediaType, "content-type-not-json",
        $"The body must be JSON in UTF-8: send the header 'Content-Type: application/json'; {Sent(request.ContentType)}.");

    private static string Sent(string? contentType) => contentType is null ? "none was sent" : $"'{contentType}' was sent";

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Endpoint} failed, traceId {TraceId}")]
    private static partial void LogFault(ILogger logger, Exception exception, string method, string? endpoint, string traceId);
}
