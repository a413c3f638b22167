using System.Diagnostics;
using System.Globalization;
using System.Net;
using Futwork.Benchmarks.Silero;
using Futwork.Realtime.Rtp;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Calls;
using Futwork.Realtime.Sip.Digest;
using Futwork.Realtime.Sip.Sdp;
using Futwork.Realtime.Sip.Transport;

namespace Futwork.Benchmarks.Signalling;

/// <summary>
/// The signalling of calls and nothing else: INVITE, ACK and BYE by the agent's own transactions and dialogs, without sound and with nobody on
/// another thread who waits for the answer. What SIPp and the control in C do, too.
/// </summary>
internal sealed class BareCalls(SipUserAgent agent, int port)
{
    /// <summary>Sound that nobody sends.</summary>
    public static readonly byte[] Offer = new SdpSession(new IPEndPoint(IPAddress.Loopback, 20000), [AudioCodec.Pcmu, AudioCodec.Pcma]).Offer();

    private readonly string _name = $"bench-{Guid.NewGuid():n}";
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left;
    private TimeSpan _caller;

    /// <summary>Calls that ended otherwise than by our BYE.</summary>
    public int Failed { get; private set; }

    /// <summary>Places them and tells their cost.</summary>
    public async Task<CallCost> MeasureAsync(int count, double perSecond)
    {
        var cost = Cost.Begin();
        _left = count;
        new Thread(() => Place(count, perSecond)) { IsBackground = true, Name = "caller" }.Start();
        await _over.Task;
        return cost.Per(count, _caller);
    }

    private void Place(int count, double perSecond)
    {
        var start = Stopwatch.GetTimestamp();
        var before = ThreadTime.Now;
        for (var call = 0; call < count; call++)
        {
            ClockThread.SleepUntil(start + (long)(call * 1e9 / perSecond));
            Begin(call.ToString(CultureInfo.InvariantCulture));
        }

        _caller = ThreadTime.Now - before;
    }

    /// <summary>Places one call, hangs it up when it is answered, and tells whether it failed. Under the gate.</summary>
    public static void Begin(SipStack stack, SipFlow flow, SipDialRequest dial, byte[] offer, Action<bool> over)
    {
        var tag = stack.Transactions.NewTag();
        var authorizer = new DigestAuthorizer(credentials: null, stack.Transactions.NewTag);
        var forks = new AnsweredForks(stack, authorizer);
        var invite = InviteRequest.Create(dial, SipStack.Contact(flow, dial.From), tag, stack.Options, offer);
        stack.Transactions.Invite(invite, flow, (response, _) =>
        {
            if (response is { Status: < 200 }) return;
            if (response is not { Status: < 300 })
            {
                over(true);
                return;
            }

            if (forks.TryAckAgain(response)) return;
            var dialog = Dialog.FromResponse(invite, tag, response, flow);
            forks.Ack(dialog, invite);
            new InDialogRequest(stack, dialog, authorizer).Bye(reason: null, () => over(false));
        });
    }

    private void Begin(string number)
    {
        var stack = agent.Stack;
        var dial = new SipDialRequest { CallId = $"{_name}-{number}", Host = "127.0.0.1", Port = port, To = number, From = "bench" };
        using var scope = stack.Enter();
        Begin(stack, stack.Transports.FlowTo(SipTransport.Udp, new IPEndPoint(IPAddress.Loopback, port))!, dial, Offer, Over);
    }

    private void Over(bool failed)
    {
        if (failed) Failed++;
        if (--_left == 0) _over.TrySetResult();
    }
}
