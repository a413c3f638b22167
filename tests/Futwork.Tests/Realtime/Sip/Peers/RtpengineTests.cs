using Futwork.Realtime.Sip;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Realtime.Rtp;
using Futwork.Tests.Realtime.Sip.Interop;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Peers;

/// <summary>The sound goes through rtpengine, which Kamailio puts between the two sides of a call.</summary>
[Collection(RealPeers.Name)]
[Trait("peer", "rtpengine")]
public sealed class RtpengineTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    [Fact]
    [Interop(Feature.Answer, Peer.Rtpengine)]
    [Interop(Feature.CallToUs, Peer.Rtpengine)]
    public async Task Both_sides_hear_each_other_through_it() => await TalkAsync(SipMediaEncryption.Off, calledIsEncrypted: false);

    [Fact]
    [Interop(Feature.Srtp, Peer.Rtpengine)]
    public async Task Keys_go_from_end_to_end() => await TalkAsync(SipMediaEncryption.Required, calledIsEncrypted: true);

    [Fact]
    [Interop(Feature.SrtpBridged, Peer.Rtpengine)]
    public async Task Encrypted_sound_of_ours_is_decrypted_for_the_other_side() => await TalkAsync(SipMediaEncryption.Required, calledIsEncrypted: false);

    [Fact]
    [Interop(Feature.Hold, Peer.Rtpengine)]
    [Interop(Feature.Hold, Peer.Kamailio)]
    [Interop(Feature.KeysToUs, Peer.Rtpengine)]
    [Interop(Feature.KeysFromUs, Peer.Rtpengine)]
    public async Task Soft_phone_behind_it_holds_resumes_and_hears_our_keys()
    {
        await using var rtpengine = await RtpenginePeer.StartAsync();
        await using var kamailio = await KamailioPeer.StartAsync(rtpengine: rtpengine);
        await using var phone = await SipPhone.StartAsync();
        await using var linphone = await LinphonePeer.StartAsync();
        await linphone.RegisterAsync("desk", kamailio.Port, KamailioPeer.Password);
        ScriptedAudio before = new(440, keep: 25), after = new(440, keep: 25);
        var leg = phone.Agent.Dial(KamailioPeer.Call(kamailio.Gateway(SipTransport.Udp)));
        leg.Attach(before);
        (await leg.Answer.WaitAsync(Patience)).Result.ShouldBe(LegResult.Answered, kamailio.Output + rtpengine.Output + linphone.Output);
        await before.Full.WaitAsync(Patience);

        await linphone.CommandAsync("pause");
        await linphone.SaidAsync("is now paused");
        await linphone.CommandAsync("resume");
        await linphone.SaidAsync("Media streams established", times: 2);
        leg.Attach(after);
        leg.SendDigits("7");
        await linphone.SaidAsync("Receiving tone 7");
        await linphone.CommandAsync("9");
        await Eventually.IsAsync(() => after.Digits.Contains('9') ? after : null);

        await after.Full.WaitAsync(Patience);
        Tone.Share(after.Heard, 600).ShouldBeGreaterThan(0.8);
        after.Digits.ShouldBe(['9']);
        await leg.HangUpAsync();
        await rtpengine.ClosedAsync();
    }

    /// <summary>One agent of ours calls another that has registered.</summary>
    private static async Task TalkAsync(SipMediaEncryption encryption, bool calledIsEncrypted)
    {
        ScriptedAudio calling = new(400, keep: 20), called = new(1000, keep: 20);
        var answered = new AnsweringCall(called);
        await using var rtpengine = await RtpenginePeer.StartAsync();
        await using var kamailio = await KamailioPeer.StartAsync(rtpengine: rtpengine, decrypts: encryption != SipMediaEncryption.Off && !calledIsEncrypted);
        await using var near = await SipPhone.StartAsync();
        await using var far = await SipPhone.StartAsync(answered.TakeAsync);
        await using var kept = await kamailio.RegisteredAsync(far);

        var leg = near.Agent.Dial(KamailioPeer.Call(kamailio.Gateway(SipTransport.Udp)) with { MediaEncryption = encryption });
        leg.Attach(calling);

        (await leg.Answer.WaitAsync(Patience)).Result.ShouldBe(LegResult.Answered, kamailio.Output + rtpengine.Output);
        await Task.WhenAll(calling.Full, called.Full).WaitAsync(Patience);
        Tone.Share(calling.Heard, 1000).ShouldBeGreaterThan(0.8);
        Tone.Share(called.Heard, 400).ShouldBeGreaterThan(0.8);
        leg.Quality.ShouldNotBeNull().Encrypted.ShouldBe(encryption != SipMediaEncryption.Off);
        (await answered.Leg).Quality.ShouldNotBeNull().Encrypted.ShouldBe(calledIsEncrypted);
        await leg.HangUpAsync();
        await rtpengine.ClosedAsync();
    }
}
