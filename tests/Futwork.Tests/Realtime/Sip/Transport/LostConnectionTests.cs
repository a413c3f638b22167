using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Telephony;

namespace Futwork.Tests.Realtime.Sip.Transport;

/// <summary>A TCP connection that is lost while something of ours is under way on it, to a peer that the test plays by hand, on a fake clock.</summary>
public sealed class LostConnectionTests : TcpPeerTests
{
    [Fact]
    public async Task A_phone_that_may_ring_is_called_off_over_a_new_connection_and_the_attempt_counts()
    {
        var leg = Dial();
        using var first = await AcceptAsync();
        var invite = await ReadAsync(first);
        await RespondAsync(first, invite, 100);
        // Answered over the same connection, and so after what came before it was read: a reset throws away what was not.
        await first.GetStream().WriteAsync(Request("OPTIONS", "read"));
        (await ReadAsync(first)).Status.ShouldBe(200);

        first.Client.Close(0);

        using var second = await AcceptAsync();
        var cancel = await ReadAsync(second);
        cancel.Method.ShouldBe(SipMethod.Cancel);
        cancel.Text("Via").ShouldBe(invite.Text("Via"));
        await RespondAsync(second, cancel, 200);
        var answer = await leg.Answer.WaitAsync(Patience);
        (answer.Result, answer.Rang).ShouldBe((LegResult.Failed, true));
    }

    [Fact]
    public async Task A_goodbye_is_said_once_more_over_a_new_connection()
    {
        var leg = Dial();
        using var first = await AcceptAsync();
        await RespondAsync(first, await ReadAsync(first), 200, WirePeer.Sdp);
        (await ReadAsync(first)).Method.ShouldBe(SipMethod.Ack);
        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
        var hangUp = leg.HangUpAsync().AsTask();
        var bye = await ReadAsync(first);

        first.Client.Close(0);

        using var second = await AcceptAsync();
        var again = await ReadAsync(second);
        again.Method.ShouldBe(SipMethod.Bye);
        again.CSeq.ShouldNotBe(bye.CSeq);
        await RespondAsync(second, again, 200);
        await hangUp.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_caller_who_cannot_hear_that_we_answer_has_given_up()
    {
        var (calls, over) = (Channel.CreateUnbounded<IncomingCall>(), new TaskCompletionSource());
        Phone.Agent.OnIncoming = async call =>
        {
            await calls.Writer.WriteAsync(call);
            await over.Task;
        };
        using var caller = new TcpClient();
        await caller.ConnectAsync(IPAddress.Loopback, Phone.Port);
        await caller.GetStream().WriteAsync(Request("INVITE", "lost", WirePeer.Sdp));
        var call = await calls.Reader.ReadAsync().AsTask().WaitAsync(Patience);
        var gone = new TaskCompletionSource();
        await using var registration = call.Canceled.Register(gone.SetResult);
        call.Ring();

        caller.Client.Close(0);

        await gone.Task.WaitAsync(Patience);
        var leg = await call.AnswerAsync();
        (await leg.Answer).Result.ShouldBe(LegResult.Canceled);
        over.SetResult();
    }

    /// <param name="host">A name is taken to be where the caller was: nobody waits for DNS to hang up.</param>
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("carrier.example")]
    public async Task A_caller_whose_connection_is_gone_is_hung_up_over_one_of_ours(string host)
    {
        var (legs, over) = (Channel.CreateUnbounded<ICallLeg>(), new TaskCompletionSource());
        Phone.Agent.OnIncoming = async call =>
        {
            await legs.Writer.WriteAsync(await call.AnswerAsync());
            await over.Task;
        };
        using var caller = new TcpClient();
        await caller.ConnectAsync(IPAddress.Loopback, Phone.Port);
        await caller.GetStream().WriteAsync(Request("INVITE", "gone", WirePeer.Sdp, host));
        var answer = await ReadAsync(caller);
        while (answer.Status < 200) answer = await ReadAsync(caller);
        await caller.GetStream().WriteAsync(Request("ACK", "gone", host: host, toTag: $";tag={SipSyntax.Text(answer.ToTag)}"));
        // What is answered over the same connection comes after what was read before it.
        await caller.GetStream().WriteAsync(Request("OPTIONS", "read"));
        (await ReadAsync(caller)).Status.ShouldBe(200);
        var leg = await legs.Reader.ReadAsync().AsTask().WaitAsync(Patience);

        caller.Client.Close(0);
        var hangUp = leg.HangUpAsync().AsTask();

        using var ours = await AcceptAsync();
        var bye = await ReadAsync(ours);
        bye.Method.ShouldBe(SipMethod.Bye);
        await RespondAsync(ours, bye, 200);
        await hangUp.WaitAsync(Patience);
        over.SetResult();
    }
}
