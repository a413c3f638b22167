using Futwork.Realtime.Rtp;

namespace Futwork.Tests.Realtime.Rtp;

public sealed class InterarrivalJitterTests
{
    private const long Period = 20_000_000;
    private readonly InterarrivalJitter _jitter = new();

    [Fact]
    public void Packets_that_are_5_ms_late_by_turns_have_5_ms_of_jitter()
    {
        for (var i = 1; i <= 200; i++) _jitter.Observe((i * Period) + (i % 2 * 5_000_000), (uint)(i * 160));

        _jitter.Milliseconds.ShouldBe(5, 0.1);
    }

    [Theory]
    [InlineData(0x9000_0000u)]
    [InlineData(100_000u)]
    public void Timestamps_that_start_anew_are_none(uint anew)
    {
        for (var i = 1; i <= 50; i++) _jitter.Observe(i * Period, (uint)(i * 160));
        for (var i = 51; i <= 100; i++) _jitter.Observe(i * Period, anew + (uint)(i * 160));

        _jitter.Milliseconds.ShouldBe(0, 0.001);
    }
}
