using System.Net;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Transport;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>What an in-dialog request is found by; the peer's tag is checked after.</summary>
internal readonly record struct DialogId(string CallId, string LocalTag);

/// <summary>The state that both sides share about one call (RFC 3261 section 12).</summary>
internal sealed class Dialog
{
    /// <summary>More requests than go to a phone before it answers (PRACK, UPDATE). Numbers may have gaps (section 12.2.1.1).</summary>
    private const uint MostForgotten = 100;

    private readonly string _local;
    private readonly string _remote;
    private Hop? _hop;

    private Dialog(DialogId id, string local, string remote, SipFlow flow)
    {
        Id = id;
        _local = local;
        _remote = remote;
        Flow = flow;
    }

    public DialogId Id { get; }

    /// <summary>The connection, or the address, that the peer was first met by.</summary>
    public SipFlow Flow { get; }

    public required string RemoteTag { get; init; }

    /// <summary>The peer's Contact URI; a re-INVITE may change it.</summary>
    public required string RemoteTarget { get; set; }

    /// <summary>Our own address in the dialog, without our tag.</summary>
    public string LocalUri => UriOf(_local);

    /// <summary>The peer's address in the dialog: of To when we called, of From when it did.</summary>
    public string RemoteUri => UriOf(_remote);

    /// <summary>The proxies that asked to stay on the path, in the order of our requests.</summary>
    public required IReadOnlyList<string> Routes { get; init; }

    /// <summary>The CSeq number of our last request.</summary>
    public uint LocalCSeq { get; set; }

    /// <summary>The CSeq number of the peer's last request; null before its first.</summary>
    public uint? RemoteCSeq { get; set; }

    /// <summary>Whoever placed the call is gone. Its requests go where its answer came from, whatever the peer names.</summary>
    private bool IsStray { get; init; }

    /// <summary>What says where the next request goes.</summary>
    private string Next => Routes.Count > 0 ? Routes[0] : RemoteTarget;

    /// <summary>The dialog that a 2xx to our INVITE makes (section 12.1.2).</summary>
    /// <param name="invite">What was answered.</param>
    /// <param name="localTag">Our tag.</param>
    /// <param name="response">The answer.</param>
    /// <param name="flow">Where it came from.</param>
    /// <param name="isStray">Nothing is known but the response: nobody shall send us elsewhere by it, and requests that are forgotten may have used the next numbers.</param>
    public static Dialog FromResponse(SipRequest invite, string localTag, SipMessage response, SipFlow flow, bool isStray = false)
    {
        var routes = RecordRoutes(response);
        routes.Reverse();
        return new Dialog(new DialogId(invite.CallId, localTag), invite.From, SipSyntax.Text(response.Value(SipHeader.To)), flow)
        {
            RemoteTag = SipSyntax.Text(response.ToTag),
            RemoteTarget = Target(response) ?? invite.Uri,
            Routes = routes,
            LocalCSeq = invite.CSeq + (isStray ? MostForgotten : 0),
            IsStray = isStray,
        };
    }

    /// <summary>The dialog that our 2xx to the peer's INVITE makes (section 12.1.1).</summary>
    public static Dialog FromRequest(SipMessage invite, string localTag, SipFlow flow)
    {
        var local = SipSyntax.Text(invite.Value(SipHeader.To)) + ";tag=" + localTag;
        var from = SipSyntax.Text(invite.Value(SipHeader.From));
        return new Dialog(new DialogId(SipSyntax.Text(invite.CallId), localTag), local, from, flow)
        {
            RemoteTag = SipSyntax.Text(invite.FromTag),
            RemoteTarget = Target(invite) ?? (IsUri(from) ? UriOf(from) : "sip:" + flow.Remote),
            Routes = RecordRoutes(invite),
            RemoteCSeq = invite.CSeq,
        };
    }

    /// <summary>Whether our answer must name a <c>sips:</c> Contact: the INVITE's URI, its top Record-Route or, without one, its Contact is one (section 12.1.1).</summary>
    public static bool WantsSecureContact(SipMessage invite)
    {
        if (IsSecure(SipSyntax.Text(invite.RequestUri))) return true;
        return RecordRoutes(invite) is [var top, ..] ? IsSecure(UriOf(top)) : Target(invite) is { } contact && IsSecure(contact);
    }

    /// <summary>The URI of the first Contact, or null.</summary>
    public static string? Target(SipMessage message)
    {
        var contacts = message.Value(SipHeader.Contact);
        return SipSyntax.TryNext(ref contacts, out var first) && NameAddress.TryParse(first, out var address) && SipUri.TryParse(address.Uri, out _)
            ? SipSyntax.Text(address.Uri)
            : null;
    }

    /// <summary>Requests go to the Contact of this message from now on, where it has one.</summary>
    public void Follow(SipMessage message) => RemoteTarget = Target(message) ?? RemoteTarget;

