using Futwork.Realtime.Rtp;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Rtp;

public sealed class PortPoolTests
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);
    private readonly FakeTime _time = new();

    [Fact]
    public void A_port_rests_before_it_is_used_again()
    {
        var pool = new PortPool(20001, 20005, Rest, _time);
        pool.TryTake(out var first).ShouldBeTrue();
        pool.TryTake(out _).ShouldBeTrue();
        first.ShouldBe(20002);
        pool.TryTake(out _).ShouldBeFalse();

        pool.Return(first);
        _time.Advance(Rest - TimeSpan.FromMilliseconds(1));
        pool.TryTake(out _).ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(1));

        pool.TryTake(out var again).ShouldBeTrue();
        again.ShouldBe(first);
    }

    [Fact]
    public void A_port_that_has_rested_elsewhere_may_be_used_at_once()
    {
        var pool = new PortPool(20000, 20001, Rest, _time);
        pool.TryTake(out var only);

        pool.Return(only, hasRested: true);

        pool.TryTake(out _).ShouldBeTrue();
    }

    [Fact]
    public void Ports_never_used_come_before_those_that_have_rested()
    {
        var pool = new PortPool(20000, 20005, Rest, _time);
        pool.TryTake(out var first);
        pool.Return(first);
        _time.Advance(TimeSpan.FromMinutes(1));

        pool.TryTake(out var next).ShouldBeTrue();
        next.ShouldBe(20002);
    }
}
