using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Transport;

/// <summary>Base of the tests with a peer over TCP that the test plays by hand, on a fake clock.</summary>
public abstract class TcpPeerTests : IAsyncLifetime
{
    private protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    private protected FakeTime Time { get; } = new();

    private protected SipPhone Phone { get; private set; } = null!;

    private protected int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask InitializeAsync()
    {
        _listener.Start();
        Phone = await SipPhone.StartAsync(time: Time);
    }

    public async ValueTask DisposeAsync()
    {
        await Phone.CloseAsync(Time);
        _listener.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A call of ours to the peer.</summary>
    private protected ICallLeg Dial() => Phone.Agent.Dial(SipPhone.To(Port) with { Transport = SipTransport.Tcp });

    private protected Task<TcpClient> AcceptAsync() => _listener.AcceptTcpClientAsync().WaitAsync(Patience);

    /// <summary>The next message; read byte by byte, so that nothing of what follows it is lost.</summary>
    private protected static async Task<SipMessage> ReadAsync(TcpClient peer)
    {
        using var patience = new CancellationTokenSource(Patience);
        var (head, letter) = (new StringBuilder(), new byte[1]);
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) || string.IsNullOrWhiteSpace(head.ToString()))
        {
            await peer.GetStream().ReadExactlyAsync(letter, patience.Token);
            head.Append((char)letter[0]);
        }

        var text = head.ToString().TrimStart();
        var length = text.Split("\r\n").First(line => line.StartsWith("Content-Length:", StringComparison.Ordinal)).Split(':')[1];
        var body = new byte[int.Parse(length, CultureInfo.InvariantCulture)];
        await peer.GetStream().ReadExactlyAsync(body, patience.Token);
        return Bytes.Parse(text + Encoding.UTF8.GetString(body));
    }

    /// <summary>A request of the peer.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="id">The Call-ID, and what its branch is made of.</param>
    /// <param name="sdp">Its body.</param>
    /// <param name="host">Where its Contact says it is.</param>
    /// <param name="toTag">Our tag with its name, <c>;tag=x</c>; empty outside of a dialog.</param>
    private protected byte[] Request(string method, string id, string? sdp = null, string host = "127.0.0.1", string toTag = "") => WirePeer.Message(
        $"""
        {method} sip:us@127.0.0.1 SIP/2.0
        Via: SIP/2.0/TCP 127.0.0.1:{Port};branch=z9hG4bK{id}{method}
        From: <sip:far@127.0.0.1>;tag=far
        To: <sip:us@127.0.0.1>{toTag}
        Call-ID: {id}
        CSeq: 1 {method}
        Contact: <sip:far@{host}:{Port};transport=tcp>
        Max-Forwards: 70

        """,
        sdp);

    /// <summary>The peer answers.</summary>
    private protected async Task RespondAsync(TcpClient peer, SipMessage request, int status, string? sdp = null) =>
        await peer.GetStream().WriteAsync(WirePeer.Response(request, status, $"sip:far@127.0.0.1:{Port};transport=tcp", sdp: sdp));
}
