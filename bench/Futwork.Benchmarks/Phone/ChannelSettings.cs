namespace Futwork.Benchmarks.Phone;

/// <summary>
/// What a call's sound goes through on its way to the agent. The constants are those of τ-voice (sierra-research/tau2-bench,
/// src/tau2/voice_config.py).
/// </summary>
internal sealed record ChannelSettings
{
    /// <summary>The level of speech that signal-to-noise ratios refer to, as the root mean square of 16-bit samples.</summary>
    public const double SpeechRms = 3000;

    /// <summary>Lower edge of the telephone band, in Hz.</summary>
    public double LowHertz { get; init; } = 300;

    /// <summary>Upper edge of the telephone band, in Hz.</summary>
    public double HighHertz { get; init; } = 3400;

    /// <summary>Speech over background noise, in dB; null is a silent room.</summary>
    public double? NoiseDecibels { get; init; } = 15;

    /// <summary>How far that ratio drifts both ways, in dB.</summary>
    public double NoiseDriftDecibels { get; init; } = 3;

    /// <summary>Sudden noises (a horn, a bark, a ring) per minute.</summary>
    public double BurstsPerMinute { get; init; } = 1;

    /// <summary>Speech over a sudden noise, in dB: from.</summary>
    public double BurstLowDecibels { get; init; } = -5;

    /// <summary>Speech over a sudden noise, in dB: to.</summary>
    public double BurstHighDecibels { get; init; } = 10;

    /// <summary>Share of the packets that are lost.</summary>
    public double LossRate { get; init; } = 0.01;

    /// <summary>How long a run of lost packets lasts on average, in ms.</summary>
    public double LossBurstMilliseconds { get; init; } = 100;

    /// <summary>Nothing but band and µ-law.</summary>
    public static ChannelSettings Clean { get; } = new() { NoiseDecibels = null, BurstsPerMinute = 0, LossRate = 0 };
}
