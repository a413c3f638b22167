using System.Net;

namespace Futwork.Realtime.Sip.Messages;

/// <summary>What a response copies from its request (RFC 3261 section 8.2.6.2), taken once when the request arrives.</summary>
internal sealed class SipResponseTemplate
{
    /// <summary>As many as there may be hops (Max-Forwards, RFC 3261 section 8.1.1.6). Each takes a line of its own, which may be four times as long as what was sent.</summary>
    public const int MaxVias = 70;

    private readonly byte[] _head;
    private readonly byte[] _recordRoutes;
    private readonly string _to;
    private readonly bool _hasToTag;

    public SipResponseTemplate(SipMessage request, IPEndPoint source, SipWriter writer)
    {
        writer.Clear();
        WriteVias(request, source, writer);
        Copy(request, SipHeader.From, "From: "u8, writer);
        Copy(request, SipHeader.CallId, "Call-ID: "u8, writer);
        Copy(request, SipHeader.CSeq, "CSeq: "u8, writer);
        _head = writer.ToArray();
        writer.Clear();
        for (var i = 0; i < request.FieldCount; i++)
        {
            if (request.HeaderAt(i) == SipHeader.RecordRoute) writer.Add("Record-Route: "u8).Add(request.ValueAt(i)).Line();
        }

        _recordRoutes = writer.ToArray();
        _to = SipSyntax.Text(request.Value(SipHeader.To));
        _hasToTag = !request.ToTag.IsEmpty;
    }

    public byte[] Write(SipWriter writer, SipResponse response)
    {
        writer.Clear();
        writer.Add("SIP/2.0 "u8).Add((uint)response.Status).Add(" "u8).Add(response.Reason ?? SipStatus.Reason(response.Status)).Line();
        writer.Add(_head);
        WriteTo(writer, response.ToTag);
        if (response.Contact is not null) writer.Add(_recordRoutes).Header("Contact", response.Contact);
        foreach (var (name, value) in response.Headers) writer.Header(name, value);
        return writer.Body(response.ContentType, response.Body.Span).ToArray();
    }

    private void WriteTo(SipWriter writer, string? tag)
    {
        if (_to.Length == 0) return;
        writer.Add("To: "u8).Add(_to);
        if (!_hasToTag && tag is not null) writer.Add(";tag="u8).Add(tag);
        writer.Line();
    }

    /// <summary>A malformed request may lack any header; its answer then does too.</summary>
    private static void Copy(SipMessage request, SipHeader header, ReadOnlySpan<byte> name, SipWriter writer)
    {
        if (request.Value(header) is { IsEmpty: false } value) writer.Add(name).Add(value).Line();
    }

    /// <summary>Copies the Vias, noting in the topmost where the request really came from (RFC 3581 section 4).</summary>
    private static void WriteVias(SipMessage request, IPEndPoint source, SipWriter writer)
    {
        var written = 0;
        for (var i = 0; i < request.FieldCount; i++)
        {
            if (request.HeaderAt(i) != SipHeader.Via) continue;
            var rest = request.ValueAt(i);
            while (SipSyntax.TryNext(ref rest, out var element))
            {
                if (!element.Contains((byte)'/')) continue;
                writer.Add("Via: "u8);
                if (written == 0) WriteTopVia(element, source, writer);
                else writer.Add(element);
                writer.Line();
                if (++written == MaxVias) return;
            }
        }
    }

    private static void WriteTopVia(ReadOnlySpan<byte> element, IPEndPoint source, SipWriter writer)
    {
        if (!ViaValue.TryParse(element, out var via)) return;
        var wantsPort = SipSyntax.TryParameter(via.Parameters, "rport"u8, out var port) && port.IsEmpty;
        var head = element[..^via.Parameters.Length];
        writer.Add(SipSyntax.Trim(head));
        var parameters = via.Parameters;
        while (SipSyntax.TryNext(ref parameters, out var parameter, (byte)';'))
        {
            if (parameter.StartsWith("received"u8)) continue;
            writer.Add(";"u8).Add(parameter);
            if (wantsPort && parameter.SequenceEqual("rport"u8)) writer.Add("="u8).Add((uint)source.Port);
        }

        var address = source.Address.ToString();
        if (wantsPort || !SipSyntax.Text(via.Host).Equals(address, StringComparison.Ordinal)) writer.Add(";received="u8).Add(address);
    }
}

/// <summary>A response before it meets its request.</summary>
internal sealed record SipResponse(int Status)
{
    /// <summary>The reason phrase, when it is not the status's usual one.</summary>
    public string? Reason { get; init; }

    public string? ToTag { get; init; }

    /// <summary>Present in responses that make or refresh a dialog; brings the Record-Route set with it.</summary>
    public string? Contact { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public ReadOnlyMemory<byte> Body { get; init; }

    public string? ContentType { get; init; }
}
