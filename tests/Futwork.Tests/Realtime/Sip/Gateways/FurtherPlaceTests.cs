using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Gateways;

/// <summary>A further INVITE of a call waits for a place in time, which the test gives out; it plays both gateways, too, on a fake clock.</summary>
public sealed class FurtherPlaceTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly FakeTime _time = new();
    private readonly WirePeer _first = new();
    private readonly WirePeer _second = new();
    private readonly Channel<Ask> _asks = Channel.CreateUnbounded<Ask>();
    private SipPhone _phone = null!;

    public async ValueTask InitializeAsync() => _phone = await SipPhone.StartAsync(time: _time);

    public async ValueTask DisposeAsync()
    {
        await _phone.CloseAsync(_time);
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public async Task Call_that_leaves_a_silent_gateway_waits_for_its_place_at_the_next()
    {
        var leg = Dial();
        await SilenceAsync();
        var ask = await AskedAsync();

        ask.IsUsed.ShouldBeTrue();
        await NothingLeavesAsync();
        ask.Give(Soon);

        await AnswerAsync(await _second.ExpectAsync("INVITE "));
        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
    }

    [Fact]
    public async Task Call_that_a_gateway_refuses_waits_for_its_place_at_the_next()
    {
        var leg = Dial();
        await RefuseAsync(503);
        var ask = await AskedAsync();

        ask.IsUsed.ShouldBeTrue();
        await NothingLeavesAsync();
        ask.Give(Soon);

        await AnswerAsync(await _second.ExpectAsync("INVITE "));
        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
    }

    [Fact]
    public async Task Call_that_is_sent_elsewhere_waits_for_its_place_there()
    {
        var leg = Dial(Of(_first));
        await RefuseAsync(302, $"Contact: <sip:desk@127.0.0.1:{_second.Port}>");
        var ask = await AskedAsync();

        ask.IsUsed.ShouldBeTrue();
        await NothingLeavesAsync();
        ask.Give(Soon);

        await AnswerAsync(await _second.ExpectAsync("INVITE sip:desk@"));
        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
    }

    [Fact]
    public async Task Call_that_is_sent_elsewhere_ends_as_such_without_a_place()
    {
        var leg = Dial(Of(_first));
        await RefuseAsync(302, $"Contact: <sip:desk@127.0.0.1:{_second.Port}>");

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
        var leg = _phone.Agent.Dial(Request() with { RingTimeout = TimeSpan.FromSeconds(12) });
        await SilenceAsync();
        var ask = await AskedAsync();

        _time.Advance(TimeSpan.FromSeconds(6.9));
        leg.Answer.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(0.2));

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

        _first.Respond(abandoned, 200, "late", WirePeer.Sdp);
        await _first.ExpectAsync("ACK ");
        _first.Respond(await _first.ExpectAsync("BYE "), 200);

        leg.Answer.IsCompleted.ShouldBeFalse();
        ask.Give(Soon);
        await AnswerAsync(await _second.ExpectAsync("INVITE "));
        (await leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.Answered, SipStatus: 200));
    }

    [Fact]
    public async Task An_invite_that_misses_its_place_takes_another_one_at_the_same_gateway()
    {
        var leg = Dial();
        await RefuseAsync(503);
        (await AskedAsync()).Give(_time.GetUtcNow().AddMilliseconds(-1));

        var again = await AskedAsync();
        again.IsUsed.ShouldBeFalse();
        await NothingLeavesAsync();
        again.Give(Soon);

        await AnswerAsync(await _second.ExpectAsync("INVITE "));
        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
    }

    [Fact]
    public async Task Who_misses_a_place_and_gets_no_other_was_refused_and_has_not_missed()
    {
        var leg = Dial();
        await RefuseAsync(503);
        (await AskedAsync()).Give(_time.GetUtcNow().AddMilliseconds(-1));

        (await AskedAsync()).Give(null);

        (await leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.Congestion, SipStatus: 503), "a call that has missed its place is dialled anew");
    }

    [Fact]
    public async Task An_invite_that_is_repeated_with_a_password_takes_no_place()
    {
        var leg = _phone.Agent.Dial(Request() with { Credentials = new SipCredentials("u", "p") });
        await RefuseAsync(407, "Proxy-Authenticate: Digest realm=\"r\", nonce=\"1\"");
        await RefuseAsync(486);

        (await leg.Answer.WaitAsync(Patience)).Result.ShouldBe(LegResult.Busy);
        _asks.Reader.TryPeek(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_call_of_which_nothing_has_left_keeps_its_place()
    {
        var leg = Dial(new SipGateway { Host = "127.0.0.1", Port = 9, Transport = SipTransport.Tcp }, Of(_second));

        await AnswerAsync(await _second.ExpectAsync("INVITE "));

        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
        _asks.Reader.TryPeek(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_call_of_which_nothing_has_left_in_time_gives_its_place_up()
    {
        // It is connected to, and shakes no hands.
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        var gateway = new SipGateway { Host = "127.0.0.1", Port = ((IPEndPoint)mute.LocalEndpoint).Port, Transport = SipTransport.Tls };
        var leg = _phone.Agent.Dial(Request(gateway, Of(_second)) with { Silence = TimeSpan.FromSeconds(4) });

        _time.Advance(TimeSpan.FromSeconds(4));
        var ask = await AskedAsync();

        ask.IsUsed.ShouldBeFalse();
        ask.Give(Soon);
        await AnswerAsync(await _second.ExpectAsync("INVITE "));
        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
    }

    private DateTimeOffset Soon => _time.GetUtcNow().AddMilliseconds(20);

    private static SipGateway Of(WirePeer peer) => new() { Host = IPAddress.Loopback.ToString(), Port = peer.Port, Transport = SipTransport.Udp };

    private ICallLeg Dial(params SipGateway[] gateways) => _phone.Agent.Dial(Request(gateways));

    private SipDialRequest Request(params SipGateway[] gateways) => new()
    {
        CallId = Guid.NewGuid().ToString(),
        Gateways = gateways.Length > 0 ? gateways : [Of(_first), Of(_second)],
        To = "+919999789877",
        From = "+911600110011",
        LeaveBy = Soon,
        AnotherPlaceAsync = AskAsync,
    };

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

    /// <summary>Lets the first gateway's time run out: the INVITE and its three repetitions.</summary>
    private async Task<SipMessage> SilenceAsync()
    {
        var invite = await _first.ExpectAsync("INVITE ");
        _time.Advance(TimeSpan.FromSeconds(5));
        for (var repeated = 0; repeated < 3; repeated++) await _first.ExpectAsync("INVITE ");
        return invite;
    }

    private async Task RefuseAsync(int status, params string[] headers)
    {
        _first.Respond(await _first.ExpectAsync("INVITE "), status, headers: headers);
        await _first.ExpectAsync("ACK ");
    }

    private async Task AnswerAsync(SipMessage invite)
    {
        _second.Respond(invite, 200, sdp: WirePeer.Sdp);
        await _second.ExpectAsync("ACK ");
    }

    private async Task NothingLeavesAsync()
    {
        await _phone.HandledAsync();
        _second.IsWaiting.ShouldBeFalse();
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
