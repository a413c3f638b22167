using System.Net;
using System.Text.Json;
using Futwork.Calls;
using Futwork.Hosting;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Naming;
using Futwork.Tests.Realtime.Rtp;
using Futwork.Tests.Realtime.Sip;
using Futwork.Tests.Realtime.Sip.Naming;
using Futwork.Tests.Support;
using Futwork.Trunks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Futwork.Tests.Calls;

/// <summary>How carriers name whom they call, and from where they do, at a node whose engines are scripted; the test plays the carrier.</summary>
public sealed class InboundCarrierTests(PostgresServer postgres) : PathTests(postgres)
{
    private const string Called = "+918035735856";
    private const string Other = "+918035735857";
    private const string User = "acme-42";
    private const string Neighbour = "5f0000000000000000000005";
    private const string Registered = $$"""{"host":"127.0.0.1","username":"{{User}}","password":"s3cret","register":true}""";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static int _ports = 15_000;

    /// <summary>A registrar's proxy calls the Contact that we have registered: the number that was dialled stands elsewhere.</summary>
    [Theory]
    [InlineData("sqlite", Called, "", Called)]
    [InlineData("postgres", Called, "", Called)]
    [InlineData("sqlite", Other, $"P-Called-Party-ID: <sip:{Called}@carrier.test;user=phone>\n", Called)]
    [InlineData("postgres", Other, $"P-Called-Party-ID: <tel:{Called}>\n", Called)]
    [InlineData("sqlite", Called, $"P-Called-Party-ID: <sip:{User}@carrier.test>\n", Called)]
    public async Task Over_a_registration_the_number_is_read_from_what_else_the_call_says(string engine, string to, string header, string number)
    {
        var node = await ArrangeAsync(engine, Registered);
        using var carrier = Carrier(node);

        var dialog = Invite(carrier, User, to, header);
        await carrier.ExpectPastAsync("SIP/2.0 100", "SIP/2.0 180");
        var answer = await carrier.ExpectAsync("SIP/2.0 200 ");
        dialog = dialog.Replace("\nCall-ID", $";tag={Bytes.Text(answer.ToTag)}\nCall-ID", StringComparison.Ordinal);
        carrier.Request("ACK", 1, dialog);
        carrier.Request("BYE", 2, dialog);
        await carrier.ExpectAsync("SIP/2.0 200 ");
        await node.IdleAsync();

        (await node.CallAsync()).ShouldNotBeNull().ToNumber.ShouldBe(number);
    }

    [Theory]
    [InlineData(Registered, "somebody", 404)]
    [InlineData(Registered, "", 404)]
    [InlineData($$"""{"host":"127.0.0.1","username":"{{User}}","password":"s3cret"}""", User, 404)]
    [InlineData($$"""{"host":"203.0.113.5","username":"{{User}}","password":"s3cret","register":true}""", User, 403)]
    public async Task To_tells_nothing_of_a_call_to_anybody_but_the_registered_user(string settings, string user, int status)
    {
        // The neighbour makes the carrier's address known, so that it is asked whom it calls.
        var node = await ArrangeAsync("sqlite", settings);
        await node.Seeds.TrunkAsync(id: Neighbour);
        await SetTrunkAsync(node, Neighbour, """{"host":"127.0.0.1"}""", "+918035700000");
        using var carrier = Carrier(node);

        Invite(carrier, user, Called);

        await carrier.ExpectPastAsync("SIP/2.0 100", $"SIP/2.0 {status}");
        (await node.CallAsync()).ShouldBeNull();
    }

    /// <summary>Carriers that are found by SRV call from the servers that it names; their domain leads to a web server, or nowhere.</summary>
    [Theory, MemberData(nameof(Engines))]
    public async Task A_carrier_that_is_found_by_srv_may_call_from_there(string engine)
    {
        await using var names = new NamePeer();
        names.Says("_sip._udp.carrier.test", DnsType.Srv, NameRecord.Srv("sbc.carrier.test", 5060));
        names.Says("sbc.carrier.test", DnsType.A, NameRecord.A("127.0.0.1"));
        names.Says("carrier.test", DnsType.A, NameRecord.A("203.0.113.1"));
        var node = await ArrangeAsync(engine, """{"host":"carrier.test"}""", names.EndPoint);
        await using var phone = await SipPhone.StartAsync();

        var leg = phone.Agent.Dial(SipPhone.To(node.Rig.Get<SipUserAgent>().LocalEndPoint.Port, Called));
        leg.Attach(new ScriptedAudio(440));

        (await leg.Answer.WaitAsync(Patience)).SipStatus.ShouldBe(200);
        await leg.HangUpAsync();
        await node.IdleAsync();
    }

