using Futwork.Realtime.Audio;
using Futwork.Realtime.Rtp;
using Futwork.Realtime.Sip;
using Futwork.Tests.Realtime.Rtp;
using Futwork.Tests.Realtime.Sip.Interop;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Peers;

/// <summary>baresip in a network namespace, at the far end of a line that loses, delays, swaps and doubles packets.</summary>
[Collection(RealPeers.Name)]
[Trait("peer", "baresip")]
public sealed class BadLineTests
{
    private const int Seconds = 7;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    [Fact]
    [Interop(Feature.BadLine, Peer.Baresip)]
    public async Task Call_lives_is_heard_and_knows_what_was_lost_and_every_key_arrives_once()
    {
        await using var link = await BadLink.LayAsync(new LineFaults(LossPercent: 3, DelayMilliseconds: 20, JitterMilliseconds: 15, TwicePercent: 1));
        await using var phone = await StartAsync(link);
        await using var baresip = await BaresipPeer.StartAsync(hertz: 600, across: link);
        var ear = new ScriptedAudio(440, keep: Seconds * 1000 / PhoneAudio.FrameMilliseconds);
        var leg = phone.Agent.Dial(To(link, baresip));
        leg.Attach(ear);
        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue(baresip.Output);

        leg.SendDigits("11558#");
        (await baresip.KeysAsync(6)).ShouldBe(['1', '1', '5', '5', '8', '#']);
        foreach (var key in "2709*")
        {
            await baresip.CommandAsync("sndcode", key.ToString());
            await Eventually.IsAsync(() => ear.Digits.Contains(key) ? ear : null);
        }

        await ear.Full.WaitAsync(Patience);
        ear.Digits.ShouldBe(['2', '7', '0', '9', '*']);
        Tone.Share(ear.Heard, 600).ShouldBeGreaterThan(0.8);
        var line = leg.Quality.ShouldNotBeNull();
        TestContext.Current.TestOutputHelper?.WriteLine($"{line}, tone {Tone.Share(ear.Heard, 600):0.000}");
        (100.0 * line.PacketsLost / (line.PacketsReceived + line.PacketsLost)).ShouldBeInRange(0.2, 8);
        // A machine that stood still is one late packet, of which the estimate has forgotten most half a second later (RFC 3550 section 6.4.1).
        await Eventually.IsAsync(() => leg.Quality is { JitterMs: >= 3 and <= 25 } now ? now : null);
        leg.Ended.IsCompleted.ShouldBeFalse();
        await leg.HangUpAsync();
    }

    [Fact]
    [Interop(Feature.BadLine, Peer.Baresip)]
    public async Task Calls_are_set_up_and_ended_although_every_seventh_message_is_lost_and_nothing_rings_twice()
    {
        const int fewest = 3, most = 30;
        await using var link = await BadLink.LayAsync(new LineFaults(LossPercent: 15, DelayMilliseconds: 20, JitterMilliseconds: 15, TwicePercent: 5));
        await using var phone = await StartAsync(link);
        await using var baresip = await BaresipPeer.StartAsync(across: link);

        var calls = 0;
        while (calls < fewest || (calls < most && phone.Agent.Counters.Retransmissions == 0))
        {
            var leg = phone.Agent.Dial(To(link, baresip) with { Silence = TimeSpan.FromSeconds(30) });
            (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue(baresip.Output);
            await baresip.EstablishedAsync(++calls);
            await leg.HangUpAsync();
            await baresip.ClosedAsync(calls);
        }

        (await baresip.AnsweredAsync()).ShouldBe(calls);
        phone.Agent.Counters.Retransmissions.ShouldBeGreaterThan(0);
        phone.Agent.Counters.Faults.ShouldBe(0);
    }

    private static Task<SipPhone> StartAsync(BadLink link) => SipPhone.StartAsync(
        media: new MediaOptions { BindAddress = link.Near, FirstPort = 24000, LastPort = 25999, RealTimePriority = false }, address: link.Near);

    private static SipDialRequest To(BadLink link, BaresipPeer baresip) => SipPhone.To(baresip.Port, "phone") with { Host = link.Far.ToString() };
}
