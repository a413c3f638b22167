using System.Net.Sockets;
using System.Text;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Transport;

/// <summary>A TCP connection of ours to a peer that the test plays by hand, on a fake clock (RFC 5626 section 3.5.1).</summary>
public sealed class KeepAliveTests : TcpPeerTests
{
    [Fact]
    public async Task Connection_whose_peer_answered_once_and_falls_silent_is_closed()
    {
        using var peer = await ConnectedAsync();
        await PingAsync(peer);
        await peer.GetStream().WriteAsync("\r\n"u8.ToArray());
        await PingAsync(peer);

        var read = peer.GetStream().ReadAsync(new byte[100]).AsTask();
        await Eventually.IsAsync(() => read.IsCompleted ? "" : null, () => Time.Advance(TimeSpan.FromSeconds(1)));

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
        var leg = Dial();
        var peer = await AcceptAsync();
        await ReadAsync(peer);
        var hangUp = leg.HangUpAsync();
        Time.Advance(TimeSpan.FromSeconds(2));
        await hangUp;
        (await leg.Answer).Result.ShouldBe(LegResult.Canceled);
        return peer;
    }

    /// <summary>Time passes until two blank lines come.</summary>
    private async Task PingAsync(TcpClient peer)
    {
        var ping = new byte[4];
        var reading = peer.GetStream().ReadExactlyAsync(ping).AsTask();
        await Eventually.IsAsync(() => reading.IsCompleted ? "" : null, () => Time.Advance(TimeSpan.FromSeconds(1)));
        await reading;
        Encoding.ASCII.GetString(ping).ShouldBe("\r\n\r\n");
    }
}
