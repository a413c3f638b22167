using FsCheck;
using FsCheck.Fluent;
using Futwork.Realtime;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Realtime.Sip.Bench;

namespace Futwork.Tests.Realtime.Sip.Calls;

/// <summary>Calls to us, with the caller, the network and ourselves acting in any order: the same must hold as for ours.</summary>
public sealed class InboundInterleavingTests : IAsyncLifetime
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
        InviteAgain,
        InviteByAnotherPath,
        Cancel,
        Ack,
        AckWithAnswer,
        EarlyBye,
        Bye,
        Prack,
        Reinvite,
        ReinviteWithoutOffer,
        Update,
        Options,
        AcceptBye,
        RefuseBye,
        Repeat,
        Break,
        Ring,
        Answer,
        Reject,
        HangUp,
        Wait100Ms,
        Wait1S,
        Wait6S,
        Wait33S,
    }

    private static Arbitrary<Act[]> Acts { get; } = Arb.From(
        Gen.ArrayOf(Gen.Elements(Enum.GetValues<Act>())),
        static acts => Enumerable.Range(0, acts.Length).Select(without => acts.Where((_, at) => at != without).ToArray()));

    private void Play(Act[] acts, bool reliable)
    {
        // A plain caller, one that insists on reliable ringing, and one that leaves the offer to us.
        foreach (var (insists, offers) in new[] { (false, true), (true, true), (false, false) })
        {
            using var bench = new AgentBench(_sockets, reliable);
            var story = new Story(bench, insists, offers);
            foreach (var act in acts) story.Do(act);
            story.End();
        }
    }

    private sealed class Story
    {
        private const string Dialog = FarEnd.Calling;
        private const string Branch = "z9hG4bKinvite";
        private readonly AgentBench _bench;
        private readonly FarEnd _far;
        private readonly bool _offers;
        private readonly string[] _headers;
        private ICallLeg? _leg;
        private string _lastBranch = Branch;
        private bool _farHungUp;
        private uint _cseq = 1;

        public Story(AgentBench bench, bool insists, bool offers)
        {
            _bench = bench;
            _far = new FarEnd(bench);
            _offers = offers;
            _headers = insists ? ["Require: 100rel"] : [];
            Invite(Branch);
        }

        private IncomingCall Call => _bench.Calls[0];

        private bool SaidInvite => System.Text.Encoding.UTF8.GetString(_far.Last!).Contains("CSeq: 1 INVITE", StringComparison.Ordinal);

        private SipMessage? Ringing => _bench.Sent.FindLast(m => m is { IsRequest: false, Status: 180 });

        private SipMessage? Answered => _bench.Sent.FindLast(m => m is { IsRequest: false, Status: 200, Method: SipMethod.Invite });

        private bool IsDecided => _bench.Sent.Exists(m => m is { IsRequest: false, Status: >= 200, Method: SipMethod.Invite, CSeq: 1 } && !IsOther(m));

        public void Do(Act act)
        {
            switch (act)
            {
                case Act.InviteAgain: Invite(Branch); break;
                case Act.InviteByAnotherPath: Invite(Branch + "-other"); break;
                case Act.Cancel: _far.Request("CANCEL", 1, Dialog, Branch); break;
                case Act.Ack: Ack(null); break;
                case Act.AckWithAnswer: Ack(WirePeer.Sdp); break;
                case Act.EarlyBye when !IsDecided && Ringing is { } ringing: _far.Request("BYE", ++_cseq, FarEnd.Caller(ringing)); break;
                case Act.Prack when Ringing?.Text("RSeq") is { } number: _far.Request("PRACK", ++_cseq, FarEnd.Caller(Ringing), headers: $"RAck: {number} 1 INVITE"); break;
                case Act.Bye when Answered is not null: _farHungUp = true; InDialog("BYE", null); break;
                case Act.Reinvite: InDialog("INVITE", WirePeer.Sdp); break;
                case Act.ReinviteWithoutOffer: InDialog("INVITE", null); break;
                case Act.Update: InDialog("UPDATE", WirePeer.Sdp); break;
                case Act.Options: InDialog("OPTIONS", null); break;
                case Act.AcceptBye when _far.Latest(SipMethod.Bye) is { } bye: _far.Respond(bye, 200); break;
                case Act.RefuseBye when _far.Latest(SipMethod.Bye) is { } bye: _far.Respond(bye, 481); break;
                case Act.Repeat when !SaidInvite || MayInvite(_lastBranch): _far.Repeat(); break;
                case Act.Break when _bench.Flow.IsReliable && !_bench.Flow.Closed: _bench.Break(); break;
                case Act.Ring: Call.Ring(); break;
                case Act.Answer when _leg is null: _leg = Call.AnswerAsync().Completed(); break;
                case Act.Reject: Call.Reject(486); break;
                case Act.HangUp: _ = _leg?.HangUpAsync().AsTask(); break;
                case Act.Wait100Ms: _bench.Time.Advance(100); break;
                case Act.Wait1S: _bench.Time.Advance(1000); break;
                case Act.Wait6S: _bench.Time.Advance(6000); break;
                case Act.Wait33S: _bench.Time.Advance(33_000); break;
                default: break;
            }
        }

        public void End()
        {
            Call.Reject(480);
            _ = _leg?.HangUpAsync().AsTask();
            _bench.Time.Advance(1000);
            (_leg?.Answer.IsCompleted ?? true).ShouldBeTrue("an outcome");
            (_leg?.Ended.IsCompleted ?? true).ShouldBeTrue("an end");
            _bench.Time.Advance(TimeSpan.FromSeconds(140));

            _bench.Calls.Count.ShouldBe(1, "the agent that answers");
            if (!_bench.Flow.Closed)
            {
                _bench.Sent.Where(m => m is { IsRequest: false, Status: >= 200, Method: SipMethod.Invite, CSeq: 1 } && !IsOther(m))
                    .Select(m => m.Status).Distinct().Count().ShouldBe(1, "final answers to the INVITE");
                if (Answered is not null && !_farHungUp) _far.Latest(SipMethod.Bye).ShouldNotBeNull("a BYE to whom we answered");
            }

            _bench.ShouldBeEmpty();
        }

        private static bool IsOther(SipMessage response) => Bytes.Text(response.TopVia.Branch) != Branch;

        private void Invite(string branch)
        {
            if (!MayInvite(branch)) return;
            _lastBranch = branch;
            _far.Request("INVITE", 1, Dialog, branch, _offers ? WirePeer.Sdp : null, _headers);
        }

        /// <summary>Whether the INVITE is still the same call to us: while its transaction lives, and on another path until it is refused.</summary>
        private bool MayInvite(string branch)
        {
            if (_bench.Flow.Closed) return false;
            var decided = _bench.Sent.FindIndex(m => m is { IsRequest: false, Status: >= 200, Method: SipMethod.Invite, CSeq: 1 } && !IsOther(m));
            if (decided < 0) return true;
            // Over TCP nothing is repeated, and the transaction of a refusal ends with its ACK.
            if (_bench.Flow.IsReliable) return false;
            if (_bench.Time.Elapsed - _bench.SentAt[decided] >= TimeSpan.FromSeconds(5)) return false;
            return branch == Branch || _bench.Sent[decided].Status == 200;
        }

        /// <summary>Acknowledges whatever final response there is: within the dialog when it is a 2xx, else on the INVITE's branch.</summary>
        private void Ack(string? sdp)
        {
            if (Answered is { } answer) _far.Request("ACK", answer.CSeq, FarEnd.Caller(answer), sdp: sdp);
            else if (IsDecided) _far.Request("ACK", 1, Dialog, Branch);
        }

        private void InDialog(string method, string? sdp)
        {
            if (Answered is { } answer) _far.Request(method, ++_cseq, FarEnd.Caller(answer), sdp: sdp);
        }
    }
}
