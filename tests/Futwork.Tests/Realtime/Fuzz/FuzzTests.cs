using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Messages;
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

    private static void Decide(IncomingCall call, Random random)
    {
        call.Ring();
        if (random.Next(10) == 0) _ = call.AnswerAsync();
        else call.Reject(486);
    }
}
