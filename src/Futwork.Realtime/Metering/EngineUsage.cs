namespace Futwork.Realtime.Metering;

/// <summary>What one engine, or the line, did for one call. Only what its kind counts is set.</summary>
/// <param name="Kind"><see cref="SpeechToText"/>, <see cref="TextToSpeech"/>, <see cref="LanguageModel"/> or <see cref="Line"/>.</param>
/// <param name="Engine">The registered engine, the model's provider, or the trunk's.</param>
/// <param name="Model">The vendor's model, where it has several.</param>
public sealed record EngineUsage(string Kind, string Engine, string? Model)
{
    /// <summary>The ears.</summary>
    public const string SpeechToText = "speech-to-text";

    /// <summary>The mouth.</summary>
    public const string TextToSpeech = "text-to-speech";

    /// <summary>The mind.</summary>
    public const string LanguageModel = "model";

    /// <summary>The carrier, where a price is set for its minutes.</summary>
    public const string Line = "line";

    /// <summary>How often it was asked: ears opened, texts spoken, replies thought of.</summary>
    public int Requests { get; init; }

    /// <summary>Of these, how many failed or were late.</summary>
    public int Failures { get; init; }

    /// <summary>Sound heard or made, in seconds.</summary>
    public double? AudioSeconds { get; init; }

    /// <summary>Characters of text that were spoken.</summary>
    public long? Characters { get; init; }

    /// <summary>Tokens shown to a model, as it counts them.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Tokens a model wrote, as it counts them.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>What it cost, in the currency of the configured prices; null where no price is configured.</summary>
    public decimal? Cost { get; init; }

    /// <summary>What engines did in all, each of them once.</summary>
    public static IReadOnlyList<EngineUsage> Sum(IEnumerable<EngineUsage> uses) =>
        [.. uses.GroupBy(use => (use.Kind, use.Engine, use.Model)).Select(group => group.Aggregate(Add))];

    private static EngineUsage Add(EngineUsage one, EngineUsage other) => one with
    {
        Requests = one.Requests + other.Requests,
        Failures = one.Failures + other.Failures,
        AudioSeconds = one.AudioSeconds + other.AudioSeconds,
        Characters = one.Characters + other.Characters,
        InputTokens = one.InputTokens + other.InputTokens,
        OutputTokens = one.OutputTokens + other.OutputTokens,
        Cost = one.Cost is null ? other.Cost : one.Cost + (other.Cost ?? 0),
    };
}
