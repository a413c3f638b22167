using Futwork.Realtime.Rtp;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Realtime.Rtp;
using Futwork.Tests.Realtime.Sip.Interop;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Peers;

/// <summary>linphone, another soft phone that we did not write, talks with our user agent.</summary>
[Collection(RealPeers.Name)]
[Trait("peer", "linphone")]
public sealed class LinphoneTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    [Fact]
    [Interop(Feature.Answer, Peer.Linphone)]
    public async Task Soft_phone_answers_and_each_side_hears_the_other_until_we_hang_up()
    {
        await using var phone = await SipPhone.StartAsync();
        await using var linphone = await LinphonePeer.StartAsync();

        var leg = await TalkAsync(phone, linphone);

        await leg.HangUpAsync();
        (await leg.Ended).By.ShouldBe(LegEndedBy.Local);
        (await linphone.HeardAsync(440)).ShouldBeGreaterThan(0.8);
    }

    [Fact]
    [Interop(Feature.RemoteHangUp, Peer.Linphone)]
    public async Task Soft_phone_hangs_up()
    {
        await using var phone = await SipPhone.StartAsync();
        await using var linphone = await LinphonePeer.StartAsync();
        var leg = await TalkAsync(phone, linphone);

        await linphone.CommandAsync("terminate");

        (await leg.Ended.WaitAsync(Patience)).By.ShouldBe(LegEndedBy.Remote);
    }

    [Fact]
    [Interop(Feature.Reject, Peer.Linphone)]
    public async Task Soft_phone_declines()
    {
        await using var phone = await SipPhone.StartAsync();
        await using var linphone = await LinphonePeer.StartAsync(answers: false);
        var leg = phone.Agent.Dial(SipPhone.To(linphone.Port, "phone"));
        await linphone.SaidAsync("Receiving new incoming call");

        await linphone.CommandAsync("terminate");

        (await leg.Answer.WaitAsync(Patience)).ShouldSatisfyAllConditions(
            a => a.Result.ShouldBe(LegResult.Rejected), a => a.SipStatus.ShouldBe(603), a => a.Rang.ShouldBeTrue());
    }

    [Fact]
    [Interop(Feature.Redirect, Peer.Linphone)]
    public async Task Soft_phone_that_points_elsewhere_is_followed_there()
    {
        await using var phone = await SipPhone.StartAsync();
        await using var elsewhere = SippPeer.Start("answer");
        await using var linphone = await LinphonePeer.StartAsync(answers: false);
        var leg = phone.Agent.Dial(SipPhone.To(linphone.Port, "phone"));
        await linphone.SaidAsync("Receiving new incoming call");

        await linphone.CommandAsync($"redirect all sip:elsewhere@127.0.0.1:{elsewhere.Port}");

        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
        await leg.HangUpAsync();
        await elsewhere.ShouldBeContentAsync();
    }

    [Fact]
    [Interop(Feature.Busy, Peer.Linphone)]
    public async Task Soft_phone_that_takes_one_call_is_busy_for_the_second()
    {
        await using var phone = await SipPhone.StartAsync();
        await using var linphone = await LinphonePeer.StartAsync(sip: ["[misc]", "max_calls=1"]);
        var leg = await TalkAsync(phone, linphone);

        var second = await phone.Agent.Dial(SipPhone.To(linphone.Port, "phone")).Answer.WaitAsync(Patience);

        second.ShouldBe(new LegAnswer(LegResult.Busy, SipStatus: 486));
        await leg.HangUpAsync();
    }

    [Fact]
    [Interop(Feature.NoAnswer, Peer.Linphone)]
    public async Task Hanging_up_while_it_rings_stops_the_ringing()
    {
        await using var phone = await SipPhone.StartAsync();
        await using var linphone = await LinphonePeer.StartAsync(answers: false);
        var leg = phone.Agent.Dial(SipPhone.To(linphone.Port, "phone"));
        await linphone.SaidAsync("Receiving new incoming call");

        await leg.HangUpAsync();

        (await leg.Answer).Result.ShouldBe(LegResult.Canceled);
        await linphone.SaidAsync("ended (");
    }

    [Fact]
    [Interop(Feature.Hold, Peer.Linphone)]
    public async Task Soft_phone_holds_and_resumes()
    {
        await using var phone = await SipPhone.StartAsync();
        await using var linphone = await LinphonePeer.StartAsync();
        var leg = await TalkAsync(phone, linphone);

        await linphone.CommandAsync("pause");
        await linphone.SaidAsync("is now paused");
        var again = new ScriptedAudio(440, keep: 25);
        await linphone.CommandAsync("resume");
        await linphone.SaidAsync("Media streams established", times: 2);
        leg.Attach(again);

        await again.Full.WaitAsync(Patience);
        Tone.Share(again.Heard, 600).ShouldBeGreaterThan(0.8);
        leg.Ended.IsCompleted.ShouldBeFalse();
        await leg.HangUpAsync();
    }

    [Fact]
    [Interop(Feature.KeysToUs, Peer.Linphone)]
    [Interop(Feature.KeysFromUs, Peer.Linphone)]
    public async Task Keys_arrive_on_both_sides()
    {
        await using var phone = await SipPhone.StartAsync();
        await using var linphone = await LinphonePeer.StartAsync(sip: ["use_rfc2833=1", "use_info=0"]);
        var ear = new ScriptedAudio(440, keep: 10);
        var leg = await TalkAsync(phone, linphone, ear: ear);

        leg.SendDigits("15#");
        foreach (var key in "15#") await linphone.SaidAsync($"Receiving tone {key}");
        foreach (var key in "29*")
        {
            await linphone.CommandAsync(key.ToString());
            await Eventually.IsAsync(() => ear.Digits.Contains(key) ? ear : null);
        }

        ear.Digits.ShouldBe(['2', '9', '*']);
        await leg.HangUpAsync();
    }

    [Fact]
    [Interop(Feature.Refer, Peer.Linphone)]
    public async Task Soft_phone_that_we_hand_over_calls_the_other_number_and_tells_of_its_answer()
    {
        var called = new AnsweringCall();
        await using var other = await SipPhone.StartAsync(called.TakeAsync);
        await using var phone = await SipPhone.StartAsync();
        await using var linphone = await LinphonePeer.StartAsync();
        var leg = await TalkAsync(phone, linphone);

        var transfer = await leg.TransferAsync($"sip:desk@127.0.0.1:{other.Port}").WaitAsync(Patience);

        transfer.Succeeded.ShouldBeTrue(linphone.Output);
        await leg.HangUpAsync();
        await (await called.Leg.WaitAsync(Patience)).HangUpAsync();
    }

    [Theory]
    [Interop(Feature.Srtp, Peer.Linphone)]
    [InlineData(SipMediaEncryption.Required)]
    [InlineData(SipMediaEncryption.Optimistic)]
    public async Task Encrypted_sound_goes_both_ways_when_it_is_required_and_plain_when_we_only_wish_for_it(SipMediaEncryption ours)
    {
        await using var phone = await SipPhone.StartAsync();
        await using var linphone = await LinphonePeer.StartAsync(sip: ["media_encryption=srtp"]);

        var leg = await TalkAsync(phone, linphone, request => request with { MediaEncryption = ours });

        // It takes keys only where the whole profile is RTP/SAVP.
        leg.Quality.ShouldNotBeNull().Encrypted.ShouldBe(ours == SipMediaEncryption.Required);
        await leg.HangUpAsync();
        (await linphone.HeardAsync(440)).ShouldBeGreaterThan(0.8);
    }

    [Fact]
    [Interop(Feature.G722, Peer.Linphone)]
    public Task G722_carries_a_tone_both_ways() => SpeakAsync("G722/8000", AudioCodec.G722, "G722");

    [Fact]
    [Interop(Feature.Opus, Peer.Linphone)]
    public Task Opus_carries_a_tone_both_ways() => SpeakAsync("opus/48000", AudioCodec.Opus, "opus");

    [Fact]
    [Interop(Feature.Reports, Peer.Linphone)]
    public async Task Reports_of_the_soft_phone_tell_the_way_there_and_back()
    {
        await using var phone = await SipPhone.StartAsync();
        await using var linphone = await LinphonePeer.StartAsync();
        var leg = await TalkAsync(phone, linphone);

        // A report that was made while the machine stood still is followed by a better one.
        await Eventually.IsAsync(() => leg.Quality is { RoundTripMs: >= 0 and <= 200, FarMos: > 3 } told ? told : null);

        await leg.HangUpAsync();
    }

    [Fact]
    [Interop(Feature.RefreshUpdate, Peer.Linphone)]
    public async Task Session_is_refreshed_by_update()
    {
        var time = new FakeTime();
        var phone = await SipPhone.StartAsync(time: time, sip: new SipOptions { SessionExpires = TimeSpan.FromSeconds(200) });
        await using var linphone = await LinphonePeer.StartAsync(sip: ["session_expires_enabled=1", "session_expires_value=200", "session_expires_min_value=90"]);
        var leg = await TalkAsync(phone, linphone);

        for (var round = 0; round < 3; round++)
        {
            var seen = phone.Agent.Counters.MessagesReceived;
            time.Advance(TimeSpan.FromSeconds(100));
            await Eventually.IsAsync(() => phone.Agent.Counters.MessagesReceived > seen ? phone : null);
            await phone.HandledAsync();
        }

        leg.Ended.IsCompleted.ShouldBeFalse();
        await leg.HangUpAsync();
        await phone.CloseAsync(time);
    }

    [Fact]
    [Interop(Feature.CallToUs, Peer.Linphone)]
    public async Task Soft_phone_calls_us_and_is_heard()
    {
        var tone = new ScriptedAudio(700, keep: 25);
        var answered = new AnsweringCall(tone, rings: true);
        await using var phone = await SipPhone.StartAsync(answered.TakeAsync);
        await using var linphone = await LinphonePeer.StartAsync();

        await linphone.CommandAsync($"call sip:futwork@127.0.0.1:{phone.Port} --audio-only");

        var leg = await answered.Leg.WaitAsync(Patience);
        await tone.Full.WaitAsync(Patience);
        Tone.Share(tone.Heard, 600).ShouldBeGreaterThan(0.8);
        await leg.HangUpAsync();
        (await linphone.HeardAsync(700)).ShouldBeGreaterThan(0.8);
    }

    [Fact]
    [Interop(Feature.CallToUsCancelled, Peer.Linphone)]
    public async Task Soft_phone_calls_us_and_gives_up()
    {
        var ringing = new RingingCall();
        await using var phone = await SipPhone.StartAsync(ringing.TakeAsync);
        await using var linphone = await LinphonePeer.StartAsync();
        await linphone.CommandAsync($"call sip:futwork@127.0.0.1:{phone.Port} --audio-only");
        await ringing.Rings.WaitAsync(Patience);

        await linphone.CommandAsync("terminate");

        await ringing.Gone.WaitAsync(Patience);
    }

    [Fact]
    [Interop(Feature.Tls, Peer.Linphone)]
    public async Task Soft_phone_calls_us_over_TLS_with_encrypted_sound()
    {
        using var authority = new TestAuthority();
        var tone = new ScriptedAudio(700, keep: 25);
        var answered = new AnsweringCall(tone);
        await using var phone = await SipPhone.StartAsync(
            answered.TakeAsync,
            sip: new SipOptions { TlsListener = authority.Issue([], common: "127.0.0.1").Listener() });
        var roots = Path.GetTempFileName();
        await File.WriteAllTextAsync(roots, authority.Pem);
        try
        {
            await using var linphone = await LinphonePeer.StartAsync(sip: ["media_encryption=srtp", $"root_ca={roots}", "sip_tls_port=-1"]);

            await linphone.CommandAsync($"call sip:futwork@127.0.0.1:{phone.Agent.TlsEndPoint!.Port};transport=tls --audio-only");

            var leg = await answered.Leg.WaitAsync(Patience);
            await tone.Full.WaitAsync(Patience);
            leg.Quality.ShouldNotBeNull().Encrypted.ShouldBeTrue();
            await leg.HangUpAsync();
            await linphone.SaidAsync("ended (");
        }
        finally
        {
            File.Delete(roots);
        }
    }

    private static async Task SpeakAsync(string theirs, AudioCodec ours, string name)
    {
        await using var phone = await SipPhone.StartAsync();
        await using var linphone = await LinphonePeer.StartAsync(codec: theirs);

        var leg = await TalkAsync(phone, linphone, request => request with { Codecs = [ours, AudioCodec.Pcmu] });

        leg.Quality.ShouldNotBeNull().Codec.ShouldBe(name);
        await leg.HangUpAsync();
        (await linphone.HeardAsync(440)).ShouldBeGreaterThan(0.8);
    }

    /// <summary>Calls it and listens to its tone for half a second.</summary>
    private static Task<ICallLeg> TalkAsync(SipPhone phone, LinphonePeer linphone, Func<SipDialRequest, SipDialRequest>? change = null, ScriptedAudio? ear = null) =>
        phone.TalkAsync((change ?? (request => request))(SipPhone.To(linphone.Port, "phone")), ear ?? new ScriptedAudio(440, keep: 25), 600, () => linphone.Output);
}
