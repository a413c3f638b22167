using Futwork.Realtime.Sip.Digest;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Transport;

namespace Futwork.Realtime.Sip.Gateways;

/// <summary>Sends a request outside of any dialog and awaits its final response, answering a challenge on the way.</summary>
internal sealed class SipExchange(SipStack stack, TimeProvider time)
{
    /// <summary>Null: nobody answered in time, or the connection failed.</summary>
    public async Task<SipMessage?> SendAsync(SipRequest request, SipFlow flow, DigestAuthorizer authorizer, TimeSpan patience, CancellationToken cancellationToken)
    {
        while (true)
        {
            var reply = new TaskCompletionSource<SipMessage?>(TaskCreationOptions.RunContinuationsAsynchronously);
            using (stack.Enter())
            {
                authorizer.Authorize(request);
                stack.Transactions.Request(request, flow, (response, _) =>
                {
                    if (response is not { Status: < 200 }) reply.TrySetResult(response?.Clone());
                });
            }

            SipMessage? final;
            try
            {
                final = await reply.Task.WaitAsync(patience, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                return null;
            }

            if (final is not { Status: 401 or 407 } || !authorizer.TryTake(final))
            {
                if (final is { Status: >= 200 and < 300 }) authorizer.Accepted();
                return final;
            }

            request.CSeq++;
        }
    }
}
