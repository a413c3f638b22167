using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Calls;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Realtime.Sip.Bench;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Calls;

/// <summary>Answers to calls that a node placed before it was killed, which reach it when it is there again.</summary>
public sealed class StrayAnswersTests : IAsyncLifetime
{
    private const string Us = "192.0.2.1:5060";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly BenchSockets _sockets = new();
    private AgentBench _bench = null!;
    private FarEnd _far = null!;

    public ValueTask InitializeAsync()
    {
        _bench = new AgentBench(_sockets) { MayCall = true };
        _far = new FarEnd(_bench) { Host = "198.51.100.5" };
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _bench.Dispose();
        return _sockets.DisposeAsync();
    }

    [Fact]
    public void Answer_is_acknowledged_and_its_dialog_ended_by_what_it_tells_and_the_way_it_came()
    {
        _far.Respond(Invite(), 200, sdp: WirePeer.Sdp, headers: "Record-Route: <sip:198.51.100.9;lr>, <sip:198.51.100.8;lr>");

        _bench.Sent.ConvertAll(m => m.Method).ShouldBe([SipMethod.Ack, SipMethod.Bye]);
        foreach (var request in _bench.Sent)
        {
            Bytes.Text(request.RequestUri).ShouldBe("sip:far@198.51.100.5");
            (Bytes.Text(request.CallId), Bytes.Text(request.FromTag), Bytes.Text(request.ToTag)).ShouldBe(("old", "ours", "far"));
            request.Elements(SipHeader.Route).ShouldBe(["<sip:198.51.100.8;lr>", "<sip:198.51.100.9;lr>"]);
        }

        _bench.Sent.ConvertAll(m => m.CSeq).ShouldBe([7u, 7u + 100 + 1], "PRACKs of the one who was killed may have used the numbers between");
        _far.Respond(_bench.Sent[1], 200);
        _bench.Time.Advance(TimeSpan.FromMinutes(1));
        _bench.ShouldBeEmpty();
    }

    [Fact]
    public void Answer_that_comes_again_is_acknowledged_again_and_no_more()
    {
        _far.Respond(Invite(), 200, sdp: WirePeer.Sdp);
        var answer = _far.Last!;
        _far.Respond(_far.Latest(SipMethod.Bye)!, 200);

        for (var i = 0; i < 3; i++)
        {
            _bench.Time.Advance(TimeSpan.FromSeconds(4));
            _bench.Receive([.. answer]);
        }

        Count(SipMethod.Ack).ShouldBe(4);
        Count(SipMethod.Bye).ShouldBe(1);
    }

    [Fact]
    public void Each_phone_that_answers_is_released()
    {
        _far.Respond(Invite(), 200, "one", WirePeer.Sdp);
        _far.Respond(Invite(), 200, "two", WirePeer.Sdp);

        _bench.Sent.Where(m => m.Method == SipMethod.Bye).Select(m => Bytes.Text(m.ToTag)).ShouldBe(["one", "two"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(false)]
    public void Stranger_is_told_nothing(bool? mayCall)
    {
        using var bench = new AgentBench(_sockets) { MayCall = mayCall };

        new FarEnd(bench).Respond(Invite(), 200, sdp: WirePeer.Sdp);

        bench.Sent.ShouldBeEmpty();
        bench.Stack.Transactions.Counters.Unmatched.ShouldBe(1);
    }

    [Fact]
    public void Answer_to_somebody_else_or_without_a_contact_is_passed_over()
    {
        _far.Respond(Invite(sentBy: "192.0.2.2:5060"), 200, sdp: WirePeer.Sdp);
        _bench.Receive(WirePeer.Response(Invite(), 200, "nobody"));

        _bench.Sent.ShouldBeEmpty();
        _bench.Stack.Transactions.Counters.Unmatched.ShouldBe(2);
    }

    [Fact]
    public void Whoever_writes_a_carriers_address_has_us_say_little()
    {
        for (var call = 0; call < 2 * StrayAnswers.MostPerSecond; call++) _far.Respond(Invite($"{call}"), 200, sdp: WirePeer.Sdp);
        Count(SipMethod.Ack).ShouldBe(StrayAnswers.MostPerSecond);

        _bench.Time.Advance(1000);
        _far.Respond(Invite("late"), 200, sdp: WirePeer.Sdp);

        Count(SipMethod.Ack).ShouldBe(StrayAnswers.MostPerSecond + 1);
    }

    [Fact]
    public void Call_that_lives_is_left_alone_however_late_its_answer_comes_again()
    {
        var leg = _bench.Dial();
        var invite = _far.Latest(SipMethod.Invite)!;
        _far.Respond(invite, 200, sdp: WirePeer.Sdp, headers: "Record-Route: <sip:far.invalid;lr>");
        _bench.Time.Advance(TimeSpan.FromSeconds(40));
        _bench.Stack.Transactions.Count.ShouldBe(0);

        _far.Respond(invite, 200, sdp: WirePeer.Sdp, headers: "Record-Route: <sip:far.invalid;lr>");

        Count(SipMethod.Bye).ShouldBe(0);
        leg.Ended.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Phone_whose_caller_was_killed_before_the_ack_is_released_once_the_node_is_there_again()
    {
        var (time, answering) = (new FakeTime(), new AnsweringCall());
        var callee = await SipPhone.StartAsync(answering.TakeAsync, time);
        // Nobody else is given it by chance between the two.
        var port = Ports.Free();
        using (var killed = new WirePeer(callee.Port, port: port))
        {
            killed.Request("INVITE", 1, FarEnd.Calling, WirePeer.Sdp);
            await killed.ExpectAsync("SIP/2.0 100 ");
            await killed.ExpectAsync("SIP/2.0 200 ");
        }

        var leg = await answering.Leg.WaitAsync(Patience);
        var again = await SipPhone.StartAsync(time: time, sip: new SipOptions { Port = port, Tcp = false });
        again.Agent.MayCall = static _ => true;

        time.Advance(500);

        (await leg.Ended.WaitAsync(Patience)).By.ShouldBe(LegEndedBy.Remote);
        (await leg.Answer).IsAnswered.ShouldBeTrue();
        await again.CloseAsync(time);
        await callee.CloseAsync(time);
    }

    private int Count(SipMethod method) => _bench.Sent.Count(m => m.IsRequest && m.Method == method);

    /// <summary>What the node had sent.</summary>
    private static SipMessage Invite(string callId = "old", string sentBy = Us) => Bytes.Parse(
        $"INVITE sip:+919999789877@far.invalid SIP/2.0\nVia: SIP/2.0/UDP {sentBy};branch=z9hG4bK{callId};rport\nMax-Forwards: 70\n"
        + $"From: <sip:+911600110011@far.invalid>;tag=ours\nTo: <sip:+919999789877@far.invalid>\nCall-ID: {callId}\nCSeq: 7 INVITE\n\n");
}
