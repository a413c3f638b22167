using FsCheck;
using FsCheck.Fluent;
using Futwork.Realtime;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Realtime.Sip.Bench;

namespace Futwork.Tests.Realtime.Sip.Calls;

/// <summary>
/// Our calls, with the far end, the network and ourselves acting in any order. However it goes, the call has one outcome,
/// nobody is left on a live line, and nothing of it stays behind.
/// </summary>
public sealed class OutboundInterleavingTests : IAsyncLifetime
{
    private BenchSockets _sockets = null!;

    public ValueTask InitializeAsync()
    {
        _sockets = new BenchSockets();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _sockets.DisposeAsync();

    [Fact]
    public void Any_interleaving_over_udp_ends_well() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(4000), Prop.ForAll(Acts, acts => Play(acts, reliable: false)));

    [Fact]
    public void Any_interleaving_over_tcp_ends_well() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(1500), Prop.ForAll(Acts, acts => Play(acts, reliable: true)));

    /// <summary>What happens to a call. Failures are shown as a list of these, cut down to what matters.</summary>
    private enum Act
    {
        Trying,
        Ring,
        RingOther,
        RingReliably,
        EarlySound,
        Answer,
        AnswerOther,
        AnswerWithoutSound,
        AnswerTimed,
        Busy,
        Terminated,
        Challenge,
        AcceptCancel,
        AcceptBye,
        RefuseBye,
        ChallengeBye,
        Bye,
        ByeOther,
        Reinvite,
        AckReinvite,
        Update,
        AcceptRefresh,
        CollideRefresh,
        Repeat,
        HangUp,
        Wait100Ms,
        Wait1S,
        Wait6S,
        Wait33S,
        Wait50S,
    }

    private static Arbitrary<Act[]> Acts { get; } = Arb.From(
        Gen.ArrayOf(Gen.Elements(Enum.GetValues<Act>())),
        static acts => Enumerable.Range(0, acts.Length).Select(without => acts.Where((_, at) => at != without).ToArray()));

    private void Play(Act[] acts, bool reliable)
    {
        using var bench = new AgentBench(_sockets, reliable);
        var story = new Story(bench);
        foreach (var act in acts) story.Do(act);
        story.End();
    }

    private sealed class Story
    {
        private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(32);
        private readonly AgentBench _bench;
        private readonly FarEnd _far;
        private readonly ICallLeg _leg;
        private readonly Dictionary<string, uint> _answered = [];
        private readonly HashSet<string> _hungUp = [];
        private readonly HashSet<uint> _alerted = [];
        private readonly HashSet<uint> _final = [];
        private readonly HashSet<uint> _refreshed = [];
        private TimeSpan _answeredAt;
        private uint _cseq = 100;
        private uint _rseq;
        private int _nonces;
        private bool _cancelable;

        public Story(AgentBench bench)
        {
            _bench = bench;
            _far = new FarEnd(bench);
            _leg = bench.Dial(new SipCredentials("user", "secret"));
        }

        private SipMessage Invite => _bench.Sent.FindLast(m => m is { IsRequest: true, Method: SipMethod.Invite } && m.ToTag.IsEmpty)!;

        private SipMessage? Refresh => _bench.Sent.FindLast(m => m is { IsRequest: true, Method: SipMethod.Invite or SipMethod.Update } && !m.ToTag.IsEmpty);

        /// <summary>The INVITE has had no final response, and our side still listens for one.</summary>
        private bool IsOpen => !_final.Contains(Invite.CSeq);

        public void Do(Act act)
        {
            if (!_cancelable) _bench.Sent.ShouldNotContain(m => m.IsRequest && m.Method == SipMethod.Cancel, "a CANCEL before the first 1xx (RFC 3261 section 9.1)");
            switch (act)
            {
                case Act.Trying: Provisional(100); break;
                case Act.Ring: Provisional(180); break;
                case Act.RingOther: Provisional(180, "other"); break;
                case Act.RingReliably: Provisional(180, headers: ["Require: 100rel", $"RSeq: {++_rseq}"]); break;
                case Act.EarlySound: Provisional(183, sdp: WirePeer.Sdp); break;
                case Act.Answer: Answer("far", WirePeer.Sdp); break;
                case Act.AnswerOther: Answer("other", WirePeer.Sdp); break;
                case Act.AnswerWithoutSound: Answer("far", null); break;
                case Act.AnswerTimed: Answer("far", WirePeer.Sdp, "Session-Expires: 90;refresher=uac", "Require: timer"); break;
                case Act.Busy: Refuse(486); break;
                case Act.Terminated: Refuse(487); break;
                case Act.Challenge: Refuse(401, $"WWW-Authenticate: Digest realm=\"r\", nonce=\"{++_nonces}\", stale=true"); break;
                case Act.AcceptCancel: Take(SipMethod.Cancel, 200); break;
                case Act.AcceptBye: Take(SipMethod.Bye, 200); break;
                case Act.RefuseBye: Take(SipMethod.Bye, 481); break;
                case Act.ChallengeBye: Take(SipMethod.Bye, 401, $"WWW-Authenticate: Digest realm=\"r\", nonce=\"{++_nonces}\", stale=true"); break;
                case Act.Bye: InDialog("BYE", "far"); break;
                case Act.ByeOther: InDialog("BYE", "other"); break;
                case Act.Reinvite: InDialog("INVITE", "far", WirePeer.Sdp); break;
                case Act.AckReinvite: AckReinvite(); break;
                case Act.Update: InDialog("UPDATE", "far", WirePeer.Sdp); break;
                case Act.AcceptRefresh: AnswerRefresh(200); break;
                case Act.CollideRefresh: AnswerRefresh(491); break;
                case Act.Repeat: _far.Repeat(); break;
                case Act.HangUp: _ = _leg.HangUpAsync().AsTask(); break;
                case Act.Wait100Ms: _bench.Time.Advance(100); break;
                case Act.Wait1S: _bench.Time.Advance(1000); break;
                case Act.Wait6S: _bench.Time.Advance(6000); break;
                case Act.Wait33S: _bench.Time.Advance(33_000); break;
                case Act.Wait50S: _bench.Time.Advance(50_000); break;
            }
        }

        public void End()
        {
            _ = _leg.HangUpAsync().AsTask();
            _bench.Time.Advance(1000);
            _leg.Answer.IsCompleted.ShouldBeTrue("an outcome");
            _leg.Ended.IsCompleted.ShouldBeTrue("an end");
            _bench.Time.Advance(TimeSpan.FromSeconds(140));

            var outcome = _leg.Answer.Completed();
            if (outcome.IsAnswered) _answered.ShouldNotBeEmpty("answered by whom?");
            foreach (var (tag, cseq) in _answered)
            {
                Has(SipMethod.Ack, m => Bytes.Text(m.ToTag) == tag && m.CSeq == cseq, $"an ACK for the answer of {tag}");
                if (!_hungUp.Contains(tag)) Has(SipMethod.Bye, m => Bytes.Text(m.ToTag) == tag, $"a BYE for {tag}");
            }

            foreach (var cseq in _refreshed) Has(SipMethod.Ack, m => m.CSeq == cseq, $"an ACK for our own re-INVITE {cseq}");
            foreach (var cseq in _alerted.Except(_final)) Has(SipMethod.Cancel, m => m.CSeq == cseq, $"a CANCEL for INVITE {cseq}");
            _bench.ShouldBeEmpty();
        }

        private void Has(SipMethod method, Predicate<SipMessage> which, string what) =>
            _bench.Sent.Exists(m => m.IsRequest && m.Method == method && which(m)).ShouldBeTrue(what);

        /// <summary>The transaction of that request still waits for its response (timers B and F).</summary>
        private bool IsFresh(SipMessage request) =>
            _bench.Time.Elapsed - _bench.SentAt[_bench.Sent.FindIndex(m => m.IsRequest && m.Method == request.Method && m.CSeq == request.CSeq)] < Lifetime;

        private void Provisional(int status, string tag = "far", string? sdp = null, params string[] headers)
        {
            if (!IsOpen) return;
            _cancelable = true;
            // One that comes after timer B finds nobody any more.
            if (IsFresh(Invite)) _alerted.Add(Invite.CSeq);
            _far.Respond(Invite, status, tag, sdp, headers);
        }

        private void Answer(string tag, string? sdp, params string[] headers)
        {
            // A first answer may come minutes late; once there is one, further forks must follow within 64·T1 (RFC 3261 section 13.2.2.4).
            if (_answered.Count == 0 ? !IsOpen || _bench.Time.Elapsed > TimeSpan.FromMinutes(4) : _bench.Time.Elapsed - _answeredAt >= Lifetime) return;
            if (_answered.Count == 0) _answeredAt = _bench.Time.Elapsed;
            _final.Add(Invite.CSeq);
            _answered.TryAdd(tag, Invite.CSeq);
            _far.Respond(Invite, 200, tag, sdp, headers);
        }

        private void Refuse(int status, params string[] headers)
        {
            if (!IsOpen) return;
            _final.Add(Invite.CSeq);
            _far.Respond(Invite, status, headers: headers);
        }

        private void Take(SipMethod method, int status, params string[] headers)
        {
            if (_far.Latest(method) is { } request) _far.Respond(request, status, headers: headers);
        }

        private void InDialog(string method, string tag, string? sdp = null)
        {
            if (!_answered.ContainsKey(tag)) return;
            if (method == "BYE") _hungUp.Add(tag);
            _far.Request(method, ++_cseq, FarEnd.Callee(Invite, tag), sdp: sdp);
        }

        private void AckReinvite()
        {
            if (_bench.Sent.FindLast(m => m is { IsRequest: false, Status: 200, Method: SipMethod.Invite }) is { } answer)
                _far.Request("ACK", answer.CSeq, FarEnd.Caller(answer));
        }

        private void AnswerRefresh(int status)
        {
            if (Refresh is not { } refresh) return;
            if (status == 200 && refresh.Method == SipMethod.Invite && IsFresh(refresh)) _refreshed.Add(refresh.CSeq);
            _far.Respond(refresh, status, sdp: status == 200 ? WirePeer.Sdp : null, headers: "Session-Expires: 90;refresher=uac");
        }
    }
}
