using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Realtime.Sip.Bench;

namespace Futwork.Tests.Realtime.Sip.Calls;

/// <summary>Calls to us when caller and agent act at once and the network loses the wrong message.</summary>
public sealed class InboundRaceTests : IAsyncLifetime
{
    private const string Dialog = FarEnd.Calling;
    private const string Branch = "z9hG4bKinvite";
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(32);
    private readonly BenchSockets _sockets = new();
    private AgentBench _bench = null!;
    private FarEnd _far = null!;

    public ValueTask InitializeAsync()
    {
        Begin(reliable: false);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _bench.Dispose();
        return _sockets.DisposeAsync();
    }

    [Fact]
    public async Task Cancel_after_our_answer_changes_nothing()
    {
        var (leg, answer) = await AnswerAsync();
        _far.Request("CANCEL", 1, Dialog, Branch);
        Last().Status.ShouldBe(200);
        _far.Request("ACK", 1, FarEnd.Caller(answer));
        leg.Ended.IsCompleted.ShouldBeFalse();

        _far.Request("BYE", 2, FarEnd.Caller(answer));
        await EndsAsync(leg, LegEndedBy.Remote);
    }

    [Fact]
    public async Task Cancel_before_our_answer_wins()
    {
        Invite();
        _far.Request("CANCEL", 1, Dialog, Branch);
        Last().Status.ShouldBe(487);

        var leg = await _bench.Calls[0].AnswerAsync();

        (await leg.Answer).Result.ShouldBe(LegResult.Canceled);
        _far.Request("ACK", 1, Dialog, Branch);
        await EndsAsync(leg, LegEndedBy.Remote);
    }

    [Fact]
    public async Task Bye_instead_of_the_ack_ends_the_call_and_the_repetitions()
    {
        var (leg, answer) = await AnswerAsync();
        _far.Request("BYE", 2, FarEnd.Caller(answer));
        Last().Status.ShouldBe(200);
        var said = _bench.Sent.Count;

        await EndsAsync(leg, LegEndedBy.Remote);
        _bench.Sent.Count.ShouldBe(said);
    }

    [Fact]
    public void Caller_who_hangs_up_while_it_rings_by_bye_is_told_487()
    {
        Invite();
        _bench.Calls[0].Ring();
        _far.Request("BYE", 2, FarEnd.Caller(Last()));

        _bench.Sent.ShouldContain(m => !m.IsRequest && m.Method == SipMethod.Bye && m.Status == 200);
        _bench.Sent.ShouldContain(m => !m.IsRequest && m.Method == SipMethod.Invite && m.Status == 487);
        _bench.Calls[0].Canceled.IsCancellationRequested.ShouldBeTrue();
        Empties();
    }

    [Fact]
    public async Task Call_that_comes_over_two_paths_is_answered_once()
    {
        Invite();
        _far.Request("INVITE", 1, Dialog, "z9hG4bKotherpath", WirePeer.Sdp);

        Last().Status.ShouldBe(482);
        Bytes.Text(Last().TopVia.Branch).ShouldBe("z9hG4bKotherpath");
        _bench.Calls.Count.ShouldBe(1);
        _far.Request("ACK", 1, Dialog, "z9hG4bKotherpath");
        var leg = await _bench.Calls[0].AnswerAsync();
        _far.Request("BYE", 2, FarEnd.Caller(Last()));
        await EndsAsync(leg, LegEndedBy.Remote);
    }

    [Fact]
    public void Call_after_the_challenge_or_refusal_of_the_first_attempt_is_a_new_one()
    {
        Invite();
        _bench.Calls[0].Reject(486);
        _far.Request("ACK", 1, Dialog, Branch);

        _far.Request("INVITE", 2, Dialog, "z9hG4bKsecond", WirePeer.Sdp);

        _bench.Calls.Count.ShouldBe(2);
        _bench.Calls[1].Reject(486);
        Empties();
    }

    [Fact]
    public void Invite_that_comes_again_after_its_refusal_gets_the_refusal_again()
    {
        Invite();
        _bench.Calls[0].Reject(486);
        Invite();

        _bench.Sent.Count(m => m.Status == 486).ShouldBe(2);
        _bench.Calls.Count.ShouldBe(1);
        Empties();
    }

    [Fact]
    public void Cancel_and_the_acknowledged_ringing_cross()
    {
        Invite("Require: 100rel");
        _bench.Calls[0].Ring();
        var ringing = Last();
        _far.Request("CANCEL", 1, Dialog, Branch);
        _far.Request("PRACK", 2, FarEnd.Caller(ringing), headers: $"RAck: {ringing.Text("RSeq")} 1 INVITE");

        Last().Status.ShouldBe(481);
        Empties();
    }

