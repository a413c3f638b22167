using Futwork.Realtime.Sip;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Realtime.Rtp;
using Futwork.Tests.Realtime.Sip.Interop;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Peers;

/// <summary>SIPp, a SIP implementation that we did not write, is called by ours.</summary>
[Collection(RealPeers.Name)]
[Trait("peer", "sipp")]
public sealed class SippTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    [Theory]
    [Interop(Feature.Answer, Peer.Sipp)]
    [Interop(Feature.Tcp, Peer.Sipp)]
    [InlineData(SipTransport.Udp, "u1")]
    [InlineData(SipTransport.Tcp, "t1")]
    public async Task Answered_call_carries_sound_both_ways_until_we_hang_up(SipTransport transport, string mode)
    {
        await using var phone = await SipPhone.StartAsync();
        await using var sipp = SippPeer.Start("answer", arguments: ["-rtp_echo", "-t", mode]);
        await sipp.ListeningAsync();
        var tone = new ScriptedAudio(440, keep: 25);

        var leg = phone.Agent.Dial(SipPhone.To(sipp.Port) with { Transport = transport });
        leg.Attach(tone);

        (await leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.Answered, Rang: true, SipStatus: 200));
        await tone.Full.WaitAsync(Patience);
        Tone.Share(tone.Heard, 440).ShouldBeGreaterThan(0.8);
        await leg.HangUpAsync();
        (await leg.Ended).By.ShouldBe(LegEndedBy.Local);
        await sipp.ShouldBeContentAsync();
    }

    [Theory]
    [Interop(Feature.Busy, Peer.Sipp)]
    [Interop(Feature.Reject, Peer.Sipp)]
    [InlineData("486 Busy Here", "X-Peer: sipp", LegResult.Busy, null, null)]
    [InlineData("603 Decline", "X-Peer: sipp", LegResult.Rejected, null, null)]
    [InlineData("503 Service Unavailable", "Retry-After: 120", LegResult.Congestion, null, 120)]
    [InlineData("480 Temporarily Unavailable", "Reason: Q.850;cause=17;text=\"User busy\"", LegResult.Busy, 17, null)]
    public async Task Refused_call_says_why(string status, string header, LegResult expected, int? cause, int? retryAfter)
    {
        await using var phone = await SipPhone.StartAsync();
        await using var sipp = SippPeer.Start("refuse", new() { ["status"] = status, ["header"] = header });

        var leg = phone.Agent.Dial(SipPhone.To(sipp.Port));

        var answer = await leg.Answer.WaitAsync(Patience);
        answer.ShouldBe(new LegAnswer(
            expected,
            SipStatus: int.Parse(status[..3]),
            CauseCode: cause,
            RetryAfter: retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null));
        await sipp.ShouldBeContentAsync();
    }

    [Fact]
    [Interop(Feature.NoAnswer, Peer.Sipp)]
    public async Task Call_that_rings_out_is_cancelled()
    {
        await using var phone = await SipPhone.StartAsync();
        await using var sipp = SippPeer.Start("ring-out");
        await sipp.ListeningAsync();

        var leg = phone.Agent.Dial(SipPhone.To(sipp.Port) with { RingTimeout = TimeSpan.FromSeconds(3) });

        (await leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.NoAnswer, Rang: true, SipStatus: 487));
        await sipp.ShouldBeContentAsync();
    }

    [Fact]
    [Interop(Feature.NoAnswer, Peer.Sipp)]
    public async Task Hanging_up_while_it_rings_cancels()
    {
        await using var phone = await SipPhone.StartAsync();
        await using var sipp = SippPeer.Start("ring-out");
        var leg = await phone.RingAsync(SipPhone.To(sipp.Port));

        await leg.HangUpAsync();

        (await leg.Answer).Result.ShouldBe(LegResult.Canceled);
        await sipp.ShouldBeContentAsync();
    }

    [Fact]
    [Interop(Feature.RemoteHangUp, Peer.Sipp)]
    public async Task Far_end_that_hangs_up_ends_the_call()
    {
        await using var phone = await SipPhone.StartAsync();
        await using var sipp = SippPeer.Start("hangup");

        var leg = phone.Agent.Dial(SipPhone.To(sipp.Port));

        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
        (await leg.Ended.WaitAsync(Patience)).ShouldBe(new LegEnding(LegEndedBy.Remote, CauseCode: 16));
        await sipp.ShouldBeContentAsync();
    }

    [Theory]
    [Interop(Feature.Digest, Peer.Sipp)]
    [InlineData("")]
    [InlineData(", qop=\"auth\"")]
    public async Task Right_password_is_let_in(string qop)
    {
        await using var phone = await SipPhone.StartAsync();
        await using var sipp = SippPeer.Start("digest", new() { ["qop"] = qop });

        var leg = phone.Agent.Dial(SipPhone.To(sipp.Port) with { Credentials = new SipCredentials("trunkuser", "s3cret") });

        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
        await leg.HangUpAsync();
        await sipp.ShouldBeContentAsync();
    }

    [Fact]
    [Interop(Feature.Digest, Peer.Sipp)]
    public async Task Wrong_password_is_refused_by_the_carrier()
    {
        await using var phone = await SipPhone.StartAsync();
        await using var sipp = SippPeer.Start("digest", new() { ["qop"] = ", qop=\"auth\"" });

        var leg = phone.Agent.Dial(SipPhone.To(sipp.Port) with { Credentials = new SipCredentials("trunkuser", "wrong") });

        (await leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.CarrierRejected, SipStatus: 403));
        await sipp.ShouldBeContentAsync();
    }
}
