using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Transport;

namespace Futwork.Realtime.Sip.Transactions;

/// <summary>One request of a peer with the response that its retransmissions get again (RFC 3261 section 17.2).</summary>
internal abstract class ServerTransaction : Timed
{
    private readonly SipFlow _answers;
    private SipResponseTemplate? _template;
    private byte[]? _response;

    protected ServerTransaction(TransactionLayer layer, SipMessage request, SipFlow flow, string key)
    {
        Layer = layer;
        Flow = flow;
        _answers = flow.AnswersTo(request.TopVia);
        Key = key;
        _template = new SipResponseTemplate(request, flow.Remote, layer.Writer);
    }

    public SipFlow Flow { get; }

    public string Key { get; }

    /// <summary>The final response was given.</summary>
    public abstract bool IsFinal { get; }

    protected TransactionLayer Layer { get; }

    public abstract void Respond(SipResponse response);

    public void Respond(int status, string? toTag = null) => Respond(new SipResponse(status) { ToTag = toTag ?? Layer.NewTag() });

    /// <summary>Answers a request that can do nothing, and forgets it at once: should it come again, it is answered again (RFC 3261 section 8.2.7).</summary>
    /// <param name="response">Its tag must be the same each time (<see cref="TransactionLayer.TagOf"/>).</param>
    public void RespondOnce(SipResponse response)
    {
        Layer.Counters.NotRemembered();
        Send(response);
        Terminate();
    }

    /// <summary>The request came again.</summary>
    public virtual void OnRetransmission() => Resend();

    public virtual void OnTransportFailed() => Terminate();

    internal override void OnDue() => Terminate();

    protected void Send(SipResponse response)
    {
        _response = _template!.Write(Layer.Writer, response);
        _answers.Send(_response);
        if (response.Status >= 200) _template = null;
    }

    protected void Resend()
    {
        // What the peer does not take is said to it no second time.
        if (_response is null || !_answers.HasRoom) return;
        Layer.Counters.Retransmitted();
        _answers.Send(_response);
    }

    /// <summary>The peer has the response: what comes again now is only passed over.</summary>
    protected void ForgetResponse() => _response = null;

    protected void Terminate() => Layer.Remove(this);
}

/// <summary>BYE, CANCEL, OPTIONS and whatever else is not an INVITE (section 17.2.2); remembered for timer J.</summary>
internal sealed class NonInviteServerTransaction(TransactionLayer layer, SipMessage request, SipFlow flow, string key)
    : ServerTransaction(layer, request, flow, key)
{
    private bool _final;

    public override bool IsFinal => _final;

    public override void Respond(SipResponse response)
    {
        if (_final) return;
        Send(response);
        if (response.Status < 200) return;
        _final = true;
        if (Flow.IsReliable) Terminate();
        else Layer.Timers.Set(this, SipTimers.Gathered(Layer.Now + SipTimers.Lifetime));
    }
}
