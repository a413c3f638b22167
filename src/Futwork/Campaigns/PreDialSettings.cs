using Futwork.Hosting;

namespace Futwork.Campaigns;

/// <summary>The client's server is asked before each call, and can forbid it.</summary>
internal sealed record PreDialSettings
{
    /// <summary>
    /// The webhook endpoint whose address is asked, with its signature. One that is not enabled is asked all the same, and told of nothing else.
    /// </summary>
    public required string EndpointId { get; init; }

    /// <summary>How long it may take to answer, in milliseconds. Who does not answer in time forbids the call. Default 3000.</summary>
    public int TimeoutMilliseconds { get; init; } = 3000;

    /// <summary>When a lead is looked at again whose question came to no answer, in seconds. Default 300.</summary>
    public int RetryAfterFaultSeconds { get; init; } = 300;

    public IEnumerable<FieldError> Check()
    {
        if (TimeoutMilliseconds is < 100 or > 10_000)
            yield return Rules.Wrong("/preDial/timeoutMilliseconds", "It must be from 100 to 10000.", TimeoutMilliseconds);
        if (RetryAfterFaultSeconds is < 1 or > 86_400)
            yield return Rules.Wrong("/preDial/retryAfterFaultSeconds", "It must be from 1 to 86400.", RetryAfterFaultSeconds);
    }
}
