using System.Net;
using System.Net.Sockets;
using System.Text;
using Futwork.Realtime.Sip.Messages;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip;

/// <summary>The far end of the wire, played by the test one datagram at a time.</summary>
internal sealed class WirePeer : IDisposable
{
    public const string Sdp = """
        v=0
        o=- 1 1 IN IP4 127.0.0.1
        s=-
        c=IN IP4 127.0.0.1
        t=0 0
        m=audio 9 RTP/AVP 0 101
        a=rtpmap:101 telephone-event/8000

        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private EndPoint _agent = new IPEndPoint(IPAddress.Loopback, 0);

    /// <param name="agentPort">Whom it speaks to before it was spoken to.</param>
    /// <param name="address">Another address of this machine than 127.0.0.1.</param>
    /// <param name="port">Its own; 0: any that is free.</param>
    public WirePeer(int agentPort = 0, string? address = null, int port = 0)
    {
        _socket.Bind(new IPEndPoint(address is null ? IPAddress.Loopback : IPAddress.Parse(address), port));
        _agent = new IPEndPoint(IPAddress.Loopback, agentPort);
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <summary>Something has arrived that nobody has looked at.</summary>
    public bool IsWaiting => _socket.Available > 0;

    /// <summary>The next message that is no keep-alive, which must be that request or response.</summary>
    /// <param name="start">How it begins.</param>
    /// <param name="pass">
    /// Lets the time pass after which it comes, and no more than that, however late the machine sees what has come: the answer is waited for by the same clock. Null: it
    /// comes by itself.
    /// </param>
    public async Task<SipMessage> ExpectAsync(string start, Action? pass = null)
    {
        var text = await ExpectTextAsync(pass);
        text.ShouldStartWith(start);
        return Bytes.Parse(text);
    }

    /// <summary>The same as it came: the answer to what is malformed may be so too.</summary>
    public async Task<string> ExpectTextAsync(Action? pass = null)
    {
        var buffer = new byte[65_535];
        string text;
        do
        {
            if (pass is not null) await Eventually.IsAsync(() => IsWaiting ? "" : null, pass);
            using var patience = new CancellationTokenSource(Patience);
            var received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, _agent, patience.Token);
            _agent = received.RemoteEndPoint;
            text = Encoding.UTF8.GetString(buffer, 0, received.ReceivedBytes);
        }
        while (string.IsNullOrWhiteSpace(text));
        return text;
    }

    /// <summary>The next message that is not a <paramref name="repeated"/> one, sent again meanwhile.</summary>
    public async Task<SipMessage> ExpectPastAsync(string repeated, string start)
    {
        while (true)
        {
            var message = await ExpectAsync("");
            var line = message.IsRequest ? message.Method.Name() : $"SIP/2.0 {message.Status}";
            if (line == repeated) continue;
            line.ShouldStartWith(start);
            return message;
        }
    }

    /// <summary>What this peer writes into Via as the port and address that a request came from; null: nothing.</summary>
    public IPEndPoint? Sees { get; set; }

    /// <summary>Answers <paramref name="request"/>; the Contact is this peer, unless the headers name another.</summary>
    public void Respond(SipMessage request, int status, string toTag = "far", string? sdp = null, params string[] headers) =>
        SendRaw(Response(request, status, $"sip:far@127.0.0.1:{Port}", Sees, toTag, sdp, headers));

    /// <summary>An answer as it goes over the wire, whatever wire it is.</summary>
    /// <param name="request">What is answered.</param>
    /// <param name="status">With what.</param>
    /// <param name="contact">The URI of whoever answers.</param>
    /// <param name="sees">See <see cref="Sees"/>.</param>
    /// <param name="toTag">The tag of whoever answers.</param>
    /// <param name="sdp">The body; null: none.</param>
    /// <param name="headers">Further ones.</param>
    public static byte[] Response(
        SipMessage request, int status, string contact, IPEndPoint? sees = null, string toTag = "far", string? sdp = null, params string[] headers)
    {
        var text = new StringBuilder($"SIP/2.0 {status} Said so\n");
        for (var i = 0; i < request.FieldCount; i++)
        {
            if (request.HeaderAt(i) == SipHeader.Via) text.Append($"Via: {Seen(Bytes.Text(request.ValueAt(i)), sees)}\n");
        }

        var to = Bytes.Text(request.Value(SipHeader.To));
        text.Append($"From: {Bytes.Text(request.Value(SipHeader.From))}\nTo: {to}{(request.ToTag.IsEmpty ? $";tag={toTag}" : "")}\n");
        text.Append($"Call-ID: {Bytes.Text(request.CallId)}\nCSeq: {Bytes.Text(request.Value(SipHeader.CSeq))}\n");
        if (!headers.Any(h => h.StartsWith("Contact:", StringComparison.Ordinal))) text.Append($"Contact: <{contact}>\n");
        foreach (var header in headers) text.Append(header).Append('\n');
        return Message(text.ToString(), sdp);
    }

    /// <summary>Sends a request of our own; routing headers come from the test.</summary>
    public void Request(string method, uint cseq, string dialog, string? sdp = null, string? branch = null, params string[] headers)
    {
        var text = new StringBuilder($"{method} sip:us@127.0.0.1 SIP/2.0\nVia: SIP/2.0/UDP 127.0.0.1:{Port};branch={branch ?? "z9hG4bK" + Guid.NewGuid():N};rport\n");
        text.Append($"{dialog}\nCSeq: {cseq} {method}\nContact: <sip:far@127.0.0.1:{Port}>\nMax-Forwards: 70\n");
        foreach (var header in headers) text.Append(header).Append('\n');
        SendRaw(Message(text.ToString(), sdp));
    }

    /// <summary>A message as it goes over the wire.</summary>
    /// <param name="head">Its lines, each ended, without those of the body.</param>
    /// <param name="sdp">Its body; null: none.</param>
    public static byte[] Message(string head, string? sdp)
    {
        var body = sdp is null ? [] : Bytes.Wire(sdp);
        var type = sdp is null ? "" : sdp.StartsWith("SIP/2.0", StringComparison.Ordinal) ? "Content-Type: message/sipfrag\n" : "Content-Type: application/sdp\n";
        return [.. Bytes.Wire($"{head}{type}Content-Length: {body.Length}\n\n"), .. body];
    }

    public void SendRaw(byte[] datagram) => _socket.SendTo(datagram, _agent);

    /// <summary>The routing headers of a request by which the peer of <paramref name="invite"/>, which we answered, calls back.</summary>
    public static string DialogOf(SipMessage invite, string farTag = "far") =>
        $"From: {Bytes.Text(invite.Value(SipHeader.To))};tag={farTag}\nTo: {Bytes.Text(invite.Value(SipHeader.From))}\nCall-ID: {Bytes.Text(invite.CallId)}";

    public void Dispose() => _socket.Dispose();

    private static string Seen(string via, IPEndPoint? sees) =>
        sees is null ? via : via.Replace(";rport", $";rport={sees.Port};received={sees.Address}", StringComparison.Ordinal);
}
