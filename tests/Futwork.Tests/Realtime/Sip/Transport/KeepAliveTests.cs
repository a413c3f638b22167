using System.Net;
using System.Net.Sockets;
using System.Text;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Transport;

/// <summary>A TCP connection of ours to a peer that the test plays by hand, on a fake clock (RFC 5626 section 3.5.1).</summary>
public sealed class KeepAliveTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly FakeTime _time = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private SipPhone _phone = null!;

    public async ValueTask InitializeAsync()
    {
        _listener.Start();
        _phone = await SipPhone.StartAsync(time: _time);
    }

    public async ValueTask DisposeAsync()
    {
        await _phone.CloseAsync(_time);
        _listener.Dispose();
    }

    [Fact]
    public async Task Connection_whose_peer_answered_once_and_falls_silent_is_closed()
    {
        using var peer = await ConnectedAsync();
        await PingAsync(peer);
        await peer.GetStream().WriteAsync("\r\n"u8.ToArray());
        await PingAsync(peer);

        var read = peer.GetStream().ReadAsync(new byte[100]).AsTask();
        await Eventually.IsAsync(() => read.IsCompleted ? "" : null, () => _time.Advance(TimeSpan.FromSeconds(1)));

        // Closed in order, or reset where something of ours was still under way.
        var reset = await Record.ExceptionAsync(() => read);
        if (reset is null) (await read).ShouldBe(0);
        else reset.ShouldBeOfType<IOException>();
    }

    [Fact]
    public async Task Peer_that_knows_no_keep_alives_is_let_be()
    {
        using var peer = await ConnectedAsync();

        for (var i = 0; i < 4; i++) await PingAsync(peer);

        peer.Connected.ShouldBeTrue();
    }

    private async Task<TcpClient> ConnectedAsync()
    {
        var leg = _phone.Agent.Dial(SipPhone.To(((IPEndPoint)_listener.LocalEndpoint).Port) with { Transport = SipTransport.Tcp });
        var peer = await _listener.AcceptTcpClientAsync().WaitAsync(Patience);
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().Contains("a=sendrecv", StringComparison.Ordinal)) text.Append(Encoding.ASCII.GetString(buffer, 0, await peer.GetStream().ReadAsync(buffer)));
        var hangUp = leg.HangUpAsync();
        _time.Advance(TimeSpan.FromSeconds(2));
        await hangUp;
        (await leg.Answer).Result.ShouldBe(LegResult.Canceled);
        return peer;
    }

    /// <summary>Time passes until two blank lines come.</summary>
    private async Task PingAsync(TcpClient peer)
    {
        var ping = new byte[4];
        var reading = peer.GetStream().ReadExactlyAsync(ping).AsTask();
        await Eventually.IsAsync(() => reading.IsCompleted ? "" : null, () => _time.Advance(TimeSpan.FromSeconds(1)));
        await reading;
        Encoding.ASCII.GetString(ping).ShouldBe("\r\n\r\n");
    }
}
