using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Gateways;

/// <summary>A further INVITE of a call waits for a place in time, which the test gives out; it plays both gateways, too.</summary>
public sealed class FurtherPlaceTests : TwoGateways
{
    private readonly Channel<Ask> _asks = Channel.CreateUnbounded<Ask>();

    [Fact]
    public async Task Call_that_leaves_a_silent_gateway_waits_for_its_place_at_the_next()
    {
        var leg = Dial();
        await SilenceAsync();

        await GivePlaceAsync(await AskedAsync(), isUsed: true);

        await TakesAsync(leg);
    }

    [Fact]
    public async Task Call_that_a_gateway_refuses_waits_for_its_place_at_the_next()
    {
        var leg = Dial();
        await RefuseAsync(503);

        await GivePlaceAsync(await AskedAsync(), isUsed: true);

        await TakesAsync(leg);
    }

    [Fact]
    public async Task Call_that_is_sent_elsewhere_waits_for_its_place_there()
    {
        var leg = Dial(Of(First));
        await RefuseAsync(302, $"Contact: <sip:desk@127.0.0.1:{Second.Port}>");

        await GivePlaceAsync(await AskedAsync(), isUsed: true);

        await TakesAsync(leg, "INVITE sip:desk@");
    }

    [Fact]
    public async Task Call_that_is_sent_elsewhere_ends_as_such_without_a_place()
    {
        var leg = Dial(Of(First));
        await RefuseAsync(302, $"Contact: <sip:desk@127.0.0.1:{Second.Port}>");

        (await AskedAsync()).Give(null);

        (await leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.Failed, SipStatus: 302));
        await NothingLeavesAsync();
    }

    [Fact]
    public async Task Without_a_place_the_call_ends_as_the_last_gateway_had_it()
    {
        var leg = Dial();
        await RefuseAsync(503, "Retry-After: 7");

        (await AskedAsync()).Give(null);

        (await leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.Congestion, SipStatus: 503, RetryAfter: TimeSpan.FromSeconds(7)));
        await NothingLeavesAsync();
    }

    [Fact]
    public async Task Whoever_breaks_when_asked_for_a_place_has_none()
    {
        var leg = Dial();
        await SilenceAsync();

        (await AskedAsync()).Place.SetException(new InvalidOperationException("The database is gone."));

        (await leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.Unreachable));
        await NothingLeavesAsync();
    }

    [Fact]
    public async Task Hanging_up_while_a_place_is_waited_for_ends_the_call_at_once()
    {
        var leg = Dial();
        await SilenceAsync();
        var ask = await AskedAsync();

        await leg.HangUpAsync().AsTask().WaitAsync(Patience);

        (await leg.Answer).ShouldBe(new LegAnswer(LegResult.Canceled));
        await Eventually.IsAsync(() => ask.Over.IsCancellationRequested ? "" : null);
        ask.Give(Soon);
        await NothingLeavesAsync();
    }

    [Fact]
    public async Task A_place_is_waited_for_no_longer_than_the_call_may_ring()
    {
        var leg = Phone.Agent.Dial(Request() with { RingTimeout = TimeSpan.FromSeconds(12) });
        await SilenceAsync();
        var ask = await AskedAsync();

        Time.Advance(TimeSpan.FromSeconds(6.9));
        leg.Answer.IsCompleted.ShouldBeFalse();
        Time.Advance(TimeSpan.FromSeconds(0.2));

        (await leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.Unreachable));
        await Eventually.IsAsync(() => ask.Over.IsCancellationRequested ? "" : null);
        ask.Give(Soon);
        await NothingLeavesAsync();
    }

    [Fact]
    public async Task Left_gateway_that_answers_while_a_place_is_waited_for_is_hung_up_and_the_call_goes_on()
    {
        var leg = Dial();
        var abandoned = await SilenceAsync();
        var ask = await AskedAsync();

        First.Respond(abandoned, 200, "late", WirePeer.Sdp);
        await First.ExpectAsync("ACK ");
        First.Respond(await First.ExpectAsync("BYE "), 200);

        leg.Answer.IsCompleted.ShouldBeFalse();
        ask.Give(Soon);
        await AnswerAsync(Second, await Second.ExpectAsync("INVITE "));
        (await leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.Answered, SipStatus: 200));
    }

    [Fact]
    public async Task An_invite_that_misses_its_place_takes_another_one_at_the_same_gateway()
    {
        var leg = Dial();
        await RefuseAsync(503);
        (await AskedAsync()).Give(Time.GetUtcNow().AddMilliseconds(-1));

        await GivePlaceAsync(await AskedAsync(), isUsed: false);

        await TakesAsync(leg);
    }

    [Fact]
    public async Task Who_misses_a_place_and_gets_no_other_was_refused_and_has_not_missed()
    {
        var leg = Dial();
        await RefuseAsync(503);
        (await AskedAsync()).Give(Time.GetUtcNow().AddMilliseconds(-1));

        (await AskedAsync()).Give(null);

        (await leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.Congestion, SipStatus: 503), "a call that has missed its place is dialled anew");
    }

    [Fact]
    public async Task An_invite_that_is_repeated_with_a_password_takes_no_place()
    {
        var leg = Phone.Agent.Dial(Request() with { Credentials = new SipCredentials("u", "p") });
        await RefuseAsync(407, "Proxy-Authenticate: Digest realm=\"r\", nonce=\"1\"");
        await RefuseAsync(486);

        (await leg.Answer.WaitAsync(Patience)).Result.ShouldBe(LegResult.Busy);
        _asks.Reader.TryPeek(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_call_of_which_nothing_has_left_keeps_its_place()
    {
        var leg = Dial(new SipGateway { Host = "127.0.0.1", Port = 9, Transport = SipTransport.Tcp }, Of(Second));

        await TakesAsync(leg);
        _asks.Reader.TryPeek(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_call_of_which_nothing_has_left_in_time_gives_its_place_up()
    {
        // It is connected to, and shakes no hands.
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        var gateway = new SipGateway { Host = "127.0.0.1", Port = ((IPEndPoint)mute.LocalEndpoint).Port, Transport = SipTransport.Tls };
        var leg = Phone.Agent.Dial(Request(gateway, Of(Second)) with { Silence = TimeSpan.FromSeconds(4) });

        Time.Advance(TimeSpan.FromSeconds(4));
        var ask = await AskedAsync();

        ask.IsUsed.ShouldBeFalse();
        ask.Give(Soon);
        await TakesAsync(leg);
    }

    private DateTimeOffset Soon => Time.GetUtcNow().AddMilliseconds(20);

    private ICallLeg Dial(params SipGateway[] gateways) => Phone.Agent.Dial(Request(gateways));

    private SipDialRequest Request(params SipGateway[] gateways) => Call(gateways) with { LeaveBy = Soon, AnotherPlaceAsync = AskAsync };

    private Task<DateTimeOffset?> AskAsync(bool isUsed, CancellationToken over)
    {
        var ask = new Ask(isUsed, over);
        _asks.Writer.TryWrite(ask);
        return ask.Place.Task;
    }

    private async Task<Ask> AskedAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        return await _asks.Reader.ReadAsync(limit.Token);
    }

    private async Task RefuseAsync(int status, params string[] headers)
    {
        First.Respond(await First.ExpectAsync("INVITE "), status, headers: headers);
        await First.ExpectAsync("ACK ");
    }

    /// <summary>The next INVITE leaves at the place that is waited for, and not before.</summary>
    private async Task GivePlaceAsync(Ask ask, bool isUsed)
    {
        ask.IsUsed.ShouldBe(isUsed);
        await NothingLeavesAsync();
        ask.Give(Soon);
    }

    /// <summary>The second gateway takes the call.</summary>
    private async Task TakesAsync(ICallLeg leg, string request = "INVITE ")
    {
        await AnswerAsync(Second, await Second.ExpectAsync(request));
        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
    }

    private async Task NothingLeavesAsync()
    {
        await Phone.HandledAsync();
        Second.IsWaiting.ShouldBeFalse();
    }

    /// <summary>Somebody waits for a place.</summary>
    /// <param name="IsUsed">An INVITE has left at the one before.</param>
    /// <param name="Over">Nobody waits any more.</param>
    private sealed record Ask(bool IsUsed, CancellationToken Over)
    {
        // Who waits goes on before the test does.
        public TaskCompletionSource<DateTimeOffset?> Place { get; } = new();

        public void Give(DateTimeOffset? leaveBy) => Place.SetResult(leaveBy);
    }
}
