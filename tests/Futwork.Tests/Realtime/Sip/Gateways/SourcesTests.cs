using System.Net;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Naming;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Realtime.Sip.Naming;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Gateways;

/// <summary>From where a carrier may call us, with name server and registrar played by the test on a fake clock.</summary>
public sealed class SourcesTests : IAsyncDisposable
{
    private const string Carrier = "carrier.test";
    private readonly FakeTime _time = new();
    private readonly NamePeer _names = new();

    public ValueTask DisposeAsync() => _names.DisposeAsync();

    [Fact]
    public async Task Every_place_of_every_gateway_counts_and_so_does_the_name_itself()
    {
        await using var phone = await StartAsync();
        _names.Says("_sip._udp.carrier.test", DnsType.Srv, NameRecord.Srv("a.carrier.test", 5071), NameRecord.Srv("b.carrier.test", 5072));
        _names.Says("a.carrier.test", DnsType.A, NameRecord.A("192.0.2.1"));
        _names.Says("b.carrier.test", DnsType.A, NameRecord.A("192.0.2.2"), NameRecord.A("192.0.2.3"));
        _names.Says(Carrier, DnsType.A, NameRecord.A("192.0.2.9"));

        var sources = await phone.Agent.SourcesAsync(new SipLineSetup { Gateways = [new SipGateway { Host = Carrier }, new SipGateway { Host = "198.51.100.7" }] });

        sources.Select(source => source.ToString()).ShouldBe(["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.9", "198.51.100.7"], ignoreOrder: true);
    }

    [Fact]
    public async Task The_registrar_that_knows_where_we_are_counts_although_the_name_leads_elsewhere_by_now()
    {
        await using var phone = await StartAsync();
        using var registrar = new WirePeer();
        _names.Says(Carrier, DnsType.A, NameRecord.A("127.0.0.1"));
        var setup = new SipLineSetup
        {
            Gateways = [new SipGateway { Host = Carrier, Port = registrar.Port, Transport = SipTransport.Udp }],
            User = "desk",
            Register = TimeSpan.FromHours(1),
        };
        var line = phone.Agent.Keep(setup);
        registrar.Respond(await registrar.ExpectAsync("REGISTER "), 200, headers: "Expires: 3600");
        await Eventually.IsAsync(() => phone.Agent.Health(setup).Registration is { State: RegistrationState.Registered } now ? now : null);

        _names.Says(Carrier, DnsType.A, NameRecord.A("192.0.2.9"));
        _time.Advance(TimeSpan.FromSeconds(NameRecord.Seconds + 1));

        (await phone.Agent.SourcesAsync(setup)).ShouldBe([IPAddress.Parse("192.0.2.9"), IPAddress.Loopback]);
        var ending = line.DisposeAsync();
        registrar.Respond(await registrar.ExpectAsync("REGISTER "), 200, headers: "Expires: 0");
        await ending;
        (await phone.Agent.SourcesAsync(setup)).ShouldBe([IPAddress.Parse("192.0.2.9")]);
    }

    /// <summary>One that waits for a newer answer however slow the machine is.</summary>
    private Task<SipPhone> StartAsync()
    {
        var resolver = new ResolverSettings { Servers = [_names.EndPoint], PatienceForNewer = TimeSpan.FromSeconds(30) };
        return SipPhone.StartAsync(time: _time, sip: new SipOptions { Resolver = resolver });
    }
}
