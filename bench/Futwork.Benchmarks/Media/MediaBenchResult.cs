using Futwork.Realtime.Rtp;

namespace Futwork.Benchmarks.Media;

/// <summary>One row of the media table.</summary>
/// <param name="Calls">Calls at once, sound both ways.</param>
/// <param name="ProcessorMicroseconds">Processor time for one call for one second, the peer's thread not counted; 10,000 is 1 % of a core.</param>
/// <param name="BytesPerPacket">Managed bytes allocated for each packet sent or received.</param>
/// <param name="JitterP50">Median of |gap between two packets of a call - 20 ms| as the receiving kernel timed them, in milliseconds.</param>
/// <param name="JitterP99">99th percentile of the same.</param>
/// <param name="JitterP999">99.9th percentile.</param>
/// <param name="JitterMax">Greatest.</param>
/// <param name="PacketsPerSecond">Sent for each call; 50 is right.</param>
/// <param name="Lost">Packets that did not arrive, both ways.</param>
/// <param name="Clock">What the engine's clock says of itself, warm-up included.</param>
internal sealed record MediaBenchResult(
    int Calls,
    double ProcessorMicroseconds,
    double BytesPerPacket,
    double JitterP50,
    double JitterP99,
    double JitterP999,
    double JitterMax,
    double PacketsPerSecond,
    long Lost,
    MediaClockStatistics Clock)
{
    public override string ToString() =>
        $"{Calls} calls: {ProcessorMicroseconds:0} µs per call and second, jitter p50 {JitterP50:0.00} p99 {JitterP99:0.00} p99.9 {JitterP999:0.00} "
        + $"max {JitterMax:0.00} ms, {BytesPerPacket:0.000} B per packet, {PacketsPerSecond:0.00} packets/s, {Lost} lost; clock {Clock.SchedulingClass}, "
        + $"late p99 {Clock.LateP99Milliseconds:0.00} ms, duty {Clock.Duty:0.00}";
}
