using System.Net;
using Futwork.Realtime.Rtp;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Realtime.Rtp;

namespace Futwork.Tests.Realtime.Sip;

/// <summary>Our user agent on both ends of the wire.</summary>
public sealed class LoopbackCallTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public async Task Both_sides_hear_each_other_until_the_caller_hangs_up(SipTransport transport)
    {
        ScriptedAudio caller = new(400, keep: 20), callee = new(1000, keep: 20);
        var answered = new AnsweringCall(callee, rings: true);
        await using var far = await SipPhone.StartAsync(answered.TakeAsync);
        await using var near = await SipPhone.StartAsync();
        List<LegProgress> progress = [];

        var leg = near.Agent.Dial(SipPhone.To(far.Port) with { Transport = transport, OnProgress = progress.Add });
        leg.Attach(caller);

        (await leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.Answered, Rang: true, SipStatus: 200));
        progress.ShouldBe([LegProgress.Trying, LegProgress.Ringing]);
        await Task.WhenAll(caller.Full, callee.Full).WaitAsync(Patience);
        await leg.HangUpAsync();
        (await leg.Ended).By.ShouldBe(LegEndedBy.Local);
        (await (await answered.Leg.WaitAsync(Patience)).Ended.WaitAsync(Patience)).By.ShouldBe(LegEndedBy.Remote);
    }

    [Fact]
    public async Task Hundreds_of_calls_at_once_are_all_answered_and_all_end()
    {
        const int calls = 300;
        var over = 0;
        var ended = new TaskCompletionSource<int>();
        await using var far = await SipPhone.StartAsync(async call =>
        {
            call.Ring();
            var leg = await call.AnswerAsync();
            await leg.Ended;
            if (Interlocked.Increment(ref over) == calls) ended.SetResult(calls);
        });
        await using var near = await SipPhone.StartAsync();

        var legs = Enumerable.Range(0, calls).Select(_ => near.Agent.Dial(SipPhone.To(far.Port))).ToList();
        var answers = await Task.WhenAll(legs.Select(l => l.Answer)).WaitAsync(Patience);
        answers.ShouldAllBe(a => a.IsAnswered);
        await Task.WhenAll(legs.Select(l => l.HangUpAsync().AsTask())).WaitAsync(Patience);

        (await ended.Task.WaitAsync(Patience)).ShouldBe(calls);
        (near.Agent.Counters.Faults, far.Agent.Counters.Faults).ShouldBe((0, 0));
        (near.Agent.Counters.MalformedDropped, far.Agent.Counters.MalformedDropped).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Closing_an_agent_ends_its_calls_and_refuses_those_that_ring()
    {
        TaskCompletionSource ringing = new(), released = new();
        await using var far = await SipPhone.StartAsync(async call =>
        {
            if (call.To == "answers")
            {
                await call.AnswerAsync();
                return;
            }

            call.Ring();
            ringing.SetResult();
            var gone = new TaskCompletionSource();
            await using var registration = call.Canceled.Register(gone.SetResult);
            await gone.Task;
            released.SetResult();
        });
        await using var near = await SipPhone.StartAsync();
        var answered = near.Agent.Dial(SipPhone.To(far.Port, "answers"));
        (await answered.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
        var waiting = near.Agent.Dial(SipPhone.To(far.Port, "rings"));
        await ringing.Task.WaitAsync(Patience);

        await far.Agent.DisposeAsync();

        (await answered.Ended.WaitAsync(Patience)).By.ShouldBe(LegEndedBy.Remote);
        (await waiting.Answer.WaitAsync(Patience)).SipStatus.ShouldBe(503);
        await released.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task Line_that_falls_silent_is_hung_up()
    {
        using var peer = new WirePeer();
        await using var near = await SipPhone.StartAsync(media: new MediaOptions
        {
            BindAddress = IPAddress.Loopback,
            FirstPort = 24000,
            LastPort = 25999,
            MediaTimeout = TimeSpan.FromMilliseconds(200),
            RealTimePriority = false,
        });
        var leg = near.Agent.Dial(SipPhone.To(peer.Port));
        peer.Respond(await peer.ExpectAsync("INVITE "), 200, sdp: WirePeer.Sdp);
        await peer.ExpectPastAsync("INVITE", "ACK");

        var bye = await peer.ExpectAsync("BYE ");
        bye.Text("Reason").ShouldBe("Q.850;cause=41;text=\"Media timeout\"");
        peer.Respond(bye, 200);

        (await leg.Ended.WaitAsync(Patience)).By.ShouldBe(LegEndedBy.Line);
    }

    [Fact]
    public async Task Call_whose_listener_fails_is_hung_up()
    {
        using var peer = new WirePeer();
        await using var near = await SipPhone.StartAsync();
        var leg = near.Agent.Dial(SipPhone.To(peer.Port));
        leg.Attach(new FailingAudio());
        peer.Respond(await peer.ExpectAsync("INVITE "), 200, sdp: WirePeer.Sdp);
        await peer.ExpectPastAsync("INVITE", "ACK");

        peer.Respond(await peer.ExpectAsync("BYE "), 200);

        (await leg.Ended.WaitAsync(Patience)).By.ShouldBe(LegEndedBy.Line);
    }

    [Fact]
    public async Task Call_whose_listener_fails_while_it_is_held_is_hung_up()
    {
        using var peer = new WirePeer();
        await using var near = await SipPhone.StartAsync();
        var leg = near.Agent.Dial(SipPhone.To(peer.Port));
        var invite = await peer.ExpectAsync("INVITE ");
        peer.Respond(invite, 200, sdp: WirePeer.Sdp);
        await peer.ExpectPastAsync("INVITE", "ACK");
        peer.Request("INVITE", 2, WirePeer.DialogOf(invite), WirePeer.Sdp + "a=sendonly\n");
        await peer.ExpectAsync("SIP/2.0 200 OK");
        peer.Request("ACK", 2, WirePeer.DialogOf(invite));

        leg.Attach(new FailingAudio());

        peer.Respond(await peer.ExpectPastAsync("SIP/2.0 200", "BYE"), 200);
        (await leg.Ended.WaitAsync(Patience)).By.ShouldBe(LegEndedBy.Line);
    }
}
