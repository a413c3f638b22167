using System.Globalization;
using System.Net;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Realtime.Rtp;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Calls;

/// <summary>Calls on which nothing need arrive and no session timer runs, against a far end that the test plays by hand, on a fake clock.</summary>
public sealed class DialogProbeTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly FakeTime _time = new();
    private readonly WirePeer _peer = new();
    private SipPhone _phone = null!;
    private ICallLeg _leg = null!;
    private SipMessage _invite = null!;
    private uint _cseq;

    public async ValueTask InitializeAsync()
    {
        _phone = await SipPhone.StartAsync(time: _time, sip: new SipOptions { SessionExpires = null });
        _leg = _phone.Agent.Dial(SipPhone.To(_peer.Port));
        _invite = await _peer.ExpectAsync("INVITE ");
        _peer.Respond(_invite, 200, sdp: WirePeer.Sdp);
        await _peer.ExpectAsync("ACK ");
        await _leg.Answer.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await _phone.CloseAsync(_time);
        _peer.Dispose();
    }

    [Theory]
    [InlineData("a=sendonly")]
    [InlineData("a=recvonly")]
    [InlineData("a=inactive")]
    public async Task Held_call_is_asked_each_minute_and_lives_on_any_answer(string line)
    {
        await ChangeAsync(line);

        foreach (var status in new[] { 200, 405, 503 })
        {
            _time.Advance(Minute);
            var options = await _peer.ExpectAsync("OPTIONS ");
            Bytes.Text(options.ToTag).ShouldBe("far");
            _peer.Respond(options, status);
            await _phone.HandledAsync();
        }

        _time.Advance(TimeSpan.FromSeconds(35));
        _leg.Ended.IsCompleted.ShouldBeFalse();
    }

    [Theory]
    [InlineData(408)]
    [InlineData(481)]
    public async Task Peer_that_knows_nothing_of_a_held_call_ends_it(int status)
    {
        await ChangeAsync("a=sendonly");
        _time.Advance(Minute);

        _peer.Respond(await _peer.ExpectAsync("OPTIONS "), status);

        await EndsOnTheLineAsync();
    }

    [Fact]
    public async Task Peer_of_a_held_call_that_says_nothing_is_gone()
    {
        await ChangeAsync("a=inactive");
        _time.Advance(Minute);
        await _peer.ExpectAsync("OPTIONS ");

        _time.Advance(TimeSpan.FromSeconds(32));

        await EndsOnTheLineAsync();
    }

    [Fact]
    public async Task Question_without_an_answer_ends_no_call_that_has_sound_again()
    {
        await ChangeAsync("a=inactive");
        _time.Advance(Minute);
        await _peer.ExpectAsync("OPTIONS ");
        await ChangeAsync("a=sendrecv");

        _time.Advance(TimeSpan.FromSeconds(35));

        _leg.Ended.IsCompleted.ShouldBeFalse();
    }

    /// <param name="isReport">An RTCP report, at the port above that of the sound; else a packet of music.</param>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Question_without_an_answer_ends_no_call_on_which_something_is_heard_meanwhile(bool isReport)
    {
        await ChangeAsync("a=sendonly");
        var port = int.Parse(Bytes.Text(_invite.Body).Split("m=audio ")[1].Split(' ')[0], CultureInfo.InvariantCulture);
        using var far = new RtpPeer(new IPEndPoint(IPAddress.Loopback, isReport ? port + 1 : port));
        _time.Advance(Minute);
        await _peer.ExpectAsync("OPTIONS ");
        var (before, sequence) = (Heard(), 0);

        await Eventually.HappensAsync(() => Task.FromResult(Heard() != before), () =>
        {
            if (isReport) far.SendRaw([0x80, 201, 0, 1, 0, 0, 0x12, 0x34]);
            else far.Send(sequence++, new byte[160]);
            return Task.CompletedTask;
        });

        _time.Advance(TimeSpan.FromSeconds(35));
        _leg.Ended.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Call_with_sound_is_asked_nothing()
    {
        await ChangeAsync("a=inactive");
        await ChangeAsync("a=sendrecv");

        _time.Advance(10 * Minute);
        await _phone.HandledAsync();

        _peer.IsWaiting.ShouldBeFalse();
    }

    [Fact]
    public async Task Held_call_with_a_session_timer_is_asked_nothing()
    {
        await ChangeAsync("a=inactive", "Supported: timer", "Session-Expires: 1800;refresher=uac");

        _time.Advance(10 * Minute);
        await _phone.HandledAsync();

        _peer.IsWaiting.ShouldBeFalse();
    }

    private (long Packets, long? ReportedAt) Heard()
    {
        using var scope = _phone.Agent.Stack.Enter();
        return _phone.Agent.Stack.Sessions.Values.Single().Media.Heard;
    }

    private async Task ChangeAsync(string line, params string[] headers)
    {
        _peer.Request("INVITE", ++_cseq, WirePeer.DialogOf(_invite), WirePeer.Sdp + line + "\n", headers: headers);
        await _peer.ExpectAsync("SIP/2.0 200 OK");
        _peer.Request("ACK", _cseq, WirePeer.DialogOf(_invite));
        await _phone.HandledAsync();
    }

    private async Task EndsOnTheLineAsync()
    {
        _peer.Respond(await _peer.ExpectPastAsync("OPTIONS", "BYE"), 200);
        (await _leg.Ended.WaitAsync(Patience)).By.ShouldBe(LegEndedBy.Line);
    }
}
