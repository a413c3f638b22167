using System.Net.Sockets;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Realtime.Sip.Transport;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Calls;

/// <summary>A held call whose connections are lost, to a peer that the test plays by hand, on a fake clock.</summary>
public sealed class DialogProbeOverTcpTests : TcpPeerTests
{
    [Fact]
    public async Task Question_whose_connection_is_lost_is_asked_again_a_minute_later()
    {
        var (leg, connection) = await HeldAsync();
        await LoseAsync(connection);
        await FailedAsync();

        Time.Advance(TimeSpan.FromMinutes(1));

        using var next = await AcceptAsync();
        await RespondAsync(next, await ReadAsync(next, SipMethod.Options), 200);
        await FailedAsync();
        leg.Ended.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Peer_at_which_every_connection_is_lost_is_gone()
    {
        var (leg, connection) = await HeldAsync();
        await LoseAsync(connection);
        for (var often = 1; often < 3; often++)
        {
            await FailedAsync();
            leg.Ended.IsCompleted.ShouldBeFalse();
            await LoseAsync(connection: null);
        }

        using var last = await AcceptAsync();
        await RespondAsync(last, await ReadAsync(last, SipMethod.Bye), 200);
        (await leg.Ended.WaitAsync(Patience)).By.ShouldBe(LegEndedBy.Line);
    }

    private async Task<(ICallLeg Leg, TcpClient Connection)> HeldAsync()
    {
        var leg = Dial();
        var connection = await AcceptAsync();
        await RespondAsync(connection, await ReadAsync(connection, SipMethod.Invite), 200, WirePeer.Sdp + "a=inactive\n");
        await ReadAsync(connection, SipMethod.Ack);
        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
        return (leg, connection);
    }

    /// <summary>The next question is asked, and the connection lost, as is the one over which it is asked once more.</summary>
    private async Task LoseAsync(TcpClient? connection)
    {
        Time.Advance(TimeSpan.FromMinutes(1));
        using var first = connection ?? await AcceptAsync();
        await ReadAsync(first, SipMethod.Options);
        first.Client.Close(0);
        using var second = await AcceptAsync();
        await ReadAsync(second, SipMethod.Options);
        second.Client.Close(0);
    }

    /// <summary>Nothing that was asked waits for an answer any more.</summary>
    private Task FailedAsync() => Eventually.HappensAsync(() =>
    {
        using var scope = Phone.Agent.Stack.Enter();
        return Task.FromResult(Phone.Agent.Stack.Transactions.Count == 0);
    });

    private static async Task<SipMessage> ReadAsync(TcpClient peer, SipMethod method)
    {
        var request = await ReadAsync(peer);
        request.Method.ShouldBe(method);
        return request;
    }
}
