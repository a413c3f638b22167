using Futwork.Realtime.Rtp;

namespace Futwork.Tests.Realtime.Rtp;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Percentiles_are_right_within_seven_percent()
    {
        var histogram = new LatencyHistogram();
        for (var i = 1; i <= 100_000; i++) histogram.Record(i * 100L);

        histogram.Count.ShouldBe(100_000);
        histogram.Max.ShouldBe(10_000_000);
        foreach (var share in new[] { 0.01, 0.5, 0.9, 0.99, 0.999 })
            ((double)histogram.Percentile(share)).ShouldBe(share * 10_000_000, share * 700_000);
        histogram.Percentile(1).ShouldBe(10_000_000);
    }

    [Fact]
    public void Nothing_recorded_is_zero_and_extremes_have_their_place()
    {
        var histogram = new LatencyHistogram();
        histogram.Percentile(0.5).ShouldBe(0);

        histogram.Record(-5);
        histogram.Record(long.MaxValue);

        histogram.Percentile(0.5).ShouldBe(0);
        histogram.Percentile(1).ShouldBe(long.MaxValue);
    }
}