    /// <summary>
    /// A request within the dialog (section 12.2.1.1). An ACK takes the CSeq number of its INVITE. A first route without
    /// <c>lr</c> is a strict router of RFC 2543: it wants to be the request's URI.
    /// </summary>
    public SipRequest NewRequest(SipMethod method, uint? cseq = null)
    {
        var strict = Routes.Count > 0 && !IsLoose(Routes[0]);
        return new SipRequest
        {
            Method = method,
            Uri = strict ? UriOf(Routes[0]) : RemoteTarget,
            From = _local,
            To = _remote,
            CallId = Id.CallId,
            CSeq = cseq ?? ++LocalCSeq,
            Routes = strict ? [.. Routes.Skip(1), $"<{RemoteTarget}>"] : Routes,
        };
    }

    /// <summary>
    /// Where the dialog's next request goes. A living connection is kept; a host that is a name stands for the peer that we
    /// already talk to, or that had connected to us, so that hanging up never waits for DNS. So does an address of the peer's own network, where that is not ours.
    /// </summary>
    public SipFlow NextHop(SipTransports transports)
    {
        if (IsStray || (Flow.IsReliable && !Flow.IsClosed)) return Flow;
        var uri = Next;
        if (_hop is not { } hop || hop.Uri != uri || hop.Flow.IsClosed) _hop = hop = new Hop(uri, Find(Routes.Count > 0 ? UriOf(uri) : uri, transports));
        return hop.Flow;
    }

    /// <summary>A request was answered by that way: the next ones go there at once, until the peer names another Contact. Null: it was the way that they go anyway.</summary>
    public void Keep(SipFlow? way)
    {
        if (way is not null) _hop = new Hop(Next, way);
    }

    /// <summary>Goes on in the place of the early dialog that it was (section 13.2.2.4).</summary>
    public void Continue(Dialog early)
    {
        LocalCSeq = Math.Max(LocalCSeq, early.LocalCSeq);
        RemoteCSeq = early.RemoteCSeq;
        _hop = early._hop;
    }

    /// <summary>The dialog's requests go over this connection, or would: the one that it began with, or that was made in its place.</summary>
    public bool Uses(SipFlow flow) => flow == Flow || flow == _hop?.Flow;

    /// <summary>
    /// The way by which the dialog began, which is known to have led to the peer; null where its requests go there anyway, or that way is gone. The address in a Contact
    /// may be nobody's, as seen from here.
    /// </summary>
    public SipFlow? OtherWay(SipTransports transports)
    {
        var way = NextHop(transports);
        return Flow.IsClosed || (way.Protocol == Flow.Protocol && way.Remote.Equals(Flow.Remote)) ? null : Flow;
    }

    private SipFlow Find(string uri, SipTransports transports)
    {
        var known = Flow.IsClosed ? transports.Again(Flow) : Flow;
        if (!SipUri.TryParse(System.Text.Encoding.UTF8.GetBytes(uri), out var next)) return known ?? Flow;
        TlsTarget? named = null;
        if (!next.TryAddress(out var address) || IsBehindNat(address))
        {
            if (known is not null) return known;
            (address, named) = (Flow.Remote.Address, new TlsTarget(SipSyntax.Text(next.Host), new SipTlsSettings()));
        }

        if (address.AddressFamily != Flow.Remote.AddressFamily) return known ?? Flow;
        var transport = TransportOf(next);
        var remote = new IPEndPoint(address, next.Port == 0 ? transport.Port() : next.Port);
        return transports.FlowTo(transport, remote, Flow.Tls ?? named) ?? Flow;
    }

    /// <summary>The peer, or the proxy before it, is behind a NAT and does not know it: the address that it names is from here nobody's, or somebody else's.</summary>
    private bool IsBehindNat(IPAddress named) => PrivateAddress.Is(named) && !PrivateAddress.Is(Flow.Remote.Address);

    /// <summary>A <c>sips:</c> URI is reached over TLS whatever it says besides (RFC 3261 section 26.2.2); one that says nothing, as the peer has been.</summary>
    private SipTransport TransportOf(SipUri next)
    {
        if (next.IsSecure) return SipTransport.Tls;
        SipSyntax.TryParameter(next.Parameters, "transport"u8, out var named);
        return SipTransportNames.Parse(named) ?? SipTransportNames.Parse(System.Text.Encoding.ASCII.GetBytes(Flow.Protocol)) ?? SipTransport.Udp;
    }

    /// <summary>The routes that can be followed. One that is no URI would stand in our request line and make the request unreadable.</summary>
    private static List<string> RecordRoutes(SipMessage message)
    {
        var routes = message.Elements(SipHeader.RecordRoute);
        routes.RemoveAll(route => !IsUri(route));
        return routes;
    }

    private static bool IsUri(string address) => SipUri.TryParse(System.Text.Encoding.UTF8.GetBytes(UriOf(address)), out _);

    private static bool IsSecure(string uri) => uri.StartsWith("sips:", StringComparison.OrdinalIgnoreCase);

    private static bool IsLoose(string route) =>
        SipUri.TryParse(System.Text.Encoding.UTF8.GetBytes(UriOf(route)), out var uri) && uri.Has("lr"u8);

    private static string UriOf(string route) =>
        NameAddress.TryParse(System.Text.Encoding.UTF8.GetBytes(route), out var address) ? SipSyntax.Text(address.Uri) : route;

    /// <summary>Where the last request went, and why.</summary>
    private sealed record Hop(string Uri, SipFlow Flow);
}
