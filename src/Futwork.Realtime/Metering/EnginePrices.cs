namespace Futwork.Realtime.Metering;

/// <summary>What engines cost, as configured. One currency, whichever it is.</summary>
public sealed record EnginePrices(IReadOnlyList<EnginePrice> All)
{
    /// <summary>No price is known.</summary>
    public static EnginePrices None { get; } = new([]);

    /// <summary>What a use costs; null where no price fits. A price for the model comes before one for all of the engine's models.</summary>
    public decimal? Cost(EngineUsage usage)
    {
        ArgumentNullException.ThrowIfNull(usage);
        EnginePrice? price = All.Where(p => p.Engine == usage.Engine && (p.Model is null || p.Model == usage.Model)).MaxBy(p => p.Model is not null);
        if (price is null)
            return null;
        decimal cost = (price.PerMinute * (decimal)(usage.AudioSeconds ?? 0) / 60)
            + (price.PerThousandCharacters * (usage.Characters ?? 0) / 1000)
            + (price.PerMillionInputTokens * (usage.InputTokens ?? 0) / 1_000_000)
            + (price.PerMillionOutputTokens * (usage.OutputTokens ?? 0) / 1_000_000);
        return Math.Round(cost, 6);
    }
}

/// <summary>What one engine costs. What a vendor does not charge for is 0.</summary>
/// <param name="Engine">The registered engine, or a model's provider.</param>
/// <param name="Model">The vendor's model; null is all of them.</param>
public sealed record EnginePrice(string Engine, string? Model)
{
    /// <summary>For a minute of sound heard or made.</summary>
    public decimal PerMinute { get; init; }

    /// <summary>For a thousand characters spoken.</summary>
    public decimal PerThousandCharacters { get; init; }

    /// <summary>For a million tokens shown to a model.</summary>
    public decimal PerMillionInputTokens { get; init; }

    /// <summary>For a million tokens written by a model.</summary>
    public decimal PerMillionOutputTokens { get; init; }
}
