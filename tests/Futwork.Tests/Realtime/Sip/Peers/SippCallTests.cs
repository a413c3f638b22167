using Futwork.Realtime.Sip;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Realtime.Rtp;
using Futwork.Tests.Realtime.Sip.Interop;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Peers;

/// <summary>SIPp does within a call, or on the way to one, what a soft phone cannot be told to do.</summary>
[Collection(RealPeers.Name)]
[Trait("peer", "sipp")]
public sealed class SippCallTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    [Fact]
    [Interop(Feature.Hold, Peer.Sipp)]
    public async Task Hold_and_resume_are_answered_and_sound_flows_again()
    {
        await using var phone = await SipPhone.StartAsync();
        await using var sipp = SippPeer.Start("hold", arguments: ["-rtp_echo"]);
        var leg = phone.Agent.Dial(SipPhone.To(sipp.Port));
        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
        await Eventually.IsAsync(() => phone.Agent.Counters.MessagesReceived >= 5 ? leg : null);
        var tone = new ScriptedAudio(440, keep: 25);

        leg.Attach(tone);

        await tone.Full.WaitAsync(Patience);
        Tone.Share(tone.Heard, 440).ShouldBeGreaterThan(0.8);
        await leg.HangUpAsync();
        await sipp.ShouldBeContentAsync();
    }

    [Fact]
    [Interop(Feature.EarlyMedia, Peer.Sipp)]
    public async Task Sound_before_the_answer_is_progress_and_no_answer()
    {
        List<LegProgress> progress = [];
        var early = new TaskCompletionSource();
        await using var phone = await SipPhone.StartAsync();
        await using var sipp = SippPeer.Start("early", arguments: ["-rtp_echo"]);
        var tone = new ScriptedAudio(440, keep: 25);

        var leg = phone.Agent.Dial(SipPhone.To(sipp.Port) with
        {
            OnProgress = step =>
            {
                progress.Add(step);
                if (step == LegProgress.EarlyMedia) early.SetResult();
            },
        });
        leg.Attach(tone);

        await early.Task.WaitAsync(Patience);
        leg.Answer.IsCompleted.ShouldBeFalse();
        (await leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.Answered, Rang: true, SipStatus: 200));
        progress.ShouldBe([LegProgress.Trying, LegProgress.Ringing, LegProgress.EarlyMedia], ignoreOrder: true);
        await tone.Full.WaitAsync(Patience);
        Tone.Share(tone.Heard, 440).ShouldBeGreaterThan(0.8);
        await leg.HangUpAsync();
        await sipp.ShouldBeContentAsync();
    }

    [Fact]
    [Interop(Feature.CancelRace, Peer.Sipp)]
    public async Task Answer_that_crosses_our_cancel_is_acknowledged_and_hung_up()
    {
        await using var phone = await SipPhone.StartAsync();
        await using var sipp = SippPeer.Start("cancel-race");
        var leg = await phone.RingAsync(SipPhone.To(sipp.Port));

        await leg.HangUpAsync();

        (await leg.Answer).ShouldBe(new LegAnswer(LegResult.Canceled, Rang: true, SipStatus: 200));
        await sipp.ShouldBeContentAsync();
    }

    [Fact]
    [Interop(Feature.Redirect, Peer.Sipp)]
    public async Task Redirection_is_followed()
    {
        await using var phone = await SipPhone.StartAsync();
        await using var elsewhere = SippPeer.Start("answer");
        await using var sipp = SippPeer.Start("refuse", new() { ["status"] = "302 Moved Temporarily", ["header"] = $"Contact: <sip:elsewhere@127.0.0.1:{elsewhere.Port}>" });

        var leg = phone.Agent.Dial(SipPhone.To(sipp.Port));

        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
        await leg.HangUpAsync();
        await sipp.ShouldBeContentAsync();
        await elsewhere.ShouldBeContentAsync();
    }

    [Fact]
    [Interop(Feature.Reliable, Peer.Sipp)]
    public async Task Ringing_that_wants_it_is_acknowledged()
    {
        await using var phone = await SipPhone.StartAsync();
        await using var sipp = SippPeer.Start("reliable");

        var leg = phone.Agent.Dial(SipPhone.To(sipp.Port));

        (await leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.Answered, Rang: true, SipStatus: 200));
        await leg.HangUpAsync();
        await sipp.ShouldBeContentAsync();
    }

    [Fact]
    [Interop(Feature.Refer, Peer.Sipp)]
    public async Task Call_that_we_hand_over_is_reported_on()
    {
        await using var phone = await SipPhone.StartAsync();
        await using var sipp = SippPeer.Start("refer");
        var leg = phone.Agent.Dial(SipPhone.To(sipp.Port));
        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();

        (await leg.TransferAsync("+911204567890").WaitAsync(Patience)).ShouldBe(new LegTransfer(true, 200));

        await leg.HangUpAsync();
        await sipp.ShouldBeContentAsync();
    }

    [Theory]
    [Interop(Feature.CallToUs, Peer.Sipp)]
    [InlineData(SipTransport.Udp, "u1")]
    [InlineData(SipTransport.Tcp, "t1")]
    public async Task Call_to_us_is_answered_and_hung_up_by_the_caller(SipTransport transport, string mode)
    {
        var tone = new ScriptedAudio(440, keep: 10);
        var answered = new AnsweringCall(tone, rings: true);
        await using var phone = await SipPhone.StartAsync(answered.TakeAsync);

        await using var sipp = SippPeer.Start("call", arguments: ["-rtp_echo", "-t", mode, $"127.0.0.1:{phone.Port}"]);

        var leg = await answered.Leg.WaitAsync(Patience);
        (await leg.Ended.WaitAsync(Patience)).By.ShouldBe(LegEndedBy.Remote);
        tone.Full.IsCompleted.ShouldBeTrue($"Nothing was heard over {transport}.");
        await sipp.ShouldBeContentAsync();
    }

    /// <summary>The end of a transfer to us: SIPp calls a second time in the place of its first call, which we hang up, and is heard on.</summary>
    [Fact]
    [Interop(Feature.Replaces, Peer.Sipp)]
    public async Task Call_is_taken_over_by_another_one_and_goes_on()
    {
        var tone = new ScriptedAudio(440, keep: 35);
        var answered = new AnsweringCall(tone);
        await using var phone = await SipPhone.StartAsync(answered.TakeAsync);

        await using var sipp = SippPeer.Start("replaces", arguments: ["-rtp_echo", $"127.0.0.1:{phone.Port}"]);

        var leg = await answered.Leg.WaitAsync(Patience);
        (await leg.Ended.WaitAsync(Patience)).By.ShouldBe(LegEndedBy.Remote);
        await sipp.ShouldBeContentAsync();
        tone.Full.IsCompleted.ShouldBeTrue("The second call was not heard.");
        phone.Agent.Stack.Sessions.ShouldBeEmpty();
    }

    [Fact]
    [Interop(Feature.CallToUsCancelled, Peer.Sipp)]
    public async Task Caller_that_gives_up_while_it_rings_is_let_go()
    {
        var ringing = new RingingCall();
        await using var phone = await SipPhone.StartAsync(ringing.TakeAsync);

        await using var sipp = SippPeer.Start("call-cancel", arguments: [$"127.0.0.1:{phone.Port}"]);

        await ringing.Gone.WaitAsync(Patience);
        await sipp.ShouldBeContentAsync();
    }
}
