using Futwork.Queue;

namespace Futwork.Webhooks;

/// <summary>The states of a delivery.</summary>
internal static class DeliveryState
{
    public const string Pending = "pending";
    public const string Delivered = "delivered";
    public const string Failed = "failed";
}

/// <summary>A frozen webhook that is due, with where it goes and how often that was tried.</summary>
internal sealed record Delivery
{
    /// <summary>The <c>webhook-id</c>: the same over all attempts, so that a receiver can tell a repetition.</summary>
    public required string Id { get; init; }

    public required string WorkspaceId { get; init; }

    public required string EndpointId { get; init; }

    public required string CallId { get; init; }

    public required string LeadId { get; init; }

    public required string CallStatus { get; init; }

    /// <summary>What is signed and sent, byte for byte.</summary>
    public required string Body { get; init; }

    public required string Url { get; init; }

    /// <summary>Sealed, as <see cref="WebhookEndpoint.Secret"/>.</summary>
    public required string Secret { get; init; }

    /// <summary>Sealed, as <see cref="WebhookEndpoint.Headers"/>.</summary>
    public required string Headers { get; init; }

    /// <summary>The endpoint was disabled or archived after this was frozen.</summary>
    public bool EndpointClosed { get; init; }

    /// <summary>Attempts so far.</summary>
    public long AttemptsMade { get; init; }

    /// <summary>An earlier webhook of the same call to the same endpoint has not been tried yet.</summary>
    public bool MustWait { get; init; }

    public Claim? Claim { get; init; }

    /// <summary>Where it goes, with no more than a post needs.</summary>
    public WebhookEndpoint Endpoint => new() { WorkspaceId = WorkspaceId, Id = EndpointId, Url = Url, Secret = Secret, Headers = Headers };
}
