using System.Net;
using System.Net.Sockets;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Naming;
using Futwork.Tests.Realtime.Sip.Peers;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Naming;

/// <summary>Where a carrier's name leads, against dnsmasq, a name server that we did not write.</summary>
[Trait("peer", "dnsmasq")]
public sealed class SipLocatorTests
{
    private const string Hosts = "--host-record=a.carrier.test,192.0.2.1";
    private const string OtherHost = "--host-record=b.carrier.test,192.0.2.2";

    [Fact]
    public async Task Srv_says_port_and_order()
    {
        await using var dns = await DnsmasqPeer.StartAsync(
            Hosts, OtherHost, "--srv-host=_sip._udp.carrier.test,b.carrier.test,5072,20,0", "--srv-host=_sip._udp.carrier.test,a.carrier.test,5071,10,0");

        (await Locator(dns).FindAsync("carrier.test", 0, SipTransport.Udp)).ShouldBe([Place(SipTransport.Udp, "192.0.2.1", 5071), Place(SipTransport.Udp, "192.0.2.2", 5072)]);
    }

    [Fact]
    public async Task Naptr_chooses_the_transport_and_where_its_srv_stands()
    {
        await using var dns = await DnsmasqPeer.StartAsync(
            Hosts,
            OtherHost,
            "--naptr-record=carrier.test,20,50,s,SIP+D2U,,_sip._udp.carrier.test",
            "--naptr-record=carrier.test,10,50,s,SIPS+D2T,,_sips._tcp.edge.test",
            "--srv-host=_sips._tcp.edge.test,a.carrier.test,5061,1,1",
            "--srv-host=_sip._udp.carrier.test,b.carrier.test,5060,1,1");

        (await Locator(dns).FindAsync("carrier.test", 0, null)).ShouldBe([Place(SipTransport.Tls, "192.0.2.1", 5061), Place(SipTransport.Udp, "192.0.2.2", 5060)]);
    }

    [Fact]
    public async Task Without_naptr_every_transport_with_srv_is_tried()
    {
        await using var dns = await DnsmasqPeer.StartAsync(Hosts, "--srv-host=_sip._tcp.carrier.test,a.carrier.test,5080,1,1");

        (await Locator(dns).FindAsync("carrier.test", 0, null)).ShouldBe([Place(SipTransport.Tcp, "192.0.2.1", 5080)]);
    }

    [Fact]
    public async Task Named_port_and_plain_host_go_by_address_through_aliases()
    {
        await using var dns = await DnsmasqPeer.StartAsync(
            Hosts, "--host-record=carrier.test,192.0.2.9", "--cname=www.carrier.test,a.carrier.test", "--srv-host=_sip._udp.carrier.test,a.carrier.test,5071,1,1");
        var locator = Locator(dns);

        (await locator.FindAsync("carrier.test", 5099, null)).ShouldBe([Place(SipTransport.Udp, "192.0.2.9", 5099)]);
        (await locator.FindAsync("www.carrier.test", 0, SipTransport.Tls)).ShouldBe([Place(SipTransport.Tls, "192.0.2.1", 5061)]);
        dns.Asked("[SRV] _sip._udp.carrier.test").ShouldBe(0);
    }

    [Fact]
    public async Task Answer_that_does_not_fit_a_datagram_comes_over_tcp()
    {
        var many = Enumerable.Range(1, 40).Select(i => $"--srv-host=_sip._udp.carrier.test,gateway-with-a-long-name-{i}.carrier.test,{5000 + i},{i},1");
        await using var dns = await DnsmasqPeer.StartAsync([.. many, .. Enumerable.Range(1, 40).Select(i => $"--host-record=gateway-with-a-long-name-{i}.carrier.test,192.0.2.{i}")]);

        var places = await Locator(dns).FindAsync("carrier.test", 0, SipTransport.Udp);

        places.Select(p => p.EndPoint.Port).ShouldBe(Enumerable.Range(5001, 40));
    }

    [Fact]
    public async Task Answers_are_remembered_for_as_long_as_they_say()
    {
        var time = new Support.FakeTime();
        await using var dns = await DnsmasqPeer.StartAsync("--local-ttl=60", "--host-record=a.carrier.test,192.0.2.1,60");
        var locator = Locator(dns, time);

        await locator.FindAsync("a.carrier.test", 5060, null);
        time.Advance(TimeSpan.FromSeconds(59));
        await locator.FindAsync("a.carrier.test", 5060, null);
        await Eventually.IsAsync(() => dns.Asked("[A] a.carrier.test") == 1 ? "" : null);
        time.Advance(TimeSpan.FromSeconds(2));
        (await locator.FindAsync("a.carrier.test", 5060, null)).Count.ShouldBe(1);

        await Eventually.IsAsync(() => dns.Asked("[A] a.carrier.test") == 2 ? "" : null);
    }

    [Fact]
    public async Task Numeric_address_asks_nobody()
    {
        await using var dns = await DnsmasqPeer.StartAsync();
        var locator = Locator(dns);

        (await locator.FindAsync("192.0.2.7", 0, SipTransport.Tls)).ShouldBe([Place(SipTransport.Tls, "192.0.2.7", 5061)]);
        (await locator.FindAsync("2001:db8::1", 0, null)).ShouldBeEmpty();
        (await locator.FindAsync("nowhere.test", 0, null)).ShouldBeEmpty();
    }

    private static SipPlace Place(SipTransport transport, string address, int port) => new(transport, new IPEndPoint(IPAddress.Parse(address), port));

    private static SipLocator Locator(DnsmasqPeer dns, TimeProvider? time = null) =>
        new(new DnsClient(new ResolverSettings { Servers = [dns.EndPoint] }, time ?? TimeProvider.System), AddressFamily.InterNetwork, time ?? TimeProvider.System);
}
