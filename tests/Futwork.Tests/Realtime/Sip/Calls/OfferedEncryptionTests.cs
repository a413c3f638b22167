using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Calls;

/// <summary>What encryption is offered over UDP, to a far end that the test plays by hand, on a fake clock.</summary>
public sealed class OfferedEncryptionTests : IAsyncLifetime
{
    private const string Common = "AES_CM_128_HMAC_SHA1_80";
    private const string Wanted = "a=crypto:2 AEAD_AES_128_GCM inline:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGw\n";
    private const string Taken = $"a=crypto:1 {Common} inline:PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR\n";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly FakeTime _time = new();
    private readonly WirePeer _peer = new();
    private SipPhone _phone = null!;

    public async ValueTask InitializeAsync() => _phone = await SipPhone.StartAsync(time: _time);

    public async ValueTask DisposeAsync()
    {
        await _phone.CloseAsync(_time);
        _peer.Dispose();
    }

    [Fact]
    public async Task Peer_that_refuses_the_only_suite_is_offered_all_and_may_take_another()
    {
        var (leg, invite) = await DialAsync(SipMediaEncryption.Required);
        Suites(invite).ShouldBe([Common]);
        await RefuseAsync(invite);

        var again = await _peer.ExpectAsync("INVITE ");
        again.CSeq.ShouldBe(invite.CSeq + 1);
        Suites(again).ShouldBe([Common, "AEAD_AES_128_GCM", "AES_256_CM_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32"]);
        _peer.Respond(again, 200, sdp: WirePeer.Sdp.Replace("RTP/AVP", "RTP/SAVP", StringComparison.Ordinal) + Wanted);
        await _peer.ExpectAsync("ACK ");
        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
    }

    [Fact]
    public async Task Peer_that_refuses_all_is_asked_no_third_time()
    {
        var (leg, invite) = await DialAsync(SipMediaEncryption.Optimistic);
        await RefuseAsync(invite);

        await RefuseAsync(await _peer.ExpectAsync("INVITE "));

        await RefusedAsync(leg);
    }

    [Fact]
    public async Task Phone_without_encryption_may_answer_after_an_announcement_with_it()
    {
        var (leg, invite) = await DialAsync(SipMediaEncryption.Optimistic);

        _peer.Respond(invite, 183, toTag: "announcement", sdp: WirePeer.Sdp + Taken);
        _peer.Respond(invite, 200, toTag: "phone", sdp: WirePeer.Sdp);

        await _peer.ExpectAsync("ACK ");
        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
    }

    [Theory]
    [InlineData(SipMediaEncryption.Off, false)]
    [InlineData(SipMediaEncryption.Required, true)]
    public async Task Nobody_is_asked_again_who_was_offered_no_encryption_or_whose_phone_rang(SipMediaEncryption encryption, bool rings)
    {
        var (leg, invite) = await DialAsync(encryption);
        if (rings) _peer.Respond(invite, 180);

        await RefuseAsync(invite);

        await RefusedAsync(leg);
    }

    private async Task<(ICallLeg Leg, SipMessage Invite)> DialAsync(SipMediaEncryption encryption)
    {
        var leg = _phone.Agent.Dial(SipPhone.To(_peer.Port) with { MediaEncryption = encryption });
        return (leg, await _peer.ExpectAsync("INVITE "));
    }

    private async Task RefuseAsync(SipMessage invite)
    {
        _peer.Respond(invite, 488);
        await _peer.ExpectAsync("ACK ");
    }

    private async Task RefusedAsync(ICallLeg leg)
    {
        (await leg.Answer.WaitAsync(Patience)).SipStatus.ShouldBe(488);
        await _phone.HandledAsync();
        _peer.IsWaiting.ShouldBeFalse();
    }

    private static string[] Suites(SipMessage invite) =>
        [.. Bytes.Text(invite.Body).Split("\r\n").Where(line => line.StartsWith("a=crypto:", StringComparison.Ordinal)).Select(line => line.Split(' ')[1])];
}
