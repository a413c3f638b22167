using Futwork.Realtime.Sip.Naming;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Naming;

public sealed class DnsOutageTests
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(10);
    private readonly FakeTime _time = new();
    private readonly DnsOutage _outage;

    public DnsOutageTests() => _outage = new DnsOutage(_time);

    [Fact]
    public void Two_hosts_of_which_nobody_says_anything_mean_that_no_server_is_there_until_one_answers()
    {
        Silent("carrier.test");
        _outage.IsOn.ShouldBeFalse();

        Silent("_sip._udp.other.test");

        _outage.IsOn.ShouldBeTrue();
        _outage.Answered();
        _outage.IsOn.ShouldBeFalse();
        Silent("third.test");
        _outage.IsOn.ShouldBeFalse();
    }

    [Fact]
    public void One_host_counts_once_whatever_it_is_asked_for()
    {
        Silent("carrier.test");
        Silent("_sip._udp.carrier.test");
        Silent("_sips._tcp.Carrier.test");
        Silent("carrier.test");

        _outage.IsOn.ShouldBeFalse();
    }

    [Fact]
    public void Silence_shows_nothing_where_a_server_has_answered_meanwhile()
    {
        var before = _outage.Answers;
        _outage.Answered();

        _outage.Silent("carrier.test", before);
        _outage.Silent("other.test", before);

        _outage.IsOn.ShouldBeFalse();
    }

    [Fact]
    public void Outage_stays_fresh_while_the_same_host_is_asked_for_again()
    {
        Silent("carrier.test");
        Silent("other.test");
        _outage.IsFresh(Within).ShouldBeTrue();
        _time.Advance(Within);
        _outage.IsFresh(Within).ShouldBeFalse();

        Silent("other.test");

        _outage.IsFresh(Within).ShouldBeTrue();
    }

    private void Silent(string name) => _outage.Silent(name, _outage.Answers);
}
