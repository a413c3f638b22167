using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Realtime.Sip.Bench;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Calls;

/// <summary>By which way the far end hears that a call is over, on a fake clock.</summary>
public sealed class GoodbyeTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly BenchSockets _sockets = new();
    private AgentBench _bench = null!;
    private FarEnd _far = null!;

    public ValueTask InitializeAsync()
    {
        _bench = new AgentBench(_sockets);
        _far = new FarEnd(_bench) { Host = "10.0.0.5" };
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _bench.Dispose();
        return _sockets.DisposeAsync();
    }

    [Fact]
    public void Callee_behind_a_nat_is_acknowledged_and_hung_up_by_the_way_that_it_answered_by()
    {
        var leg = _bench.Dial();
        _far.Respond(Sent(SipMethod.Invite), 200, sdp: WirePeer.Sdp);
        Sent(SipMethod.Ack);

        HangsUp(leg);
    }

    [Fact]
    public async Task Caller_behind_a_nat_is_hung_up_by_the_way_that_it_called_by()
    {
        _far.Request("INVITE", 1, FarEnd.Calling, sdp: WirePeer.Sdp);
        var answering = _bench.Calls[0].AnswerAsync();
        _far.Request("ACK", 1, FarEnd.Caller(_bench.Sent[^1]));

        HangsUp(await answering);
    }

    [Fact]
    public async Task Goodbye_that_nobody_hears_at_the_contact_is_said_by_the_way_of_the_call_too()
    {
        var time = new FakeTime();
        using WirePeer peer = new(), contact = new();
        var phone = await SipPhone.StartAsync(time: time);
        var (leg, bye) = await HungUpAsync(phone, peer, contact);

        time.Advance(TimeSpan.FromSeconds(2));

        var again = await peer.ExpectAsync("BYE ");
        again.CSeq.ShouldBe(bye.CSeq + 1);
        again.Text("Reason").ShouldBe(bye.Text("Reason"));
        peer.Respond(again, 200);
        (await leg.Ended.WaitAsync(Patience)).By.ShouldBe(LegEndedBy.Local);
        await phone.HandledAsync();
        phone.Agent.Stack.Sessions.Count.ShouldBe(0);
        await phone.CloseAsync(time);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(408)]
    [InlineData(481)]
    public async Task Goodbye_to_a_host_that_knows_of_no_such_call_is_said_once_by_the_way_of_the_call_too(int status)
    {
        var time = new FakeTime();
        using WirePeer peer = new(), contact = new();
        var phone = await SipPhone.StartAsync(time: time);
        var (leg, bye) = await HungUpAsync(phone, peer, contact);

        contact.Respond(bye, status);

        var again = await peer.ExpectAsync("BYE ");
        again.CSeq.ShouldBe(bye.CSeq + 1);
        peer.Respond(again, status);
        (await leg.Ended.WaitAsync(Patience)).By.ShouldBe(LegEndedBy.Local);
        await phone.HandledAsync();
        phone.Agent.Stack.Sessions.Count.ShouldBe(0);
        time.Advance(TimeSpan.FromSeconds(40));
        await phone.HandledAsync();
        (peer.IsWaiting, contact.IsWaiting).ShouldBe((false, false));
        await phone.CloseAsync(time);
    }

    [Fact]
    public async Task Goodbye_that_is_heard_is_said_once()
    {
        var time = new FakeTime();
        using WirePeer peer = new(), contact = new();
        var phone = await SipPhone.StartAsync(time: time);
        var (leg, bye) = await HungUpAsync(phone, peer, contact);
        contact.Respond(bye, 200);
        await leg.Ended.WaitAsync(Patience);

        time.Advance(TimeSpan.FromSeconds(40));

        await phone.HandledAsync();
        peer.IsWaiting.ShouldBeFalse();
        contact.IsWaiting.ShouldBeFalse();
        await phone.CloseAsync(time);
    }

    private void HangsUp(ICallLeg leg)
    {
        _ = leg.HangUpAsync().AsTask();

        var bye = Sent(SipMethod.Bye);
        Bytes.Text(bye.RequestUri).ShouldBe("sip:far@10.0.0.5");
        _far.Respond(bye, 200);
        leg.Ended.IsCompleted.ShouldBeTrue();
        _bench.Time.Advance(TimeSpan.FromMinutes(2));
        _bench.ShouldBeEmpty();
    }

    private SipMessage Sent(SipMethod method) => _far.Latest(method).ShouldNotBeNull($"a request of the method {method}");

    /// <summary>The peer answers with a Contact elsewhere, and the call is hung up.</summary>
    private static async Task<(ICallLeg Leg, SipMessage Bye)> HungUpAsync(SipPhone phone, WirePeer peer, WirePeer contact)
    {
        var leg = phone.Agent.Dial(SipPhone.To(peer.Port));
        peer.Respond(await peer.ExpectAsync("INVITE "), 200, sdp: WirePeer.Sdp, headers: $"Contact: <sip:far@127.0.0.1:{contact.Port}>");
        await contact.ExpectAsync("ACK ");
        await leg.Answer.WaitAsync(Patience);
        _ = leg.HangUpAsync().AsTask();
        return (leg, await contact.ExpectAsync("BYE "));
    }
}
