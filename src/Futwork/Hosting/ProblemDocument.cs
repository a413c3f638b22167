using System.Text.Json;
using System.Text.Json.Serialization;

namespace Futwork.Hosting;

/// <summary>What a failed request is answered with: problem details of RFC 9457 and our own members.</summary>
internal sealed record ProblemDocument
{
    /// <summary>Names the kind of problem: <c>urn:futwork:problem:</c> and the code.</summary>
    public required string Type { get; init; }

    /// <summary>The status in words.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>What went wrong this time, and what would be right.</summary>
    public required string Detail { get; init; }

    /// <summary>A short name to branch on.</summary>
    public required string Code { get; init; }

    /// <summary>Always false.</summary>
    public bool Success { get; init; }

    /// <summary>The lead that is in the way, when one is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LeadId { get; init; }

    /// <summary>Each thing that is wrong.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FieldErrorDocument>? Errors { get; init; }

    /// <summary>The name of this request: where the server failed, its log has the reason under it.</summary>
    public required string TraceId { get; init; }
}

/// <summary>One thing wrong in a request.</summary>
internal sealed record FieldErrorDocument
{
    /// <summary>JSON pointer (RFC 6901) into the body.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Pointer { get; init; }

    /// <summary>The query parameter or header it is about.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Parameter { get; init; }

    /// <summary>What is wrong and what would be right.</summary>
    public required string Message { get; init; }

    /// <summary>What was sent there; shortened when long, absent when secret.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Sent { get; init; }
}
