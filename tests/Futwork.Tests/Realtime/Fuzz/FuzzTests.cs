using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Realtime.Sip;
using Futwork.Tests.Realtime.Sip.Bench;

namespace Futwork.Tests.Realtime.Fuzz;

/// <summary>A bounded run of what <c>bench -- fuzz</c> does without end.</summary>
public sealed class FuzzTests
{
    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Damaged_input_breaks_nothing(string name)
    {
        var result = FuzzTargets.All.Single(target => target.Name == name).Run(20_000, seed: 1);

        result.Taken.ShouldBeInRange(1, result.Inputs - 1, "Both kinds must be met.");
    }

    [Fact]
    public void Same_seed_gives_the_same_input() =>
        FuzzTargets.All[0].Input(42).ShouldBe(FuzzTargets.All[0].Input(42));

    [Fact]
    public async Task Agent_with_calls_in_progress_survives_damaged_datagrams_and_forgets_them()
    {
        await using var sockets = new BenchSockets();
        using var bench = new AgentBench(sockets);
        var far = new FarEnd(bench);
        var leg = bench.Dial();
        far.Respond(far.Latest(SipMethod.Invite)!, 200, sdp: WirePeer.Sdp);
        var malformed = 0;
        for (var seed = 1; seed <= 20_000; seed++)
        {
            var random = new Random(seed);
            if (!bench.TryReceive(Mutator.Mutate(random, FuzzCorpus.Sip))) malformed++;
            if (bench.Calls.Count > 0) Decide(bench.Calls[0], random);
            bench.Calls.Clear();
            if (seed % 500 == 0) bench.Time.Advance(2000);
            if (seed % 500 == 0) bench.Sent.Clear();
        }

        malformed.ShouldBeGreaterThan(1000);
        bench.Stack.Transactions.Counters.MalformedDropped.ShouldBe(malformed);
        leg.Ended.IsCompleted.ShouldBeFalse();
        bench.Time.Advance(TimeSpan.FromSeconds(200));
        bench.Stack.Sessions.Count.ShouldBe(1);
        var hangUp = leg.HangUpAsync().AsTask();
        far.Respond(far.Latest(SipMethod.Bye)!, 200);
        await hangUp;
        bench.Time.Advance(TimeSpan.FromSeconds(200));
        bench.ShouldBeEmpty();
    }

    /// <summary>Here the damage hits messages with the right tags and branches, so it reaches the inside of calls and dialogs.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Damaged_messages_of_a_call_cost_that_call_at_most(int run)
    {
        await using var sockets = new BenchSockets();
        using var bench = new AgentBench(sockets, sessionExpires: TimeSpan.FromMinutes(30));
        var outcomes = new HashSet<LegResult>();
        for (var call = 0; call < 600; call++)
        {
            var random = new Random((run * 1000) + call);
            var leg = bench.Dial(new SipCredentials("user", "secret"));
            var corpus = Conversation(bench);
            for (var step = 0; step < 15 && !leg.Ended.IsCompleted; step++)
            {
                bench.TryReceive(random.Next(4) == 0 ? [.. corpus[random.Next(corpus.Count)]] : Mutator.Mutate(random, corpus));
                // Damage may make a new call of an INVITE within ours.
                foreach (var other in bench.Calls) other.Reject(486);
                bench.Time.Advance(random.Next(3) == 0 ? random.Next(20_000) : random.Next(300));
            }

            _ = leg.HangUpAsync().AsTask();
            bench.Time.Advance(1000);
            leg.Ended.IsCompleted.ShouldBeTrue($"call {call} ends");
            outcomes.Add((await leg.Answer).Result);
            if (call % 20 != 0) continue;
            bench.Time.Advance(TimeSpan.FromSeconds(200));
            bench.ShouldBeEmpty();
            bench.Sent.Clear();
            bench.SentAt.Clear();
        }

        outcomes.ShouldContain(LegResult.Answered);
        outcomes.ShouldContain(LegResult.Canceled);
        bench.Time.Advance(TimeSpan.FromSeconds(200));
        bench.ShouldBeEmpty();
    }

    /// <summary>What a far end may say of the call just dialled.</summary>
    private static List<byte[]> Conversation(AgentBench bench)
    {
        var far = new FarEnd(bench) { IsMute = true };
        var invite = far.Latest(SipMethod.Invite)!;
        List<byte[]> said = [];
        void Respond(int status, string? sdp = null, params string[] headers) => Note(() => far.Respond(invite, status, sdp: sdp, headers: headers));
        void Request(string method, uint cseq, string? sdp = null, params string[] headers) =>
            Note(() => far.Request(method, cseq, FarEnd.Callee(invite, "far"), sdp: sdp, headers: headers));
        void Note(Action say)
        {
            say();
            said.Add(far.Last!);
        }

        Respond(100);
        Respond(180, null, "Require: 100rel", "RSeq: 1");
        Respond(183, WirePeer.Sdp, "Require: 100rel", "RSeq: 2");
        for (var often = 0; often < 4; often++) Respond(200, WirePeer.Sdp, "Session-Expires: 90;refresher=uac", "Allow: UPDATE", "Record-Route: <sip:p.invalid;lr>");
        Respond(401, null, "WWW-Authenticate: Digest realm=\"r\", nonce=\"1\", qop=\"auth\"");
        Respond(420, null, "Unsupported: timer");
        Respond(422, null, "Min-SE: 3600");
        Respond(486, null, "Reason: Q.850;cause=17");
        Request("INVITE", 1, WirePeer.Sdp, "Session-Expires: 90");
        Request("INVITE", 2);
        Request("ACK", 1, WirePeer.Sdp);
        Request("UPDATE", 3, WirePeer.Sdp, "Require: timer", "Session-Expires: 4294967295;refresher=uas");
        Request("NOTIFY", 4, "SIP/2.0 200 OK\n", "Event: refer", "Subscription-State: active");
        Request("PRACK", 5, null, "RAck: 1 1 INVITE");
        Request("OPTIONS", 6);
        Request("BYE", 7, null, "Reason: Q.850;cause=16");
        return said;
    }

    private static void Decide(IncomingCall call, Random random)
    {
        call.Ring();
        if (random.Next(10) == 0) _ = call.AnswerAsync();
        else call.Reject(486);
    }
}
