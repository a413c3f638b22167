namespace Futwork.Trunks;

/// <summary>The settings of a trunk that say how it is used, as the database keeps them.</summary>
internal sealed record TrunkPacing
{
    /// <summary>See <see cref="TrunkSettings.Limit"/>.</summary>
    public TrunkLimit Limit { get; init; } = new();

    /// <summary>See <see cref="TrunkSettings.CallerIdUse"/>.</summary>
    public CallerIdUse CallerIdUse { get; init; } = new();

    /// <summary>See <see cref="TrunkSettings.CircuitBreaker"/>.</summary>
    public CircuitBreakerSettings CircuitBreaker { get; init; } = new();
}
