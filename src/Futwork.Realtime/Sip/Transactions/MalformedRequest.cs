using Futwork.Realtime.Sip.Messages;

namespace Futwork.Realtime.Sip.Transactions;

/// <summary>What a request that cannot be read is answered, saying what is wrong with it (RFC 3261 sections 8.2, 18.3 and 21.4.1, RFC 4475).</summary>
internal static class MalformedRequest
{
    /// <summary>Null where there is no answer: to a response, to an ACK, and where no Via says whose the answer would be.</summary>
    public static SipResponse? Answer(SipMessage request, SipParseError error)
    {
        if (!request.IsRequest || request.Method == SipMethod.Ack || request.TopVia.Host.IsEmpty) return null;
        return error switch
        {
            SipParseError.Version => new SipResponse(505),
            // Whoever understands the method may find that all is well (RFC 4475 section 3.1.2.18).
            SipParseError.MethodMismatch when request.Method == SipMethod.Unknown => new SipResponse(501),
            SipParseError.ContentLength when IsTooLarge(request) => new SipResponse(513),
            _ => new SipResponse(400) { Reason = Reason(error, SipHeaders.Name(request.Culprit)) },
        };
    }

    private static string Reason(SipParseError error, string header) => error switch
    {
        SipParseError.StartLine => "Malformed Request-Line",
        SipParseError.RequestUri => "Malformed Request-URI",
        SipParseError.MethodMismatch => "CSeq Does Not Name The Method",
        SipParseError.DuplicateHeader => $"Repeated {header}",
        SipParseError.MissingHeader => $"Missing {header}",
        SipParseError.TooManyHeaders => "Too Many Headers",
        SipParseError.ContentLength => "Content-Length Does Not Fit The Message",
        _ => $"Malformed {header}",
    };

    private static bool IsTooLarge(SipMessage request) =>
        SipSyntax.TryNumber(request.Value(SipHeader.ContentLength), out var stated) && stated > Transport.SipReceiver.MaxMessageBytes;
}
