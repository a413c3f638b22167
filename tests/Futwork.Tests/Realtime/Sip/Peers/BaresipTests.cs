using Futwork.Realtime.Rtp;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Realtime.Rtp;
using Futwork.Tests.Realtime.Sip.Interop;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Peers;

/// <summary>baresip, a soft phone that we did not write, talks with our user agent.</summary>
[Collection(RealPeers.Name)]
[Trait("peer", "baresip")]
public sealed class BaresipTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    [Fact]
    [Interop(Feature.Answer, Peer.Baresip)]
    [Interop(Feature.RemoteHangUp, Peer.Baresip)]
    public async Task Soft_phone_answers_and_plays_our_tone_back_until_it_hangs_up()
    {
        await using var phone = await SipPhone.StartAsync();
        await using var baresip = await BaresipPeer.StartAsync();

        var leg = await phone.TalkAsync(SipPhone.To(baresip.Port, "phone"), new ScriptedAudio(440, keep: 50), 440, () => baresip.Output);

        await baresip.CommandAsync("hangup");
        (await leg.Ended.WaitAsync(Patience)).By.ShouldBe(LegEndedBy.Remote);
    }

    [Fact]
    [Interop(Feature.Refer, Peer.Baresip)]
    public async Task Soft_phone_that_we_hand_over_calls_the_other_number_and_tells_of_its_answer()
    {
        var called = new AnsweringCall();
        await using var other = await SipPhone.StartAsync(called.TakeAsync);
        await using var phone = await SipPhone.StartAsync();
        await using var baresip = await BaresipPeer.StartAsync();
        var tone = new ScriptedAudio(440, keep: 5);
        var leg = phone.Agent.Dial(SipPhone.To(baresip.Port, "phone"));
        leg.Attach(tone);
        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue(baresip.Output);
        await tone.Full.WaitAsync(Patience);

        var transfer = await leg.TransferAsync($"sip:desk@127.0.0.1:{other.Port}").WaitAsync(Patience);

        transfer.Succeeded.ShouldBeTrue(baresip.Output);
        await leg.HangUpAsync();
        await (await called.Leg.WaitAsync(Patience)).HangUpAsync();
    }

    [Fact]
    [Interop(Feature.KeysToUs, Peer.Baresip)]
    public async Task Keys_pressed_on_the_soft_phone_arrive()
    {
        await using var phone = await SipPhone.StartAsync();
        await using var baresip = await BaresipPeer.StartAsync();
        var ear = new ScriptedAudio(440, keep: 1);
        var leg = phone.Agent.Dial(SipPhone.To(baresip.Port, "phone"));
        leg.Attach(ear);
        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue(baresip.Output);
        await ear.Full.WaitAsync(Patience);

        foreach (var key in "15#")
        {
            await baresip.CommandAsync("sndcode", key.ToString());
            await Eventually.IsAsync(() => ear.Digits.Contains(key) ? ear : null);
        }

        ear.Digits.ShouldBe(['1', '5', '#']);
        await leg.HangUpAsync();
    }

    [Fact]
    [Interop(Feature.CallToUs, Peer.Baresip)]
    public async Task Soft_phone_calls_us_and_is_heard()
    {
        var tone = new ScriptedAudio(700, keep: 25);
        var answered = new AnsweringCall(tone, rings: true);
        await using var phone = await SipPhone.StartAsync(answered.TakeAsync);
        await using var baresip = await BaresipPeer.StartAsync(hertz: 600);

        await baresip.CommandAsync("dial", $"sip:futwork@127.0.0.1:{phone.Port}");

        var leg = await answered.Leg.WaitAsync(Patience);
        await tone.Full.WaitAsync(Patience);
        Tone.Share(tone.Heard, 600).ShouldBeGreaterThan(0.8);
        await leg.HangUpAsync();
        (await leg.Ended).By.ShouldBe(LegEndedBy.Local);
        phone.Agent.Counters.Faults.ShouldBe(0);
    }

    [Theory]
    [Interop(Feature.Srtp, Peer.Baresip)]
    [InlineData("srtp-mand", SipMediaEncryption.Required)]
    [InlineData("srtp", SipMediaEncryption.Optimistic)]
    public async Task Encrypted_sound_goes_both_ways(string theirs, SipMediaEncryption ours)
    {
        await using var phone = await SipPhone.StartAsync();
        await using var baresip = await BaresipPeer.StartAsync(modules: ["srtp"], account: $";mediaenc={theirs}");

        var leg = await phone.TalkAsync(SipPhone.To(baresip.Port, "phone") with { MediaEncryption = ours }, new ScriptedAudio(440, keep: 50), 440, () => baresip.Output);

        baresip.Output.ShouldContain("SRTP", Case.Insensitive);
        await leg.HangUpAsync();
    }

    [Theory]
    [Interop(Feature.Srtp, Peer.Baresip)]
    [InlineData("srtp-mand")]
    [InlineData("srtp")]
    public async Task Encrypted_call_to_us_is_heard(string theirs)
    {
        var tone = new ScriptedAudio(700, keep: 25);
        var answered = new AnsweringCall(tone);
        await using var phone = await SipPhone.StartAsync(answered.TakeAsync);
        await using var baresip = await BaresipPeer.StartAsync(hertz: 600, modules: ["srtp"], account: $";mediaenc={theirs}");

        await baresip.CommandAsync("dial", $"sip:futwork@127.0.0.1:{phone.Port}");

        var leg = await answered.Leg.WaitAsync(Patience);
        await tone.Full.WaitAsync(Patience);
        Tone.Share(tone.Heard, 600).ShouldBeGreaterThan(0.8);
        await leg.HangUpAsync();
    }

    [Fact]
    [Interop(Feature.Srtp, Peer.Baresip)]
    public async Task Soft_phone_that_does_not_encrypt_is_not_called_where_that_is_required()
    {
        await using var phone = await SipPhone.StartAsync();
        await using var baresip = await BaresipPeer.StartAsync();

        var leg = phone.Agent.Dial(SipPhone.To(baresip.Port, "phone") with { MediaEncryption = SipMediaEncryption.Required });

        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeFalse(baresip.Output);
    }

    [Fact]
    [Interop(Feature.G722, Peer.Baresip)]
    public Task G722_carries_a_tone_both_ways() => SpeakAsync("g722", "G722/16000/1", AudioCodec.G722, "G722");

    [Fact]
    [Interop(Feature.Opus, Peer.Baresip)]
    public Task Opus_carries_a_tone_both_ways() => SpeakAsync("opus", "opus/48000/2", AudioCodec.Opus, "opus");

    [Theory]
    [Interop(Feature.Reports, Peer.Baresip)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reports_of_the_soft_phone_tell_the_way_there_and_back(bool encrypted)
    {
        await using var phone = await SipPhone.StartAsync();
        await using var baresip = await BaresipPeer.StartAsync(modules: encrypted ? ["srtp"] : [], account: encrypted ? ";mediaenc=srtp-mand" : "");
        var leg = phone.Agent.Dial(SipPhone.To(baresip.Port, "phone") with { MediaEncryption = encrypted ? SipMediaEncryption.Required : SipMediaEncryption.Off });
        leg.Attach(new ScriptedAudio(440));
        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue(baresip.Output);

        // A report that was made while the machine stood still is followed by a better one.
        var quality = await Eventually.IsAsync(() => leg.Quality is { RoundTripMs: >= 0 and <= 200, FarMos: > 3, Mos: > 3.5 } told ? told : null);

        quality.Encrypted.ShouldBe(encrypted);
        await leg.HangUpAsync();
    }

    private static async Task SpeakAsync(string module, string theirs, AudioCodec ours, string name)
    {
        await using var phone = await SipPhone.StartAsync();
        await using var baresip = await BaresipPeer.StartAsync(modules: [module], codecs: theirs);

        var leg = await phone.TalkAsync(SipPhone.To(baresip.Port, "phone") with { Codecs = [ours, AudioCodec.Pcmu] }, new ScriptedAudio(440, keep: 50), 440, () => baresip.Output);

        leg.Quality.ShouldNotBeNull().Codec.ShouldBe(name);
        await leg.HangUpAsync();
    }
}
