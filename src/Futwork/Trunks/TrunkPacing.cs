namespace Futwork.Trunks;

/// <summary>The settings of a trunk that say how it is used, as the database keeps them.</summary>
internal sealed record TrunkPacing
{
    /// <summary>See <see cref="TrunkSettings.CircuitBreaker"/>.</summary>
    public CircuitBreakerSettings CircuitBreaker { get; init; } = new();
}
