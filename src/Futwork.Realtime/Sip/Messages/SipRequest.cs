namespace Futwork.Realtime.Sip.Messages;

/// <summary>A request that we send. Written anew for each transaction, since Via, CSeq and credentials change.</summary>
internal sealed class SipRequest
{
    public required SipMethod Method { get; init; }

    public required string Uri { get; set; }

    /// <summary>The From value with our tag.</summary>
    public required string From { get; init; }

    /// <summary>The To value, with the peer's tag once there is one.</summary>
    public required string To { get; init; }

    public required string CallId { get; init; }

    public required uint CSeq { get; set; }

    public IReadOnlyList<string> Routes { get; init; } = [];

    /// <summary>Headers besides the routing ones, in the order they are written.</summary>
    public List<KeyValuePair<string, string>> Headers { get; init; } = [];

    public ReadOnlyMemory<byte> Body { get; set; }

    public string? ContentType { get; init; }

    /// <summary>The ACK of a final response above 299 belongs to the INVITE's own transaction (RFC 3261 section 17.1.1.3).</summary>
    public SipRequest AckFor(SipMessage response) => new()
    {
        Method = SipMethod.Ack,
        Uri = Uri,
        From = From,
        To = SipSyntax.Text(response.Value(SipHeader.To)),
        CallId = CallId,
        CSeq = CSeq,
        Routes = Routes,
    };

    /// <summary>The CANCEL of this INVITE: same URI, To, CSeq number, routes and, when it is sent, branch (section 9.1).</summary>
    public SipRequest Cancel(string? reason) => new()
    {
        Method = SipMethod.Cancel,
        Uri = Uri,
        From = From,
        To = To,
        CallId = CallId,
        CSeq = CSeq,
        Routes = Routes,
        Headers = reason is null ? [] : [new("Reason", reason)],
    };

    /// <param name="writer">Where it is written.</param>
    /// <param name="protocol">The transport's name in Via. Over TLS the peer is allowed to send its own requests over our connection (alias, RFC 5923).</param>
    /// <param name="sentBy">Our own address, <c>host:port</c>.</param>
    /// <param name="branch">The transaction's.</param>
    public byte[] Write(SipWriter writer, string protocol, string sentBy, string branch)
    {
        writer.Clear();
        writer.Add(Method.Name()).Add(" "u8).Add(Uri).Add(" SIP/2.0\r\n"u8);
        writer.Add("Via: SIP/2.0/"u8).Add(protocol).Add(" "u8).Add(sentBy).Add(";branch="u8).Add(branch).Add(protocol == "TLS" ? ";rport;alias\r\n"u8 : ";rport\r\n"u8);
        writer.Add("Max-Forwards: 70\r\n"u8);
        foreach (var route in Routes) writer.Header("Route", route);
        writer.Header("From", From).Header("To", To).Header("Call-ID", CallId);
        writer.Add("CSeq: "u8).Add(CSeq).Add(" "u8).Add(Method.Name()).Line();
        foreach (var (name, value) in Headers) writer.Header(name, value);
        return writer.Body(ContentType, Body.Span).ToArray();
    }
}
