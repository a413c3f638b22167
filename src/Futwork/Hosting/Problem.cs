using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Futwork.Hosting;

/// <summary>One thing wrong in a request: where, what was sent, and what would be right.</summary>
/// <param name="Pointer">JSON pointer (RFC 6901) into the body; null when it is not about the body.</param>
/// <param name="Message">What is wrong and what would be right.</param>
/// <param name="Sent">The raw JSON that was sent there; null when nothing was, or when it is a secret.</param>
/// <param name="Parameter">The name of the query parameter or header, when it is about one.</param>
internal sealed record FieldError(string? Pointer, string Message, string? Sent = null, string? Parameter = null);

/// <summary>The answer to a request that failed.</summary>
internal sealed class Problem(int status, string code, string detail) : IResult
{
    /// <summary>So many errors of a request are told: a body of one megabyte may have a hundred thousand, and a batch ten thousand bodies.</summary>
    public const int MostErrors = 20;

    private const int LongestSent = 200;

    public int Status => status;

    public string Code => code;

    public string Detail => detail;

    public IReadOnlyList<FieldError> Errors { get; private init; } = [];

    /// <summary>The lead that is in the way, when one is.</summary>
    public string? LeadId { get; init; }

    public static Problem Malformed(string detail, FieldError error) =>
        new(StatusCodes.Status400BadRequest, "malformed-json", detail) { Errors = [error] };

    public static Problem Invalid(params IReadOnlyList<FieldError> errors) =>
        new(StatusCodes.Status422UnprocessableEntity, "invalid-request", Summary(errors)) { Errors = errors.Count <= MostErrors ? errors : [.. errors.Take(MostErrors)] };

    public static Problem NotFound(string what, string id) =>
        new(StatusCodes.Status404NotFound, $"{what.ToLowerInvariant().Replace(' ', '-')}-not-found", $"There is no {what} '{Short(id)}' in this workspace.");

    public static Problem Conflict(string code, string detail) => new(StatusCodes.Status409Conflict, code, detail);

    /// <param name="detail">What a <see cref="LostSecretException"/> says.</param>
    public static Problem SecretLost(string detail) => Conflict("secret-lost", detail);

    /// <summary>The name of a request in its answer and in the log.</summary>
    public static string TraceOf(HttpContext context) => Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(ToDocument(httpContext), ApiJson.Options);
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = "application/problem+json";
        httpContext.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method))
            await httpContext.Response.Body.WriteAsync(body, httpContext.RequestAborted);
    }

    /// <summary>What the client reads.</summary>
    public ProblemDocument ToDocument(HttpContext context) => new()
    {
        Type = $"urn:futwork:problem:{code}",
        Title = ReasonPhrases.GetReasonPhrase(status),
        Status = status,
        Detail = detail,
        Code = code,
        LeadId = LeadId,
        Errors = Errors.Count == 0 ? null : [.. Errors.Select(ToDocument)],
        TraceId = TraceOf(context),
    };

    private static FieldErrorDocument ToDocument(FieldError error) => new()
    {
        Pointer = error.Pointer,
        Parameter = error.Parameter,
        Message = error.Message,
        Sent = error.Sent is null ? null : SentJson(error.Sent),
    };

    // What may have half a surrogate pair is shown as it was written: it is no text that could be written once more.
    private static JsonElement SentJson(string sent) =>
        sent.Length <= LongestSent && !sent.Contains(@"\ud", StringComparison.OrdinalIgnoreCase)
            ? JsonElement.Parse(sent)
            : JsonSerializer.SerializeToElement(Short(sent), ApiJson.Options);

    private static string Short(string text) =>
        text.Length <= LongestSent ? text : string.Concat(text.AsSpan(0, LongestSent), "…");

    private static string Summary(IReadOnlyList<FieldError> errors) => errors switch
    {
        [{ Pointer: { Length: > 0 } pointer } only] => $"{pointer}: {only.Message}",
        [{ Parameter: { } parameter } only] => $"{parameter}: {only.Message}",
        [var only] => only.Message,
        { Count: > MostErrors } => $"More than {MostErrors} things in the request are wrong; 'errors' names the first {MostErrors}.",
        _ => $"{errors.Count} things in the request are wrong; 'errors' names each.",
    };
}
