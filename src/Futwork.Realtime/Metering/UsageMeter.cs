using System.Collections.Concurrent;

namespace Futwork.Realtime.Metering;

/// <summary>Counts what the engines of one call do.</summary>
/// <param name="prices">What the counted costs.</param>
public sealed class UsageMeter(EnginePrices prices)
{
    private readonly ConcurrentDictionary<(string Kind, string Engine, string? Model), UsageCounter> _counters = new();

    /// <summary>What was counted so far, by kind and engine; nothing of those that were never asked.</summary>
    public IReadOnlyList<EngineUsage> Read() =>
    [
        .. _counters.OrderBy(c => c.Key).Select(c => c.Value.Read(new EngineUsage(c.Key.Kind, c.Key.Engine, c.Key.Model)))
            .Where(usage => usage.Requests > 0)
            .Select(usage => usage with { Cost = prices.Cost(usage) }),
    ];

    internal UsageCounter For(string kind, string engine, string? model) => _counters.GetOrAdd((kind, engine, model), _ => new UsageCounter());
}
