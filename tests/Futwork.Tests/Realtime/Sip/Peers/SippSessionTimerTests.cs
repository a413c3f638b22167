using Futwork.Realtime.Telephony;
using Futwork.Tests.Realtime.Sip.Interop;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Peers;

/// <summary>Session timers (RFC 4028) with SIPp. Our clock is moved by the test; SIPp only answers to what that brings about.</summary>
[Collection(RealPeers.Name)]
[Trait("peer", "sipp")]
public sealed class SippSessionTimerTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private readonly FakeTime _time = new();
    private SipPhone _phone = null!;

    public async ValueTask InitializeAsync() => _phone = await SipPhone.StartAsync(time: _time);

    public async ValueTask DisposeAsync()
    {
        await _phone.CloseAsync(_time);
    }

    [Theory]
    [Interop(Feature.RefreshUpdate, Peer.Sipp)]
    [InlineData("refresh-update")]
    public Task We_refresh_by_update(string scenario) => RefreshTwiceAsync(scenario);

    [Theory]
    [Interop(Feature.RefreshInvite, Peer.Sipp)]
    [InlineData("refresh-invite")]
    public Task We_refresh_by_reinvite_where_no_update_is_known(string scenario) => RefreshTwiceAsync(scenario);

    [Fact]
    [Interop(Feature.RefreshByPeer, Peer.Sipp)]
    [Interop(Feature.Expiry, Peer.Sipp)]
    public async Task Peer_that_refreshes_once_and_then_no_more_is_hung_up_on()
    {
        await using var sipp = SippPeer.Start("refresh-expiry");
        await sipp.ListeningAsync();
        var leg = await AnsweredAsync(sipp);
        await ReceivedAsync(2);

        _time.Advance(TimeSpan.FromSeconds(59));
        leg.Ended.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));

        (await leg.Ended.WaitAsync(Patience)).By.ShouldBe(LegEndedBy.Line);
        await sipp.ShouldBeContentAsync();
    }

    [Fact]
    [Interop(Feature.IntervalTooSmall, Peer.Sipp)]
    public async Task Interval_that_is_too_small_for_the_peer_is_lengthened()
    {
        await using var sipp = SippPeer.Start("interval");
        await sipp.ListeningAsync();

        var leg = await AnsweredAsync(sipp);

        await leg.HangUpAsync();
        await sipp.ShouldBeContentAsync();
    }

    private async Task RefreshTwiceAsync(string scenario)
    {
        await using var sipp = SippPeer.Start(scenario);
        await sipp.ListeningAsync();
        var leg = await AnsweredAsync(sipp);

        for (var round = 0; round < 2; round++)
        {
            var seen = _phone.Agent.Counters.MessagesReceived;
            _time.Advance(TimeSpan.FromSeconds(45));
            await ReceivedAsync(seen + 1);
        }

        leg.Ended.IsCompleted.ShouldBeFalse();
        await leg.HangUpAsync();
        await sipp.ShouldBeContentAsync();
    }

    /// <summary>Waits for so many messages in all, and until the last of them has been handled.</summary>
    private async Task ReceivedAsync(long messages)
    {
        await Eventually.IsAsync(() => _phone.Agent.Counters.MessagesReceived >= messages ? _phone : null);
        await _phone.HandledAsync();
    }

    private async Task<ICallLeg> AnsweredAsync(SippPeer sipp)
    {
        var leg = _phone.Agent.Dial(SipPhone.To(sipp.Port));
        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
        return leg;
    }
}
