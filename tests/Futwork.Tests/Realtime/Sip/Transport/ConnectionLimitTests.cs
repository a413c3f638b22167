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
        for (var i = 0; i < 3; i++) limit.TryEnter(source, () => false).ShouldBeTrue();

        limit.TryEnter(source, () => true).ShouldBeFalse();
        limit.Leave(source);

        limit.TryEnter(source, () => false).ShouldBeTrue();
    }

    [Fact]
    public void Newcomer_takes_the_place_of_an_idle_one_when_there_are_too_many()
    {
        var limit = new ConnectionLimit(3, 5);
        for (var i = 0; i < 5; i++) limit.TryEnter(new IPAddress(i + 1), () => false).ShouldBeTrue();
        var newcomer = IPAddress.Parse("192.0.2.1");

        limit.TryEnter(newcomer, () => false).ShouldBeFalse();
        limit.TryEnter(newcomer, () => true).ShouldBeTrue();
        limit.Leave(new IPAddress(1));
        limit.TryEnter(newcomer, () => false).ShouldBeFalse();
        limit.Leave(new IPAddress(2));
        limit.TryEnter(newcomer, () => false).ShouldBeTrue();
    }
}
