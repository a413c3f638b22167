using Futwork.Realtime.Sip.Transactions;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Transactions;

public sealed class TimerQueueTests
{
    [Fact]
    public void Wakes_come_in_order_and_never_for_what_was_cancelled()
    {
        var time = new FakeTime();
        TimerQueue queue = null!;
        using var owned = queue = new TimerQueue(time, () => queue.RunDue());
        List<int> woken = [];
        var random = new Random(7);
        var items = Enumerable.Range(0, 500).Select(i => new Item(() => woken.Add(i))).ToArray();
        var due = items.Select(_ => random.Next(1, 5000)).ToArray();

        for (var i = 0; i < items.Length; i++) queue.Set(items[i], TimeSpan.FromMilliseconds(random.Next(1, 9000)));
        for (var i = 0; i < items.Length; i++) queue.Set(items[i], TimeSpan.FromMilliseconds(due[i]));
        for (var i = 0; i < items.Length; i += 3) queue.Cancel(items[i]);
        time.Advance(5000);

        woken.Count.ShouldBe(items.Length - 167);
        woken.Select(i => due[i]).ShouldBeInOrder();
        woken.ShouldAllBe(i => i % 3 != 0);
        queue.Count.ShouldBe(0);
    }

    [Fact]
    public void Wait_longer_than_a_timer_can_take_is_no_fault()
    {
        using var queue = new TimerQueue(TimeProvider.System, static () => { });

        queue.Set(new Item(static () => { }), TimeSpan.FromSeconds(uint.MaxValue));

        queue.Count.ShouldBe(1);
    }

    [Fact]
    public void Something_due_may_set_itself_again()
    {
        var time = new FakeTime();
        TimerQueue queue = null!;
        using var owned = queue = new TimerQueue(time, () => queue.RunDue());
        List<int> at = [];
        Item item = null!;
        item = new Item(() =>
        {
            at.Add((int)time.Elapsed.TotalMilliseconds);
            queue.Set(item, queue.Now + TimeSpan.FromMilliseconds(100));
        });

        queue.Set(item, TimeSpan.FromMilliseconds(50));
        time.Advance(300);

        at.ShouldBe([50, 150, 250]);
    }

    [Fact]
    public void What_throws_keeps_nobody_from_their_turn_where_somebody_hears_of_it()
    {
        var time = new FakeTime();
        TimerQueue queue = null!;
        List<string> heard = [];
        using var owned = queue = new TimerQueue(time, () => queue.RunDue(), fault => heard.Add(fault.Message));
        queue.Set(new Item(() => throw new InvalidOperationException("broken")), TimeSpan.FromMilliseconds(10));
        queue.Set(new Item(() => heard.Add("woken")), TimeSpan.FromMilliseconds(20));

        time.Advance(30);

        heard.ShouldBe(["broken", "woken"]);
    }

    private sealed class Item(Action wake) : Timed
    {
        internal override void OnDue() => wake();
    }
}
