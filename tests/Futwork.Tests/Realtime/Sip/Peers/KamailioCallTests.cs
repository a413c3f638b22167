using Futwork.Realtime.Sip;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Realtime.Sip.Interop;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Peers;

/// <summary>Calls by way of Kamailio: what is asked within them, and where they go when it is gone.</summary>
[Collection(RealPeers.Name)]
[Trait("peer", "kamailio")]
public sealed class KamailioCallTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    [Fact]
    [Interop(Feature.InDialog, Peer.Kamailio)]
    [Interop(Feature.RefreshUpdate, Peer.Kamailio)]
    [Interop(Feature.RefreshByPeer, Peer.Kamailio)]
    public async Task Refresh_and_farewell_find_their_way_through_the_proxy_from_both_sides()
    {
        var time = new FakeTime();
        var answered = new AnsweringCall();
        await using var kamailio = await KamailioPeer.StartAsync();
        await using var far = await SipPhone.StartAsync(answered.TakeAsync);
        var near = await SipPhone.StartAsync(time: time);
        await using var kept = await kamailio.RegisteredAsync(far);
        var leg = near.Agent.Dial(KamailioPeer.Call(kamailio.Gateway(SipTransport.Udp)));
        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue(kamailio.Output);

        var (here, there) = (near.Agent.Counters.MessagesReceived, far.Agent.Counters.MessagesReceived);
        time.Advance(TimeSpan.FromMinutes(15));
        await Eventually.IsAsync(() => near.Agent.Counters.MessagesReceived > here && far.Agent.Counters.MessagesReceived > there ? leg : null);
        leg.Ended.IsCompleted.ShouldBeFalse();

        await (await answered.Leg.WaitAsync(Patience)).HangUpAsync();
        (await leg.Ended.WaitAsync(Patience)).By.ShouldBe(LegEndedBy.Remote);
        await near.CloseAsync(time);
    }

    [Fact]
    [Interop(Feature.Failover, Peer.Kamailio)]
    public async Task Call_goes_on_to_the_next_proxy_when_the_first_has_been_killed()
    {
        var rung = 0;
        await using var second = await KamailioPeer.StartAsync();
        await using var far = await SipPhone.StartAsync(async call =>
        {
            Interlocked.Increment(ref rung);
            await call.AnswerAsync();
        });
        await using var near = await SipPhone.StartAsync();
        await using var kept = await second.RegisteredAsync(far);
        SipGateway dead;
        await using (var first = await KamailioPeer.StartAsync()) dead = first.Gateway(SipTransport.Udp);

        var leg = near.Agent.Dial(KamailioPeer.Call(dead, second.Gateway(SipTransport.Udp)) with { Silence = TimeSpan.FromSeconds(1) });

        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue(second.Output);
        await leg.HangUpAsync();
        rung.ShouldBe(1);
    }
}
