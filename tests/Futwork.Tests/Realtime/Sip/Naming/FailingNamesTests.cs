using System.Net;
using System.Net.Sockets;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Naming;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Naming;

/// <summary>Where a carrier's name leads while name servers fail, which the test plays, on a fake clock.</summary>
public sealed class FailingNamesTests : IAsyncDisposable
{
    private const string Carrier = "carrier.test";
    private const string OverUdp = "_sip._udp.carrier.test";
    private const string OverTls = "_sips._tcp.carrier.test";
    private const string Target = "a.carrier.test";

    /// <summary>However slow the machine is: the network keeps real time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly FakeTime _time = new();
    private readonly NamePeer _names = new();

    public ValueTask DisposeAsync() => _names.DisposeAsync();

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public async Task A_name_that_fails_is_no_reason_to_doubt_others(int code)
    {
        var locator = Locator();
        _names.Fails("_sip._udp.broken.test", DnsType.Srv, code);
        SaysSrv(5071);

        (await locator.FindAsync("broken.test", 0, SipTransport.Udp)).ShouldBeEmpty();

        (await locator.FindAsync(Carrier, 0, SipTransport.Udp)).ShouldBe([Place(SipTransport.Udp, 5071)]);
    }

    /// <summary>Whatever such a domain is asked for at the same time or in turn, that is one silence; the network keeps real time.</summary>
    [Fact]
    public async Task A_domain_whose_servers_are_silent_is_no_reason_to_doubt_others()
    {
        var dns = Client(new ResolverSettings { Timeout = TimeSpan.FromSeconds(2), Attempts = 1 });
        _names.Fails("silent.test", DnsType.Naptr, code: null);
        _names.Fails("_sip._udp.silent.test", DnsType.Srv, code: null);
        SaysSrv(5071);

        var silent = await Task.WhenAll(dns.AskAsync("silent.test", DnsType.Naptr), dns.AskAsync("_sip._udp.silent.test", DnsType.Srv));

        silent.ShouldAllBe(answer => answer == null);
        (await dns.AskAsync(OverUdp, DnsType.Srv)).ShouldNotBeNull().Records.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public async Task A_naptr_that_fails_goes_on_to_srv(int code)
    {
        _names.Fails(Carrier, DnsType.Naptr, code);
        SaysSrv(5071);

        (await Locator().FindAsync(Carrier, 0, null)).ShouldBe([Place(SipTransport.Udp, 5071)]);
    }

    /// <summary>Some domains have servers that say nothing when they are asked for a type that they do not know; the network keeps real time.</summary>
    [Fact]
    public async Task A_naptr_that_nobody_answers_goes_on_to_srv()
    {
        _names.Fails(Carrier, DnsType.Naptr, code: null);
        SaysSrv(5071);

        (await Locator(new ResolverSettings { Timeout = TimeSpan.FromSeconds(2), Attempts = 1 }).FindAsync(Carrier, 0, null)).ShouldBe([Place(SipTransport.Udp, 5071)]);
    }

    [Fact]
    public async Task Srv_that_fails_leads_nowhere_rather_than_to_the_usual_port()
    {
        _names.Fails(OverUdp, DnsType.Srv);
        _names.Says(Carrier, DnsType.A, NameRecord.A("192.0.2.1"));

        (await Locator().FindAsync(Carrier, 0, SipTransport.Udp)).ShouldBeEmpty();

        _names.Asked(Carrier, DnsType.A).ShouldBe(0);
    }

    [Fact]
    public async Task Carrier_that_wants_tls_alone_is_not_called_over_udp_while_its_srv_fails()
    {
        _names.Says(Carrier, DnsType.Naptr, NameRecord.Naptr("SIPS+D2T", OverTls));
        _names.Fails(OverTls, DnsType.Srv);
        _names.Says(Carrier, DnsType.A, NameRecord.A("192.0.2.1"));

        (await Locator().FindAsync(Carrier, 0, null)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_srv_addresses_lead_there_by_the_transport_that_naptr_has_chosen()
    {
        _names.Says(Carrier, DnsType.A, NameRecord.A("192.0.2.1"));
        (await Locator().FindAsync(Carrier, 0, null)).ShouldBe([Place(SipTransport.Udp, 5060)]);

        _names.Says(Carrier, DnsType.Naptr, NameRecord.Naptr("SIPS+D2T", OverTls));

        (await Locator().FindAsync(Carrier, 0, null)).ShouldBe([Place(SipTransport.Tls, 5061)]);
    }

    [Fact]
    public async Task A_transport_whose_srv_fails_leaves_the_others()
    {
        _names.Fails(OverUdp, DnsType.Srv);
        _names.Says(OverTls, DnsType.Srv, NameRecord.Srv(Target, 5071));
        _names.Says(Target, DnsType.A, NameRecord.A("192.0.2.1"));

        (await Locator().FindAsync(Carrier, 0, null)).ShouldBe([Place(SipTransport.Tls, 5071)]);
    }

    [Fact]
    public async Task Expired_answers_serve_for_a_day_where_nobody_gives_newer_ones()
    {
        var locator = Locator();
        SaysSrv(5071);
        await locator.FindAsync(Carrier, 0, SipTransport.Udp);
        _names.Fails(OverUdp, DnsType.Srv);
        _names.Fails(Target, DnsType.A);

        _time.Advance(TimeSpan.FromSeconds(NameRecord.Seconds + 1));
        (await locator.FindAsync(Carrier, 0, SipTransport.Udp)).ShouldBe([Place(SipTransport.Udp, 5071)]);
        _names.Asked(OverUdp, DnsType.Srv).ShouldBe(3, "a server is asked twice before it counts as failing");
        _time.Advance(TimeSpan.FromHours(23.9));
        (await locator.FindAsync(Carrier, 0, SipTransport.Udp)).ShouldBe([Place(SipTransport.Udp, 5071)]);

        _time.Advance(TimeSpan.FromHours(0.1));
        (await locator.FindAsync(Carrier, 0, SipTransport.Udp)).ShouldBeEmpty();
        SaysSrv(5072);
        _time.Advance(TimeSpan.FromSeconds(10));
        (await locator.FindAsync(Carrier, 0, SipTransport.Udp)).ShouldBe([Place(SipTransport.Udp, 5072)]);
    }

    /// <summary>A carrier has moved while nobody can tell its SRV anew.</summary>
    [Fact]
    public async Task Addresses_that_an_old_answer_has_brought_along_serve_only_where_nobody_gives_newer_ones()
    {
        var locator = Locator();
        _names.Says(OverUdp, DnsType.Srv, NameRecord.Srv(Target, 5071), NameRecord.A("192.0.2.7", Target));
        (await locator.FindAsync(Carrier, 0, SipTransport.Udp)).ShouldBe([Place(SipTransport.Udp, 5071, "192.0.2.7")]);
        _names.Fails(OverUdp, DnsType.Srv);
        _names.Fails(Target, DnsType.A);
        _time.Advance(TimeSpan.FromSeconds(NameRecord.Seconds + 1));
        (await locator.FindAsync(Carrier, 0, SipTransport.Udp)).ShouldBe([Place(SipTransport.Udp, 5071, "192.0.2.7")]);

        _names.Says(Target, DnsType.A, NameRecord.A("192.0.2.1"));
        _time.Advance(TimeSpan.FromSeconds(10));

        (await locator.FindAsync(Carrier, 0, SipTransport.Udp)).ShouldBe([Place(SipTransport.Udp, 5071)]);
    }

    [Fact]
    public async Task While_no_server_is_there_what_is_known_serves_and_what_is_not_waits_for_none()
    {
        var locator = Locator();
        SaysSrv(5071);
        await locator.FindAsync(Carrier, 0, SipTransport.Udp);
        _time.Advance(TimeSpan.FromSeconds(NameRecord.Seconds + 1));

        await _names.DisposeAsync();

        for (var call = 0; call < 3; call++)
        {
            (await locator.FindAsync(Carrier, 0, SipTransport.Udp)).ShouldBe([Place(SipTransport.Udp, 5071)]);
            (await locator.FindAsync("other.test", 0, SipTransport.Udp)).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_search_domain_that_fails_tells_nothing_of_the_name_itself()
    {
        var settings = new ResolverSettings { Search = ["corp.test"], Dots = 9 };
        _names.Fails($"{OverUdp}.corp.test", DnsType.Srv);
        SaysSrv(5071);
        (await Locator(settings).FindAsync(Carrier, 0, SipTransport.Udp)).ShouldBe([Place(SipTransport.Udp, 5071)]);

        _names.Says($"{OverUdp}.corp.test", DnsType.Srv);
        _names.Fails(OverUdp, DnsType.Srv);
        _names.Says(Carrier, DnsType.A, NameRecord.A("192.0.2.1"));

        (await Locator(settings).FindAsync(Carrier, 0, SipTransport.Udp)).ShouldBeEmpty();
    }

    private void SaysSrv(int port)
    {
        _names.Says(OverUdp, DnsType.Srv, NameRecord.Srv(Target, port));
        _names.Says(Target, DnsType.A, NameRecord.A("192.0.2.1"));
    }

    private static SipPlace Place(SipTransport transport, int port, string address = "192.0.2.1") => new(transport, new IPEndPoint(IPAddress.Parse(address), port));

    /// <summary>One that knows nothing yet.</summary>
    private SipLocator Locator(ResolverSettings? settings = null) => new(Client(settings), AddressFamily.InterNetwork, _time);

    private DnsClient Client(ResolverSettings? settings) =>
        new((settings ?? new ResolverSettings()) with { Servers = [_names.EndPoint], PatienceForNewer = Patience }, _time);
}
