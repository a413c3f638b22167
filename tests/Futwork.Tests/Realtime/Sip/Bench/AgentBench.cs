using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Calls;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Transactions;
using Futwork.Realtime.Sip.Transport;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Realtime.Rtp;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Bench;

/// <summary>
/// A whole user agent but for its sockets, on a fake clock: what the far end says goes in, what we say comes out, all on the
/// calling thread. So thousands of calls take a second, and the same acts always give the same messages.
/// </summary>
internal sealed class AgentBench : IDisposable
{
    private readonly BenchSockets _sockets;
    private readonly SipReceiver _receiver;
    private readonly SipMessage _message = new();
    private readonly CollectedLog _log = new();
    private readonly int _soundBefore;

    public AgentBench(BenchSockets sockets, bool reliable = false, TimeSpan? sessionExpires = null)
    {
        _sockets = sockets;
        _soundBefore = sockets.Media.LiveSessions;
        Flow = new MemoryFlow(Keep, reliable);
        var counters = new SipCounters();
        var timers = new TimerQueue(Time, OnTimer);
        var dispatcher = new RequestDispatcher(() => Stack!, Calls.Add);
        Stack = new SipStack
        {
            Options = new SipOptions { SessionExpires = sessionExpires },
            Media = sockets.Media,
            Logger = _log,
            Timers = timers,
            Transactions = new TransactionLayer(timers, new SipWriter(), counters)
            {
                OnRequest = dispatcher.OnRequest,
                OnCancel = dispatcher.OnCancel,
                OnAck = dispatcher.OnAck,
                OnStrayAnswer = dispatcher.OnStrayAnswer,
                MayCall = _ => MayCall,
            },
            Transports = sockets.Transports,
        };
        _receiver = new SipReceiver(counters, _log, Handle, Refuse, static _ => { });
    }

    public FakeTime Time { get; } = new();

    public MemoryFlow Flow { get; }

    public SipStack Stack { get; }

    /// <summary>Whether the far end's address is known as one that calls may come from; null: nobody knows.</summary>
    public bool? MayCall { get; init; }

    /// <summary>Everything we said, in order.</summary>
    public List<SipMessage> Sent { get; } = [];

    /// <summary>When each of them was sent; the same index.</summary>
    public List<TimeSpan> SentAt { get; } = [];

    /// <summary>The calls that came in.</summary>
    public List<IncomingCall> Calls { get; } = [];

    public ICallLeg Dial(SipCredentials? credentials = null)
    {
        var request = new SipDialRequest { CallId = "c1", Host = "far.invalid", To = "+919999789877", From = "+911600110011", Credentials = credentials };
        using var scope = Stack.Enter();
        var media = CallMedia.Open(Stack.Media, request.Codecs, SipMediaEncryption.Off);
        var leg = new CallLeg(Stack, request.CallId, media);
        new OutboundCall(Stack, request, leg, media).Start(Flow, request);
        return leg;
    }

    /// <summary>The far end says something.</summary>
    public void Receive(byte[] message) => _receiver.Receive(Flow, message, _message).ShouldBeTrue("The test's own message is malformed.");

    /// <summary>Anything arrives; <c>false</c> when it is no message.</summary>
    public bool TryReceive(byte[] datagram) => _receiver.Receive(Flow, datagram, _message);

    /// <summary>The far end's connection breaks.</summary>
    public void Break()
    {
        Flow.Closed = true;
        using var scope = Stack.Enter();
        Stack.Transactions.FlowFailed(Flow);
    }

    /// <summary>Nothing failed inside, and nothing of any call is left.</summary>
    public void ShouldBeEmpty()
    {
        _log.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal)).ShouldBeEmpty();
        Stack.Transactions.Counters.Faults.ShouldBe(0);
        Stack.Legs.Count.ShouldBe(0, "legs");
        Stack.Sessions.Count.ShouldBe(0, "sessions");
        Stack.Early.Count.ShouldBe(0, "early dialogs");
        Stack.Placed.Count.ShouldBe(0, "calls of ours that ring");
        Stack.Ringing.Count.ShouldBe(0, "ringing calls");
        Stack.Transactions.Count.ShouldBe(0, "transactions");
        Stack.Timers.Count.ShouldBe(0, "timers");
        (_sockets.Media.LiveSessions - _soundBefore).ShouldBe(0, "ports of sound");
    }

    public void Dispose()
    {
        foreach (var leg in Stack.Legs.ToList()) leg.End(new LegEnding(LegEndedBy.Local));
        Stack.Timers.Dispose();
    }

    private void Keep(ReadOnlyMemory<byte> bytes)
    {
        var message = new SipMessage();
        var error = SipParser.Parse(bytes.ToArray(), message);
        // The answer to what is malformed copies headers that are.
        if (message.Status is 400 or 501 or 505 or 513) return;
        error.ShouldBe(SipParseError.None, $"what we send must be sound: {System.Text.Encoding.Latin1.GetString(bytes.Span)}");
        Sent.Add(message);
        SentAt.Add(Time.Elapsed);
    }

    private void Handle(SipFlow flow, SipMessage message)
    {
        using var scope = Stack.Enter();
        Stack.Transactions.Receive(flow, message);
    }

    private void Refuse(SipFlow flow, SipMessage message, SipParseError error)
    {
        using var scope = Stack.Enter();
        Stack.Transactions.ReceiveMalformed(flow, message, error);
    }

    private void OnTimer()
    {
        using var scope = Stack.Enter();
        Stack.Timers.RunDue();
    }
}