    /// <summary>What was right where the trunk was saved may not be so on this node, which has no library for a codec, or is of another build.</summary>
    [Theory]
    [InlineData("""{"host":"127.0.0.1","codecs":["G729"]}""", 200)]
    [InlineData("""{"host":"127.0.0.1","nonsense":1,"mediaEncryption":"required"}""", 488)]
    public async Task Settings_that_are_wrong_here_keep_no_carrier_out_and_let_no_sound_through_in_clear(string settings, int status)
    {
        var node = await ArrangeAsync("sqlite", settings);
        await using var phone = await SipPhone.StartAsync();

        var leg = phone.Agent.Dial(SipPhone.To(node.Rig.Get<SipUserAgent>().LocalEndPoint.Port, Called));
        leg.Attach(new ScriptedAudio(440));

        (await leg.Answer.WaitAsync(Patience)).SipStatus.ShouldBe(status);
        await leg.HangUpAsync();
        await node.IdleAsync();
    }

    /// <summary>A node with one trunk that takes calls from its own host alone.</summary>
    private async Task<CallRig> ArrangeAsync(string engine, string settings, IPEndPoint? names = null)
    {
        var first = Interlocked.Add(ref _ports, 20);
        var carrier = new ScriptedCarrier();
        var rig = await RigAsync(
            engine,
            services =>
            {
                CallRig.Replace(carrier)(services);
                services.Replace(ServiceDescriptor.Singleton(new SipOptions { BindAddress = IPAddress.Loopback, DnsServers = names is null ? [] : [names] }));
            },
            "--Line:Address=127.0.0.1", $"--Line:FirstRtpPort={first}", $"--Line:LastRtpPort={first + 19}");
        var node = new CallRig(rig, new Seeds(rig), carrier);
        await node.Seeds.AllAsync();
        await SetTrunkAsync(node, Seeds.Trunk, settings, Called, Other);
        await rig.Get<InboundCalls>().StartAsync(CancellationToken.None);
        await rig.Get<SipUserAgent>().StartAsync(CancellationToken.None);
        return node;
    }

    private static Task SetTrunkAsync(CallRig node, string id, string settings, params string[] numbers) => node.Rig.Database.WriteAsync(async session =>
    {
        var trunk = (await Trunk.FindAsync(session, Seeds.Workspace, id))!;
        trunk.Settings = node.Rig.Get<SecretFields>().Seal(Seeds.Workspace, JsonElement.Parse(settings));
        trunk.Inbound = ApiJson.Write(new InboundSettings { Numbers = [.. numbers.Select(number => new InboundNumber(number, Seeds.Campaign))] });
        await trunk.UpdateAsync(session);
        await trunk.RouteNumbersAsync(session);
    });

    private static WirePeer Carrier(CallRig node) => new(node.Rig.Get<SipUserAgent>().LocalEndPoint.Port);

    /// <returns>The routing headers of the call.</returns>
    private static string Invite(WirePeer carrier, string user, string to, string headers = "")
    {
        var id = Guid.NewGuid();
        var dialog = $"From: <sip:+919812345678@carrier.test>;tag=far\nTo: <sip:{to}@carrier.test>\nCall-ID: {id}";
        var uri = user.Length == 0 ? "sip:127.0.0.1" : $"sip:{user}@127.0.0.1";
        var via = $"Via: SIP/2.0/UDP 127.0.0.1:{carrier.Port};branch=z9hG4bK{id:n};rport";
        carrier.SendRaw(WirePeer.Message($"INVITE {uri} SIP/2.0\n{via}\n{dialog}\nCSeq: 1 INVITE\nContact: <sip:far@127.0.0.1:{carrier.Port}>\nMax-Forwards: 70\n{headers}", WirePeer.Sdp));
        return dialog;
    }
}
