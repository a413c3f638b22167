using System.Net;
using System.Text.Json;
using Futwork.Calls;
using Futwork.Hosting;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Naming;
using Futwork.Tests.Realtime.Sip.Naming;
using Futwork.Tests.Support;
using Futwork.Trunks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Futwork.Tests.Trunks;

/// <summary>Who is known as a carrier while names are slow, with a name server that the test plays.</summary>
public sealed class KnownCallersTests(PostgresServer postgres) : PathTests(postgres)
{
    private const string Number = "+918035735856";
    private const string Slow = "slow.test";
    private const string Neighbour = "5f0000000000000000000005";
    private static readonly IPAddress Carrier = IPAddress.Parse("203.0.113.7");
    private static readonly IPAddress Other = IPAddress.Parse("203.0.113.8");
    private static readonly IPAddress Stranger = IPAddress.Parse("198.51.100.1");
    private readonly NamePeer _names = new();

    private static InboundNumber Answered => new(Number, Seeds.Campaign);

    /// <summary>The first who calls, or connects, after a start waits for nothing: the trunks are read by then.</summary>
    [Theory, MemberData(nameof(Engines))]
    public async Task Trunks_are_read_before_anybody_calls(string engine)
    {
        var rig = await ArrangeAsync(engine, ($$"""{"host":"{{Carrier}}"}""", new InboundSettings { Numbers = [Answered] }));
        var known = rig.Get<KnownCallers>();

        await rig.Get<InboundCalls>().StartAsync(CancellationToken.None);

        await Eventually.IsAsync(() => known.Reads == 1 ? "" : null);
        (await known.IsKnownAsync(Carrier, CancellationToken.None)).ShouldBeTrue();
        known.Knows(Stranger).ShouldBe(false);
        known.Reads.ShouldBe(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_name_that_nobody_answers_for_keeps_the_carriers_of_other_trunks_waiting_for_a_moment_only(string engine)
    {
        _names.Fails(Slow, DnsType.Naptr, code: null);
        var rig = await ArrangeAsync(
            engine, ($$"""{"host":"{{Carrier}}"}""", new InboundSettings { Numbers = [Answered] }), ($$"""{"host":"{{Slow}}"}""", new InboundSettings { Numbers = [Answered] }));
        var known = rig.Get<KnownCallers>();

        var asked = await AskAsync(rig, Carrier);
        rig.Time.Advance(KnownCallers.LongestLookUp);

        (await asked.WaitAsync(Eventually.Patience)).ShouldBeTrue();
        (await known.IsKnownAsync(Stranger, CancellationToken.None)).ShouldBeFalse();
        known.Reads.ShouldBe(1, "what took long to read is as fresh as anything else");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_trunk_that_is_changed_while_they_are_read_is_not_missed(string engine)
    {
        _names.Fails(Slow, DnsType.Naptr, code: null);
        var rig = await ArrangeAsync(engine, ($$"""{"host":"{{Slow}}"}""", new InboundSettings { Numbers = [Answered] }));
        var known = rig.Get<KnownCallers>();
        var first = await AskAsync(rig, Stranger);

        known.Forget();

        rig.Time.Advance(KnownCallers.LongestLookUp);
        (await first.WaitAsync(Eventually.Patience)).ShouldBeFalse();
        (await InTimeAsync(rig, known.IsKnownAsync(Stranger, CancellationToken.None))).ShouldBeFalse();
        known.Reads.ShouldBe(2);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_trunk_whose_name_is_slow_takes_calls_from_where_it_was(string engine)
    {
        _names.Says(Slow, DnsType.A, NameRecord.A(Carrier.ToString()));
        var rig = await ArrangeAsync(engine, ($$"""{"host":"{{Slow}}"}""", new InboundSettings { Numbers = [Answered] }));
        var known = rig.Get<KnownCallers>();
        (await known.IsKnownAsync(Carrier, CancellationToken.None)).ShouldBeTrue();
        foreach (var type in (DnsType[])[DnsType.Naptr, DnsType.A])
            _names.Fails(Slow, type, code: null);
        rig.Time.Advance(TimeSpan.FromSeconds(NameRecord.Seconds));

        (await InTimeAsync(rig, known.IsKnownAsync(Stranger, CancellationToken.None))).ShouldBeFalse();

        (await InTimeAsync(rig, known.IsKnownAsync(Carrier, CancellationToken.None))).ShouldBeTrue();
    }

    /// <summary>Carriers that are only called may keep their connections, but calls come in over trunks with numbers alone, and only from where they may.</summary>
    [Theory, MemberData(nameof(Engines))]
    public async Task A_carrier_is_known_also_where_it_may_not_call(string engine)
    {
        var rig = await ArrangeAsync(
            engine, ($$"""{"host":"{{Carrier}}"}""", new InboundSettings()), ($$"""{"host":"{{Other}}"}""", new InboundSettings { Numbers = [Answered], Allow = ["192.0.2.0/24"] }));
        var known = rig.Get<KnownCallers>();

        (await known.IsKnownAsync(Carrier, CancellationToken.None)).ShouldBeFalse();
        (await known.IsKnownAsync(Other, CancellationToken.None)).ShouldBeFalse();
        (await known.IsKnownAsync(IPAddress.Parse("192.0.2.9"), CancellationToken.None)).ShouldBeTrue();
        foreach (var carrier in (IPAddress[])[Carrier, Other, IPAddress.Parse("192.0.2.9")])
            known.Knows(carrier).ShouldBe(true, carrier.ToString());
        known.Knows(Stranger).ShouldBe(false);
    }

    /// <summary>Asks, until a name is waited for.</summary>
    private static async Task<Task<bool>> AskAsync(PathRig rig, IPAddress source)
    {
        var known = rig.Get<KnownCallers>();
        var timers = rig.Time.ActiveTimers;
        var asked = known.IsKnownAsync(source, CancellationToken.None);
        await Eventually.IsAsync(() => rig.Time.ActiveTimers > timers ? "" : null);
        return asked;
    }

    /// <summary>What is answered once no name is waited for any more.</summary>
    private static async Task<bool> InTimeAsync(PathRig rig, Task<bool> asked)
    {
        await Eventually.HappensAsync(() => Task.FromResult(asked.IsCompleted), () =>
        {
            rig.Time.Advance(KnownCallers.LongestLookUp);
            return Task.CompletedTask;
        });
        return await asked;
    }

    /// <summary>A node with one or two trunks, of which nothing is known yet.</summary>
    private async Task<PathRig> ArrangeAsync(string engine, params (string Settings, InboundSettings Inbound)[] trunks)
    {
        Own(_names);
        // Nobody gives a name up before the test is over.
        var patient = new ResolverSettings { Servers = [_names.EndPoint], Timeout = 2 * Eventually.Patience, PatienceForNewer = 2 * Eventually.Patience };
        var rig = await RigAsync(engine, services => services.Replace(ServiceDescriptor.Singleton(new SipOptions { BindAddress = IPAddress.Loopback, Resolver = patient })));
        var seeds = new Seeds(rig);
        await seeds.AllAsync();
        await seeds.TrunkAsync(id: Neighbour);
        string[] ids = [Seeds.Trunk, Neighbour];
        foreach (var ((settings, inbound), id) in trunks.Zip(ids))
        {
            await rig.Database.WriteAsync(async session =>
            {
                var trunk = (await Trunk.FindAsync(session, Seeds.Workspace, id))!;
                trunk.Settings = rig.Get<SecretFields>().Seal(Seeds.Workspace, JsonElement.Parse(settings));
                trunk.Inbound = ApiJson.Write(inbound);
                await trunk.UpdateAsync(session);
                await trunk.RouteNumbersAsync(session);
            });
        }

        return rig;
    }
}
