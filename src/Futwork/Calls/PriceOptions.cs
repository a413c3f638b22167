using System.Globalization;
using Futwork.Hosting;
using Futwork.Realtime.Metering;

namespace Futwork.Calls;

/// <summary>What engines, and the minutes of carriers, cost: the settings <c>Prices:0:Engine</c>, <c>Prices:0:PerMinute</c> and so on, one number for each engine or model.</summary>
internal static class PriceOptions
{
    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="SettingsException">One of them is wrong.</exception>
    public static EnginePrices From(IConfiguration configuration) =>
        new([.. configuration.GetSection("Prices").GetChildren().Select(Read)]);

    private static EnginePrice Read(IConfigurationSection price) =>
        new(price["Engine"] ?? throw new SettingsException($"{price.Path}:Engine is missing; name the engine that the price is for, such as 'deepgram' or 'openai'."), price["Model"])
        {
            PerMinute = Amount(price, nameof(EnginePrice.PerMinute)),
            PerThousandCharacters = Amount(price, nameof(EnginePrice.PerThousandCharacters)),
            PerMillionInputTokens = Amount(price, nameof(EnginePrice.PerMillionInputTokens)),
            PerMillionOutputTokens = Amount(price, nameof(EnginePrice.PerMillionOutputTokens)),
        };

    private static decimal Amount(IConfigurationSection price, string name) => price[name] switch
    {
        null => 0,
        var text when decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal amount) => amount,
        var text => throw new SettingsException($"{price.Path}:{name} is '{text}'; it must be an amount, such as 0.0043."),
    };
}
