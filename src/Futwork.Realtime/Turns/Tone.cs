namespace Futwork.Realtime.Turns;

/// <summary>A stretch of sound that was one steady sine and nothing else.</summary>
/// <param name="Hertz">Its frequency.</param>
/// <param name="Start">When it began, since the answer.</param>
/// <param name="End">When it ended, since the answer.</param>
internal sealed record Tone(double Hertz, TimeSpan Start, TimeSpan End)
{
    /// <summary>How long it lasted.</summary>
    public TimeSpan Duration => End - Start;
}
