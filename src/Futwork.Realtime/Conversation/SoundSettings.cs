namespace Futwork.Realtime.Conversation;

/// <summary>What is heard besides voices.</summary>
public sealed record SoundSettings
{
    /// <summary>A soft background during the whole call: <c>none</c>, <c>room</c>, <c>office</c> or <c>street</c>.</summary>
    public string Ambient { get; init; } = "none";

    /// <summary>How loud the background is, 0 to 1; 1 is as loud as a quiet voice (-26 dB).</summary>
    public double Level { get; init; } = 0.3;

    /// <summary>What is heard while a tool runs and nobody speaks: <c>notes</c> (two soft notes) or <c>none</c>.</summary>
    public string Hold { get; init; } = "notes";

    /// <summary>How long the line may be silent while a tool runs before the agent says something, in milliseconds.</summary>
    public int FillerMilliseconds { get; init; } = 700;
}
