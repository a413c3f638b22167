using Futwork.Realtime.Rtp;
using Futwork.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Tests.Realtime.Rtp;

public sealed class ClockLoadTests
{
    private const long Slot = 2_000_000;

    [Theory]
    [InlineData(0.7, false)]
    [InlineData(0.9, true)]
    public void A_clock_that_works_for_more_than_four_fifths_of_the_time_is_too_busy_until_it_is_idle(double duty, bool isTooBusy)
    {
        var load = new ClockLoad(new FakeTime(), NullLogger.Instance);

        for (var slot = 0L; slot <= 500; slot++) load.Record(lateness: 0, (long)(duty * Slot), slot * Slot, streams: 1);

        load.IsTooBusy.ShouldBe(isTooBusy);
        load.Idle();
        load.IsTooBusy.ShouldBeFalse();
    }
}
