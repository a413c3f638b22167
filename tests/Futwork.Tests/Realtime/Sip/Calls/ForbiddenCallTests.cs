using Futwork.Realtime.Sip.Messages;
using Futwork.Tests.Realtime.Sip.Bench;

namespace Futwork.Tests.Realtime.Sip.Calls;

/// <summary>Calls from addresses of which somebody knows whether they may call.</summary>
public sealed class ForbiddenCallTests : IAsyncLifetime
{
    private const string Dialog = FarEnd.Calling;
    private readonly BenchSockets _sockets = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _sockets.DisposeAsync();

    [Fact]
    public void Call_from_where_none_may_come_is_refused_and_forgotten_at_once()
    {
        using var bench = new AgentBench(_sockets) { MayCall = false };
        var far = new FarEnd(bench);

        far.Request("INVITE", 1, Dialog, sdp: WirePeer.Sdp);
        far.Repeat();

        bench.Sent.Select(message => message.Status).ShouldBe([403, 403]);
        Bytes.Text(bench.Sent[1].ToTag).ShouldBe(Bytes.Text(bench.Sent[0].ToTag));
        bench.Calls.ShouldBeEmpty();
        bench.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null)]
    [InlineData(true)]
    public void Others_ring(bool? mayCall)
    {
        using var bench = new AgentBench(_sockets) { MayCall = mayCall };

        new FarEnd(bench).Request("INVITE", 1, Dialog, sdp: WirePeer.Sdp);

        bench.Calls.Count.ShouldBe(1);
        bench.Calls[0].Reject(486);
    }

    /// <summary>A gateway that calls never come from may hand over a call of ours: the tags of the call and its line decide that.</summary>
    [Fact]
    public void Whoever_takes_a_call_over_is_not_asked_where_he_is()
    {
        using var bench = new AgentBench(_sockets) { MayCall = false };

        new FarEnd(bench).Request("INVITE", 1, Dialog, sdp: WirePeer.Sdp, headers: "Replaces: nobody;to-tag=x;from-tag=y");

        bench.Sent.ShouldHaveSingleItem().Status.ShouldBe(481);
        bench.Sent[0].Method.ShouldBe(SipMethod.Invite);
    }
}
