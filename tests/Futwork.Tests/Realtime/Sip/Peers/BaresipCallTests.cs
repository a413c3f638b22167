using Futwork.Realtime.Sip;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Realtime.Rtp;
using Futwork.Tests.Realtime.Sip.Interop;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Peers;

/// <summary>baresip refuses, holds, is called over other transports and hears our keys.</summary>
[Collection(RealPeers.Name)]
[Trait("peer", "baresip")]
public sealed class BaresipCallTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    [Fact]
    [Interop(Feature.Busy, Peer.Baresip)]
    public async Task Soft_phone_that_takes_one_call_is_busy_for_the_second()
    {
        await using var phone = await SipPhone.StartAsync();
        await using var baresip = await BaresipPeer.StartAsync(settings: ["call_max_calls 1"]);
        var leg = await TalkAsync(phone, baresip);

        var second = await phone.Agent.Dial(SipPhone.To(baresip.Port, "phone")).Answer.WaitAsync(Patience);

        second.ShouldBe(new LegAnswer(LegResult.Busy, SipStatus: 486));
        await leg.HangUpAsync();
    }

    [Fact]
    [Interop(Feature.NoAnswer, Peer.Baresip)]
    public async Task Soft_phone_that_nobody_answers_is_rung_no_longer_than_we_like()
    {
        var time = new FakeTime();
        var phone = await SipPhone.StartAsync(time: time);
        await using var baresip = await BaresipPeer.StartAsync(answers: false);
        var leg = await phone.RingAsync(SipPhone.To(baresip.Port, "phone") with { RingTimeout = TimeSpan.FromSeconds(30) });

        time.Advance(TimeSpan.FromSeconds(30));

        (await leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.NoAnswer, Rang: true, SipStatus: 487));
        await phone.CloseAsync(time);
    }

    [Fact]
    [Interop(Feature.Hold, Peer.Baresip)]
    public async Task Soft_phone_holds_and_resumes()
    {
        await using var phone = await SipPhone.StartAsync();
        await using var baresip = await BaresipPeer.StartAsync(hertz: 600);
        var leg = await TalkAsync(phone, baresip, hertz: 600);
        var seen = phone.Agent.Counters.MessagesReceived;

        await baresip.CommandAsync("hold");
        await Eventually.IsAsync(() => phone.Agent.Counters.MessagesReceived >= seen + 2 ? leg : null);
        await baresip.CommandAsync("resume");
        await Eventually.IsAsync(() => phone.Agent.Counters.MessagesReceived >= seen + 4 ? leg : null);
        var again = new ScriptedAudio(440, keep: 25);
        leg.Attach(again);

        await again.Full.WaitAsync(Patience);
        Tone.Share(again.Heard, 600).ShouldBeGreaterThan(0.8);
        leg.Ended.IsCompleted.ShouldBeFalse();
        await leg.HangUpAsync();
    }

    [Fact]
    [Interop(Feature.KeysFromUs, Peer.Baresip)]
    public async Task Keys_of_ours_are_heard_once_each()
    {
        await using var phone = await SipPhone.StartAsync();
        await using var baresip = await BaresipPeer.StartAsync();
        var leg = await TalkAsync(phone, baresip);

        leg.SendDigits("1155#");

        (await baresip.KeysAsync(5)).ShouldBe(['1', '1', '5', '5', '#']);
        await leg.HangUpAsync();
    }

    [Fact]
    [Interop(Feature.Tcp, Peer.Baresip)]
    public async Task Soft_phone_is_called_over_TCP()
    {
        await using var phone = await SipPhone.StartAsync();
        await using var baresip = await BaresipPeer.StartAsync();

        var leg = await TalkAsync(phone, baresip, request => request with { Transport = SipTransport.Tcp });

        await leg.HangUpAsync();
        (await leg.Ended).By.ShouldBe(LegEndedBy.Local);
    }

    [Fact]
    [Interop(Feature.Tls, Peer.Baresip)]
    public async Task Soft_phone_is_called_over_TLS_with_encrypted_sound()
    {
        using var authority = new TestAuthority();
        var certificate = authority.Issue(["127.0.0.1"]);
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, certificate.Pem + "\n" + certificate.KeyPem + "\n");
        try
        {
            await using var phone = await SipPhone.StartAsync();
            await using var baresip = await BaresipPeer.StartAsync(modules: ["srtp"], account: ";mediaenc=srtp-mand", settings: [$"sip_certificate {file}"]);

            // It takes TLS on the port above.
            var leg = await TalkAsync(phone, baresip, request => request with
            {
                Port = baresip.Port + 1,
                Transport = SipTransport.Tls,
                Tls = new SipTlsSettings { Ca = authority.Pem },
                MediaEncryption = SipMediaEncryption.Required,
            });

            leg.Quality.ShouldNotBeNull().Encrypted.ShouldBeTrue();
            await leg.HangUpAsync();
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    [Interop(Feature.CallToUsCancelled, Peer.Baresip)]
    public async Task Soft_phone_calls_us_and_gives_up()
    {
        var ringing = new RingingCall();
        await using var phone = await SipPhone.StartAsync(ringing.TakeAsync);
        await using var baresip = await BaresipPeer.StartAsync();
        await baresip.CommandAsync("dial", $"sip:futwork@127.0.0.1:{phone.Port}");
        await ringing.Rings.WaitAsync(Patience);

        await baresip.CommandAsync("hangup");

        await ringing.Gone.WaitAsync(Patience);
    }

    /// <summary>Calls it and listens for half a second to what it says, or plays back.</summary>
    private static Task<ICallLeg> TalkAsync(SipPhone phone, BaresipPeer baresip, Func<SipDialRequest, SipDialRequest>? change = null, int hertz = 440) =>
        phone.TalkAsync((change ?? (request => request))(SipPhone.To(baresip.Port, "phone")), new ScriptedAudio(440, keep: 25), hertz, () => baresip.Output);
}
