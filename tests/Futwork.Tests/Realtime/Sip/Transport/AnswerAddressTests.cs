using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Futwork.Tests.Realtime.Sip.Transport;

/// <summary>To which port of a peer answers go over UDP (RFC 3261 section 18.2.2, RFC 3581).</summary>
public sealed class AnswerAddressTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Socket _sends = Bound();
    private readonly Socket _listens = Bound();
    private SipPhone _phone = null!;

    public async ValueTask InitializeAsync() => _phone = await SipPhone.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _phone.DisposeAsync();
        _sends.Dispose();
        _listens.Dispose();
    }

    [Theory]
    [InlineData("OPTIONS", "127.0.0.1:{listens}", true)]
    [InlineData("INVITE", "127.0.0.1:{listens}", true)]
    [InlineData("OPTIONS", "carrier.invalid:{listens}", false)]
    [InlineData("OPTIONS", "127.0.0.1:{listens};rport", false)]
    [InlineData("INVITE", "127.0.0.1:{listens};rport", false)]
    [InlineData("OPTIONS", "10.1.2.3:{listens}", false)]
    [InlineData("OPTIONS", "127.0.0.1:{sends}", false)]
    public async Task The_port_that_a_peer_names_counts_where_it_asks_for_no_other_and_is_surely_behind_no_NAT(string method, string sentBy, bool named)
    {
        var via = sentBy.Replace("{listens}", Port(_listens), StringComparison.Ordinal).Replace("{sends}", Port(_sends), StringComparison.Ordinal);
        var request = $"{method} sip:us@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP {via};branch=z9hG4bK{Guid.NewGuid():n}\r\nFrom: <sip:them@far.invalid>;tag=t\r\nTo: <sip:us@127.0.0.1>\r\n"
            + $"Call-ID: {Guid.NewGuid():n}\r\nCSeq: 1 {method}\r\nContact: <sip:them@127.0.0.1:{Port(_sends)}>\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n";

        _sends.SendTo(Encoding.ASCII.GetBytes(request), new IPEndPoint(IPAddress.Loopback, _phone.Port));

        var answer = await ReceiveAsync(named ? _listens : _sends);
        answer.ShouldStartWith("SIP/2.0 ");
        (named ? _sends : _listens).Available.ShouldBe(0);
        answer.Contains($"rport={Port(_sends)}", StringComparison.Ordinal).ShouldBe(via.EndsWith("rport", StringComparison.Ordinal));
    }

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private static string Port(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        var buffer = new byte[4096];
        using var limit = new CancellationTokenSource(Patience);
        return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, SocketFlags.None, limit.Token));
    }
}
