using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Transport;

namespace Futwork.Realtime.Sip.Transactions;

/// <summary>Any other request of ours (RFC 3261 section 17.1.2).</summary>
internal sealed class NonInviteClientTransaction(
    TransactionLayer layer, SipRequest request, SipFlow flow, string branch, ResponseHandler handler, string? sentBy = null)
    : ClientTransaction(layer, request, flow, branch, handler, sentBy)
{
    private bool _completed;

    protected override bool HasFinalResponse => _completed;

    public override void OnResponse(SipMessage response)
    {
        if (_completed) return;
        if (response.Status < 200)
        {
            RetransmitEvery(SipTimers.T2);
            return;
        }

        _completed = true;
        var user = Handler;
        if (IsReliable) Terminate();
        else Linger(SipTimers.T4, rest: null);
        user(response, TransactionFailure.None);
    }

    protected override TimeSpan NextInterval(TimeSpan interval) => SipTimers.Double(interval);

    protected override void OnExpired()
    {
        if (_completed) Terminate();
        else Fail(TransactionFailure.Timeout);
    }
}
