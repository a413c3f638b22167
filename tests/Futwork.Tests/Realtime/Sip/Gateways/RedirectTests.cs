using System.Net;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Realtime.Rtp;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Gateways;

/// <summary>Calls that a carrier sends elsewhere (3xx), on a fake clock.</summary>
public sealed class RedirectTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly FakeTime _time = new();
    private readonly WirePeer _first = new();
    private readonly WirePeer _second = new();
    private SipPhone _phone = null!;
    private ICallLeg _leg = null!;
    private SipMessage _invite = null!;

    public async ValueTask InitializeAsync()
    {
        _phone = await SipPhone.StartAsync(time: _time);
        _leg = _phone.Agent.Dial(SipPhone.To(_first.Port) with { Credentials = new SipCredentials("u", "p") });
        _invite = await _first.ExpectAsync("INVITE ");
    }

    public async ValueTask DisposeAsync()
    {
        await _phone.CloseAsync(_time);
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public async Task The_best_contact_is_called_with_a_call_id_of_its_own()
    {
        await RedirectAsync($"<sip:desk@127.0.0.1:{_first.Port}>;q=0.2, <sip:+911204567890@127.0.0.1:{_second.Port}>;q=0.9");

        var invite = await _second.ExpectAsync($"INVITE sip:+911204567890@127.0.0.1:{_second.Port} SIP/2.0\r\n");
        Bytes.Text(invite.CallId).ShouldNotBe(Bytes.Text(_invite.CallId));
        _second.Respond(invite, 200, sdp: WirePeer.Sdp);
        await _second.ExpectAsync("ACK ");

        (await _leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
    }

    [Fact]
    public async Task A_loop_ends_with_the_redirection_as_the_answer()
    {
        await RedirectAsync($"<sip:desk@127.0.0.1:{_second.Port}>");
        var second = await _second.ExpectAsync("INVITE ");

        _second.Respond(second, 302, headers: $"Contact: <sip:desk@127.0.0.1:{_second.Port}>");
        await _second.ExpectAsync("ACK ");

        (await _leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.Failed, SipStatus: 302));
    }

    [Fact]
    public async Task Hanging_up_on_the_way_ends_the_call()
    {
        await RedirectAsync($"<sip:desk@127.0.0.1:{_second.Port}>");
        var second = await _second.ExpectAsync("INVITE ");
        _second.Respond(second, 180);
        await BarrierAsync();

        var hangUp = _leg.HangUpAsync().AsTask();
        _second.Respond(await _second.ExpectAsync("CANCEL "), 200);
        _second.Respond(second, 487);
        await _second.ExpectAsync("ACK ");

        await hangUp.WaitAsync(Patience);
        (await _leg.Answer).Result.ShouldBe(LegResult.Canceled);
    }

    [Fact]
    public async Task A_phone_that_rang_before_it_was_redirected_has_rung_whatever_comes_of_it()
    {
        _first.Respond(_invite, 180);
        await RedirectAsync($"<sip:desk@127.0.0.1:{_second.Port}>");
        _second.Respond(await _second.ExpectAsync("INVITE "), 403);

        (await _leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.CarrierRejected, Rang: true, SipStatus: 403));
    }

    /// <summary>Sound of ours goes to whom we listen to.</summary>
    [Fact]
    public async Task Announcement_of_the_next_is_listened_to_after_that_of_the_first()
    {
        var ours = new IPEndPoint(IPAddress.Loopback, EarlySound.AudioPort(_invite));
        using RtpPeer first = new(ours), next = new(ours);
        _first.Respond(_invite, 183, sdp: EarlySound.Sdp(first.Address.Port));
        await first.ArrivalAsync(Patience);
        await RedirectAsync($"<sip:desk@127.0.0.1:{_second.Port}>");

        _second.Respond(await _second.ExpectAsync("INVITE "), 183, sdp: EarlySound.Sdp(next.Address.Port));

        await next.ArrivalAsync(Patience);
    }

    [Fact]
    public async Task Contacts_that_are_no_sip_uris_are_passed_over()
    {
        await RedirectAsync("<tel:+911204567890>");

        (await _leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.Failed, SipStatus: 302));
    }

    private async Task RedirectAsync(string contacts)
    {
        _first.Respond(_invite, 302, headers: [$"Contact: {contacts}"]);
        await _first.ExpectAsync("ACK ");
    }

    private async Task BarrierAsync()
    {
        _second.Request("OPTIONS", 1, "From: <sip:a@b>;tag=1\nTo: <sip:c@d>\nCall-ID: barrier");
        await _second.ExpectAsync("SIP/2.0 200 OK");
    }
}