    [Fact]
    public async Task Connection_that_breaks_before_the_ack_does_not_keep_the_call()
    {
        _bench.Dispose();
        Begin(reliable: true);
        var (leg, _) = await AnswerAsync();
        _bench.Break();

        _bench.Time.Advance(Lifetime - TimeSpan.FromSeconds(1));
        leg.Ended.IsCompleted.ShouldBeFalse();

        await EndsAsync(leg, LegEndedBy.Line);
    }

    [Fact]
    public async Task Ack_over_a_new_connection_keeps_the_call()
    {
        _bench.Dispose();
        Begin(reliable: true);
        var (leg, answer) = await AnswerAsync();
        _bench.Break();
        _bench.Flow.Closed = false;
        _far.Request("ACK", 1, FarEnd.Caller(answer));

        _bench.Time.Advance(2 * Lifetime);

        leg.Ended.IsCompleted.ShouldBeFalse();
        _far.Request("BYE", 2, FarEnd.Caller(answer));
        await EndsAsync(leg, LegEndedBy.Remote);
    }

    /// <summary>Anybody can send a datagram with a carrier's address, and name a third one for the sound.</summary>
    [Fact]
    public async Task Answer_counts_and_sound_begins_when_the_caller_has_shown_that_it_got_the_answer()
    {
        var (leg, answer) = await AnswerAsync();
        leg.Answer.IsCompleted.ShouldBeFalse();
        leg.Quality.ShouldBeNull("sound before the ACK");

        _far.Request("ACK", 1, FarEnd.Caller(answer));

        leg.Answer.IsCompleted.ShouldBeTrue();
        (await leg.Answer).ShouldBe(new LegAnswer(LegResult.Answered, SipStatus: 200));
        leg.Quality.ShouldNotBeNull();
        _far.Request("BYE", 2, FarEnd.Caller(answer));
        await EndsAsync(leg, LegEndedBy.Remote);
    }

    [Fact]
    public async Task Answer_that_nobody_acknowledges_is_none()
    {
        var (leg, _) = await AnswerAsync();

        _bench.Time.Advance(Lifetime);

        leg.Quality.ShouldBeNull("sound before the ACK");
        await EndsAsync(leg, LegEndedBy.Line);
        (await leg.Answer).ShouldBe(new LegAnswer(LegResult.Unreachable));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Whoever_has_shown_that_before_is_talked_to_at_once(bool connected, bool acknowledged)
    {
        _bench.Dispose();
        Begin(connected);
        Invite(acknowledged ? ["Require: 100rel"] : []);
        _bench.Calls[0].Ring();
        if (acknowledged) _far.Request("PRACK", 2, FarEnd.Caller(Last()), headers: $"RAck: {Last().Text("RSeq")} 1 INVITE");

        var leg = await _bench.Calls[0].AnswerAsync();

        leg.Answer.IsCompleted.ShouldBeTrue();
        (await leg.Answer).IsAnswered.ShouldBeTrue();
        leg.Quality.ShouldNotBeNull();
        _far.Request("BYE", 3, FarEnd.Caller(Last()));
        await EndsAsync(leg, LegEndedBy.Remote);
    }

    [Fact]
    public async Task Offer_of_sound_at_an_address_of_the_wrong_kind_is_not_acceptable()
    {
        _far.Request("INVITE", 1, Dialog, Branch, WirePeer.Sdp.Replace("c=IN IP4 127.0.0.1", "c=IN IP6 2001:db8::1", StringComparison.Ordinal));

        var leg = await _bench.Calls[0].AnswerAsync();

        Last().Status.ShouldBe(488);
        (await leg.Answer).IsAnswered.ShouldBeFalse();
        await EndsAsync(leg, LegEndedBy.Local);
    }

    private void Begin(bool reliable)
    {
        _bench = new AgentBench(_sockets, reliable);
        _far = new FarEnd(_bench);
    }

    private void Invite(params string[] headers) => _far.Request("INVITE", 1, Dialog, Branch, WirePeer.Sdp, headers);

    private async Task<(ICallLeg Leg, SipMessage Answer)> AnswerAsync()
    {
        Invite();
        var leg = await _bench.Calls[0].AnswerAsync();
        return (leg, Last());
    }

    private SipMessage Last() => _bench.Sent[^1];

    private async Task EndsAsync(ICallLeg leg, LegEndedBy by)
    {
        _bench.Time.Advance(1000);
        leg.Ended.IsCompleted.ShouldBeTrue("an end");
        (await leg.Ended).By.ShouldBe(by);
        Empties();
    }

    private void Empties()
    {
        _bench.Time.Advance(2 * Lifetime);
        _bench.ShouldBeEmpty();
    }
}
