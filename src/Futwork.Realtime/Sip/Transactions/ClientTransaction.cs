using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Transport;

namespace Futwork.Realtime.Sip.Transactions;

/// <summary>Why a request got no final response.</summary>
internal enum TransactionFailure : byte
{
    None,

    /// <summary>Timer B or F: nobody answered.</summary>
    Timeout,

    /// <summary>The connection failed.</summary>
    Transport,
}

/// <summary>Told of each response, and at most once of a failure (then <paramref name="response"/> is null). Called under the gate.</summary>
internal delegate void ResponseHandler(SipMessage? response, TransactionFailure failure);

/// <summary>One request of ours with its retransmissions (RFC 3261 section 17.1).</summary>
internal abstract class ClientTransaction : Timed
{
    private readonly TransactionLayer _layer;
    private ReadOnlyMemory<byte> _bytes;
    private TimeSpan _interval = SipTimers.T1;
    private TimeSpan? _retransmitAt;
    private TimeSpan _expiresAt;
    private bool _isOver;

    /// <param name="sentBy">Our address as the peer is told it; null: the flow's own. A CANCEL has that of its INVITE, whatever it goes over (RFC 3261 section 9.1).</param>
    protected ClientTransaction(TransactionLayer layer, SipRequest request, SipFlow flow, string branch, ResponseHandler handler, string? sentBy = null)
    {
        _layer = layer;
        Request = request;
        Flow = flow;
        Branch = branch;
        Key = new TransactionKey(branch, request.Method);
        Handler = handler;
        _bytes = request.Write(layer.Writer, flow.Protocol, sentBy ?? flow.LocalHostPort, branch);
    }

    /// <summary>Null once nothing but strays is waited for.</summary>
    public SipRequest? Request { get; private set; }

    public SipFlow Flow { get; }

    /// <summary>Bytes of the request, as long as it may be sent again.</summary>
    public int Size => _bytes.Length;

    /// <summary>Whether the request is still wanted, asked as it goes to the socket, and before it is repeated; null: always.</summary>
    public Func<bool>? MayLeave { get; init; }

    public string Branch { get; }

    /// <summary>What the layer finds it by.</summary>
    public TransactionKey Key { get; }

    protected ResponseHandler Handler { get; set; }

    protected bool IsReliable => Flow.IsReliable;

    protected abstract bool HasFinalResponse { get; }

    /// <summary>Sends the request; timers A or E and B or F begin.</summary>
    public void Start()
    {
        if (Flow.IsClosed)
        {
            Fail(TransactionFailure.Transport);
            return;
        }

        _retransmitAt = IsReliable ? null : _layer.Now + _interval;
        ExpireAfter(SipTimers.Lifetime);
        // Last: a near peer answers while the gate is still held, and the thread that takes the answer would have to wait for it.
        if (MayLeave is null) Flow.Send(_bytes);
        else Flow.Send(_bytes, MayLeave);
    }

    public abstract void OnResponse(SipMessage response);

    public void OnTransportFailed()
    {
        if (HasFinalResponse) Terminate();
        else Fail(TransactionFailure.Transport);
    }

    internal override void OnDue()
    {
        if (_layer.Now >= _expiresAt)
        {
            OnExpired();
            return;
        }

        if (_retransmitAt <= _layer.Now)
        {
            if (MayLeave?.Invoke() is not false) Repeat();
            _interval = NextInterval(_interval);
            _retransmitAt = _layer.Now + _interval;
        }

        Wake();
    }

    protected abstract TimeSpan NextInterval(TimeSpan interval);

    /// <summary>The transaction's time is up: a failure before the final response, the end of the waiting after it.</summary>
    protected abstract void OnExpired();

    protected void StopRetransmitting()
    {
        _retransmitAt = null;
        Wake();
    }

    protected void RetransmitEvery(TimeSpan interval)
    {
        _interval = interval;
        if (_retransmitAt is not null) _retransmitAt = _layer.Now + interval;
        Wake();
    }

    protected void ExpireAfter(TimeSpan span)
    {
        _expiresAt = span == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : _layer.Now + span;
        Wake();
    }

    /// <summary>The final response is here: for so long strays of it are taken, for which neither the request nor its user is kept.</summary>
    /// <param name="span">Timer D, K or M.</param>
    /// <param name="rest">Told of what still comes; null: nobody.</param>
    protected void Linger(TimeSpan span, ResponseHandler? rest)
    {
        _retransmitAt = null;
        _bytes = default;
        Request = null;
        Handler = rest ?? (static (_, _) => { });
        _expiresAt = SipTimers.Gathered(_layer.Now + span);
        Wake();
    }

    /// <summary>The ACK of a final response above 299.</summary>
    protected byte[] Ack(SipMessage response) => Request!.AckFor(response).Write(_layer.Writer, Flow.Protocol, Flow.LocalHostPort, Branch);

    protected void Terminate()
    {
        _isOver = true;
        _layer.Remove(this);
    }

    protected void Fail(TransactionFailure failure)
    {
        Terminate();
        Handler(null, failure);
    }

    private void Repeat()
    {
        _layer.Counters.Retransmitted();
        Flow.Send(_bytes);
    }

    private void Wake()
    {
        if (_isOver) return;
        var due = _retransmitAt < _expiresAt ? _retransmitAt.Value : _expiresAt;
        if (due == TimeSpan.MaxValue) _layer.Timers.Cancel(this);
        else _layer.Timers.Set(this, due);
    }
}
