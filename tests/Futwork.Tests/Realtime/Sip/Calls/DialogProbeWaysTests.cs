using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Calls;

/// <summary>A held call of a peer whose Contact may be nobody's, as seen from here, on a fake clock.</summary>
public sealed class DialogProbeWaysTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(32);
    private readonly FakeTime _time = new();
    private readonly WirePeer _peer = new();
    private readonly WirePeer _contact = new();
    private SipPhone _phone = null!;
    private ICallLeg _leg = null!;
    private SipMessage _options = null!;

    public async ValueTask InitializeAsync()
    {
        _phone = await SipPhone.StartAsync(time: _time);
        _leg = _phone.Agent.Dial(SipPhone.To(_peer.Port));
        _peer.Respond(await _peer.ExpectAsync("INVITE "), 200, sdp: WirePeer.Sdp + "a=inactive\n", headers: $"Contact: <sip:far@127.0.0.1:{_contact.Port}>");
        await _contact.ExpectAsync("ACK ");
        await _leg.Answer.WaitAsync(Patience);
        _time.Advance(TimeSpan.FromMinutes(1));
        _options = await _contact.ExpectAsync("OPTIONS ");
    }

    public async ValueTask DisposeAsync()
    {
        await _phone.CloseAsync(_time);
        _peer.Dispose();
        _contact.Dispose();
    }

    [Fact]
    public async Task Question_that_nobody_answers_at_the_contact_is_asked_by_the_way_of_the_call_too()
    {
        _time.Advance(Lifetime);

        await LivesAsync();
    }

    [Theory]
    [InlineData(408)]
    [InlineData(481)]
    public async Task Host_at_the_contact_that_knows_of_no_such_call_may_be_somebody_else(int status)
    {
        _contact.Respond(_options, status);

        await LivesAsync();
    }

    [Fact]
    public async Task Peer_that_answers_by_neither_way_is_gone()
    {
        _time.Advance(Lifetime);
        await _peer.ExpectAsync("OPTIONS ");
        _leg.Ended.IsCompleted.ShouldBeFalse();

        _time.Advance(Lifetime);

        _contact.Respond(await _contact.ExpectPastAsync("OPTIONS", "BYE"), 200);
        (await _leg.Ended.WaitAsync(Patience)).By.ShouldBe(LegEndedBy.Line);
    }

    [Fact]
    public async Task Peer_that_knows_of_no_such_call_by_either_way_is_gone()
    {
        _contact.Respond(_options, 481);
        _peer.Respond(await _peer.ExpectAsync("OPTIONS "), 481);

        _contact.Respond(await _contact.ExpectAsync("BYE "), 200);
        (await _leg.Ended.WaitAsync(Patience)).By.ShouldBe(LegEndedBy.Line);
    }

    private async Task LivesAsync()
    {
        var again = await _peer.ExpectAsync("OPTIONS ");
        again.CSeq.ShouldBe(_options.CSeq + 1);
        _peer.Respond(again, 200);
        await _phone.HandledAsync();
        _time.Advance(TimeSpan.FromSeconds(35));
        _leg.Ended.IsCompleted.ShouldBeFalse();
    }
}
