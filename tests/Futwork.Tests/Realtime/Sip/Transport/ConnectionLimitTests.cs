using System.Net;
using Futwork.Realtime.Sip.Transport;

namespace Futwork.Tests.Realtime.Sip.Transport;

public sealed class ConnectionLimitTests
{
    [Fact]
    public void Source_that_has_all_it_may_have_gets_one_when_one_ends()
    {
        var limit = new ConnectionLimit(3, 5);
        var source = IPAddress.Parse("192.0.2.1");
        for (var i = 0; i < 3; i++) limit.TryEnter(source, mayCall: false, () => false).ShouldBeTrue();

        limit.TryEnter(source, mayCall: true, () => true).ShouldBeFalse();
        limit.Leave(source);

        limit.TryEnter(source, mayCall: false, () => false).ShouldBeTrue();
    }

    [Fact]
    public void Newcomer_takes_the_place_of_an_idle_one_when_there_are_too_many()
    {
        var limit = Full(out var newcomer);

        limit.TryEnter(newcomer, mayCall: false, () => false).ShouldBeFalse();
        limit.TryEnter(newcomer, mayCall: false, () => true).ShouldBeTrue();
        limit.Leave(new IPAddress(1));
        limit.TryEnter(newcomer, mayCall: false, () => false).ShouldBeFalse();
        limit.Leave(new IPAddress(2));
        limit.TryEnter(newcomer, mayCall: false, () => false).ShouldBeTrue();
    }

    [Fact]
    public void A_quarter_is_kept_for_those_who_may_call()
    {
        var limit = Full(out var newcomer);

        limit.TryEnter(newcomer, mayCall: false, () => false).ShouldBeFalse();
        for (var i = 0; i < 2; i++) limit.TryEnter(newcomer, mayCall: true, () => false).ShouldBeTrue();
        limit.TryEnter(newcomer, mayCall: true, () => false).ShouldBeFalse();
    }

    /// <summary>Eight in all, of which strangers have what they may have.</summary>
    private static ConnectionLimit Full(out IPAddress newcomer)
    {
        var limit = new ConnectionLimit(3, 8);
        for (var i = 0; i < 6; i++) limit.TryEnter(new IPAddress(i + 1), mayCall: false, () => false).ShouldBeTrue();
        newcomer = IPAddress.Parse("192.0.2.1");
        return limit;
    }
}
