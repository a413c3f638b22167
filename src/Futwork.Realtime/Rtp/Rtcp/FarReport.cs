namespace Futwork.Realtime.Rtp.Rtcp;

/// <summary>What the far end last reported of what we send.</summary>
/// <param name="Lost">Packets lost on the way to it so far.</param>
/// <param name="LossFraction">The same as a share of those that should have come, 0 to 1.</param>
/// <param name="JitterMilliseconds">Its interarrival jitter.</param>
internal sealed record FarReport(long Lost, double LossFraction, double JitterMilliseconds);
