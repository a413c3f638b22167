using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Transport;

namespace Futwork.Realtime.Sip.Transactions;

/// <summary>
/// An INVITE of a peer (RFC 3261 section 17.2.1). A 2xx is repeated here too, until <see cref="OnAck"/>: RFC 3261 gives that to
/// the user agent, but the response is kept here anyway, and RFC 6026 keeps the transaction alive to absorb the INVITE.
/// </summary>
internal sealed class InviteServerTransaction(TransactionLayer layer, SipMessage request, SipFlow flow, string key)
    : ServerTransaction(layer, request, flow, key)
{
    private State _state = State.Proceeding;
    private TimeSpan _interval = SipTimers.T1;
    private TimeSpan _retransmitAt = TimeSpan.MaxValue;
    private TimeSpan _expiresAt;

    private enum State : byte
    {
        Proceeding,
        Accepted,
        Completed,
        Confirmed,
    }

    /// <summary>Told when a 2xx stayed without its ACK for 64·T1.</summary>
    public Action? AckMissing { get; set; }

    /// <summary>Told once that the caller has got our 2xx: its ACK came, or a BYE instead.</summary>
    public Action? Acknowledged { get; set; }

    /// <summary>Told when the connection was lost before our final response, which then has no way to the caller.</summary>
    public Action? Lost { get; set; }

    public override bool IsFinal => _state != State.Proceeding;

    /// <summary>Whose open call it is, as long as it counts as one (<see cref="CallerLimit"/>).</summary>
    public System.Net.IPAddress? Source { get; set; }

    /// <summary>Calls may not come from where it came.</summary>
    public bool IsForbidden { get; init; }

    /// <summary>A final response above 299 was sent.</summary>
    public bool IsRefused => _state is State.Completed or State.Confirmed;

    /// <summary>What is the same on every path that the call may take to us; null for an INVITE within a dialog.</summary>
    public CallKey? Call { get; } = request.ToTag.IsEmpty
        ? new CallKey(SipSyntax.Text(request.CallId), SipSyntax.Text(request.FromTag), request.CSeq)
        : null;

    /// <summary>A 2xx was sent: its ACK is the dialog's.</summary>
    public bool IsAccepted => _state == State.Accepted;

    public override void Respond(SipResponse response)
    {
        if (IsFinal) return;
        Send(response);
        if (response.Status < 200) return;
        _state = response.Status < 300 ? State.Accepted : State.Completed;
        if (_state == State.Accepted) Layer.Leave(this, answered: true);
        // A proxy on the way may speak UDP further on, so the 2xx is repeated over TCP too (RFC 3261 section 13.3.1.4).
        if (_state == State.Accepted || !Flow.IsReliable) _retransmitAt = Layer.Now + _interval;
        _expiresAt = Layer.Now + SipTimers.Lifetime;
        Wake();
    }

    public override void OnRetransmission()
    {
        if (_state is State.Proceeding or State.Completed) Resend();
    }

    /// <summary>The ACK of a 2xx may still come, over another connection; until then whoever waits for it goes on waiting.</summary>
    public override void OnTransportFailed()
    {
        if (AckMissing is null)
        {
            Terminate();
            if (!IsFinal) Lost?.Invoke();
            return;
        }

        _retransmitAt = TimeSpan.MaxValue;
        Wake();
    }

    /// <summary>The ACK came: of a failure within this transaction, of a 2xx through its dialog.</summary>
    public void OnAck()
    {
        _retransmitAt = TimeSpan.MaxValue;
        if (_state == State.Completed)
        {
            _state = State.Confirmed;
            if (Flow.IsReliable)
            {
                Terminate();
                return;
            }

            _expiresAt = SipTimers.Gathered(Layer.Now + SipTimers.T4);
        }
        else if (_state == State.Accepted) _expiresAt = SipTimers.Gathered(_expiresAt);

        AckMissing = null;
        ForgetResponse();
        if (_state is State.Accepted or State.Confirmed) Wake();
        (var acknowledged, Acknowledged) = (Acknowledged, null);
        acknowledged?.Invoke();
    }

    internal override void OnDue()
    {
        if (Layer.Now >= _expiresAt)
        {
            Terminate();
            AckMissing?.Invoke();
            return;
        }

        if (Layer.Now >= _retransmitAt)
        {
            Resend();
            _interval = SipTimers.Double(_interval);
            _retransmitAt = Layer.Now + _interval;
        }

        Wake();
    }

    private void Wake() => Layer.Timers.Set(this, _retransmitAt < _expiresAt ? _retransmitAt : _expiresAt);
}

/// <summary>One attempt to call us, by whatever path it comes (RFC 3261 section 8.2.2.2).</summary>
internal readonly record struct CallKey(string CallId, string FromTag, uint CSeq);
