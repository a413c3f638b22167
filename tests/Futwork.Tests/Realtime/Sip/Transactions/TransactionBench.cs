using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Transactions;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Transactions;

/// <summary>The transaction layer between a recorded wire and a user that notes what it is told, on a fake clock.</summary>
internal sealed class TransactionBench : IDisposable
{
    private readonly TimerQueue _timers;

    public TransactionBench(bool reliable = false)
    {
        Flow = new RecordedFlow(Time, reliable);
        _timers = new TimerQueue(Time, () => _timers!.RunDue());
        Layer = new TransactionLayer(_timers, new SipWriter(), new SipCounters())
        {
            OnRequest = (_, transaction) =>
            {
                Requests.Add(transaction);
                if (Fault is not null) throw Fault;
            },
            OnCancel = Canceled.Add,
            OnAck = ack => DialogAcks.Add(ack.CSeq),
        };
    }

    public FakeTime Time { get; } = new();

    public RecordedFlow Flow { get; }

    public TransactionLayer Layer { get; }

    /// <summary>What handling a request throws; null: nothing.</summary>
    public Exception? Fault { get; set; }

    public List<ServerTransaction> Requests { get; } = [];

    public List<InviteServerTransaction> Canceled { get; } = [];

    public List<uint> DialogAcks { get; } = [];

    /// <summary>What the user of a client transaction was told: statuses and failures, in order.</summary>
    public List<string> Told { get; } = [];

    public int Timers => _timers.Count;

    public InviteClientTransaction Invite() => Layer.Invite(Request(SipMethod.Invite), Flow, Tell);

    public void Send(SipMethod method) => Layer.Request(Request(method), Flow, Tell);

    /// <summary>The peer answers the last request sent, on its branch.</summary>
    public void Respond(int status, string method = "INVITE", string toTag = "far") => Layer.Receive(Flow, Bytes.Parse($"""
        SIP/2.0 {status} Whatever
        Via: SIP/2.0/UDP 192.0.2.1:5060;branch={Branch()}
        From: <sip:a@b>;tag=near
        To: <sip:c@d>;tag={toTag}
        Call-ID: x
        CSeq: 1 {method}


        """));

    /// <summary>The peer sends a request.</summary>
    public void Receive(string method, string branch = "z9hG4bKpeer", string toTag = "", string callId = "y") => Layer.Receive(Flow, Bytes.Parse($"""
        {method} sip:us@192.0.2.1 SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.9;branch={branch}
        From: <sip:a@b>;tag=far
        To: <sip:c@d>{toTag}
        Call-ID: {callId}
        CSeq: 5 {method}


        """));

    public string Branch()
    {
        var start = Flow.Last.IndexOf("branch=", StringComparison.Ordinal) + "branch=".Length;
        return Flow.Last[start..Flow.Last.IndexOf(';', start)];
    }

    public void Dispose() => _timers.Dispose();

    private void Tell(SipMessage? response, TransactionFailure failure) => Told.Add(response?.Status.ToString() ?? failure.ToString());

    private static SipRequest Request(SipMethod method) => new()
    {
        Method = method,
        Uri = "sip:c@d",
        From = "<sip:a@b>;tag=near",
        To = "<sip:c@d>",
        CallId = "x",
        CSeq = 1,
    };
}
