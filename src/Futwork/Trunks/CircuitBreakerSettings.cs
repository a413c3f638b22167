using Futwork.Hosting;

namespace Futwork.Trunks;

/// <summary>When a trunk whose calls fail by the line's fault, or all come to invalid numbers, is paused, so that a dead line costs a handful of calls and not a campaign.</summary>
internal sealed record CircuitBreakerSettings
{
    /// <summary>Whether it ever pauses the trunk. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The share of calls that must fail by the line's fault. Default 0.5.</summary>
    public double FailureRate { get; init; } = 0.5;

    /// <summary>Fewer calls than this prove nothing. Default 5.</summary>
    public int MinCalls { get; init; } = 5;

    /// <summary>
    /// So many calls in a row that all come to invalid numbers pause the trunk as well: a wrong dialplan or a lost route answers every number so, and each ends its lead for good.
    /// Default 20; with 0 they never do.
    /// </summary>
    public int InvalidNumbers { get; init; } = 20;

    /// <summary>The calls that ended within this time count, in seconds. Default 120.</summary>
    public int WindowSeconds { get; init; } = 120;

    /// <summary>The first pause, in seconds; each further one that no good call comes between is twice as long. Default 30.</summary>
    public int CoolDownSeconds { get; init; } = 30;

    /// <summary>The longest pause, in seconds. Default 900.</summary>
    public int MaxCoolDownSeconds { get; init; } = 900;

    /// <summary>The pause after so many in a row, from 1.</summary>
    public TimeSpan CoolDown(int trips) =>
        TimeSpan.FromSeconds(Math.Min(Math.Max(CoolDownSeconds, MaxCoolDownSeconds), CoolDownSeconds * Math.Pow(2, trips - 1)));

    public IEnumerable<FieldError> Check()
    {
        if (FailureRate is not (> 0 and <= 1))
            yield return Rules.Wrong("/circuitBreaker/failureRate", "It must be above 0, and at most 1.", FailureRate);
        if (MinCalls is < 1 or > 10_000)
            yield return Rules.Wrong("/circuitBreaker/minCalls", "It must be from 1 to 10000.", MinCalls);
        if (InvalidNumbers is < 0 or > 1000)
            yield return Rules.Wrong("/circuitBreaker/invalidNumbers", "It must be from 0 to 1000; with 0 they never pause the trunk.", InvalidNumbers);
        if (WindowSeconds is < 1 or > 3600)
            yield return Rules.Wrong("/circuitBreaker/windowSeconds", "It must be from 1 to 3600.", WindowSeconds);
        if (CoolDownSeconds is < 1 or > 86_400)
            yield return Rules.Wrong("/circuitBreaker/coolDownSeconds", "It must be from 1 to 86400.", CoolDownSeconds);
        if (MaxCoolDownSeconds is < 1 or > 86_400)
            yield return Rules.Wrong("/circuitBreaker/maxCoolDownSeconds", "It must be from 1 to 86400.", MaxCoolDownSeconds);
    }
}
