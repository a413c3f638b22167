namespace Futwork.Tests.Support;

public sealed class FakeTimeTests
{
    [Fact]
    public void Timers_fire_in_order_at_their_exact_moment()
    {
        var time = new FakeTime();
        var fired = new List<(string, int)>();
        using ITimer late = time.CreateTimer(_ => fired.Add(("late", Milliseconds(time))), null, TimeSpan.FromMilliseconds(50), Timeout.InfiniteTimeSpan);
        using ITimer early = time.CreateTimer(_ => fired.Add(("early", Milliseconds(time))), null, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20));

        time.Advance(60);

        fired.ShouldBe([("early", 20), ("early", 40), ("late", 50), ("early", 60)]);
        time.Elapsed.ShouldBe(TimeSpan.FromMilliseconds(60));
    }

    [Fact]
    public async Task A_delay_ends_when_its_time_has_come_and_not_before()
    {
        var time = new FakeTime();
        Task delay = Task.Delay(TimeSpan.FromMilliseconds(100), time, TestContext.Current.CancellationToken);

        time.Advance(99);
        delay.IsCompleted.ShouldBeFalse();
        time.Advance(1);
        await delay;

        time.ActiveTimers.ShouldBe(0);
    }

    [Fact]
    public void A_clock_that_is_moved_on_while_it_moves_does_not_go_back()
    {
        var time = new FakeTime();
        using ITimer timer = time.CreateTimer(_ => time.Advance(1000), null, TimeSpan.FromMilliseconds(10), Timeout.InfiniteTimeSpan);

        time.Advance(20);

        time.Elapsed.ShouldBe(TimeSpan.FromMilliseconds(1010));
    }

    private static int Milliseconds(FakeTime time) => (int)time.Elapsed.TotalMilliseconds;
}
