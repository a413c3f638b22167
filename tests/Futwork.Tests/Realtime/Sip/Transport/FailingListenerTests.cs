using System.Net;
using System.Net.Sockets;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Transport;
using Futwork.Tests.Realtime.Rtp;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Transport;

/// <summary>A listener that is shut down, and so says at once that nothing can be taken, as when descriptors run out; on a fake clock.</summary>
public sealed class FailingListenerTests : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly FakeTime _time = new();
    private readonly CollectedLog _log = new();
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly StreamTransport _transport;

    public FailingListenerTests()
    {
        var options = new SipOptions { BindAddress = IPAddress.Loopback };
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, Ports.Free()));
        _listener.Listen();
        var receiver = new SipReceiver(new SipCounters(), _log, static (_, _) => { }, static (_, _, _) => { }, static _ => { });
        _transport = new StreamTransport(_listener, options, new LocalAddress(options), new StreamWire("TCP", receiver, _time, Tls: null));
        _transport.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _transport.DisposeAsync();
        _listener.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task Listener_of_which_nothing_can_be_taken_is_asked_again_after_a_while_each_time_and_the_log_says_so_once()
    {
        _listener.Shutdown(SocketShutdown.Both);

        for (var asked = 0; asked < 5; asked++)
        {
            await RestsAsync();
            _time.Advance(Pause);
        }

        await RestsAsync();
        Failures().ShouldBe(1);
    }

    [Fact]
    public async Task A_failure_after_something_was_taken_is_told_again()
    {
        _listener.Shutdown(SocketShutdown.Both);
        await RestsAsync();

        _listener.Listen();
        _time.Advance(Pause);
        using var peer = new TcpClient(AddressFamily.InterNetwork);
        await peer.ConnectAsync((IPEndPoint)_listener.LocalEndPoint!);
        await peer.GetStream().WriteAsync("\r\n\r\n"u8.ToArray());
        await peer.GetStream().ReadExactlyAsync(new byte[2]).AsTask().WaitAsync(Eventually.Patience);
        _listener.Shutdown(SocketShutdown.Both);

        await RestsAsync();
        Failures().ShouldBe(2);
    }

    /// <summary>Until it waits before it asks again: a timer beside the one that looks for idle connections.</summary>
    private Task<string> RestsAsync() => Eventually.IsAsync(() => _time.ActiveTimers == 2 ? "" : null);

    private int Failures() => _log.Lines.Count(line => line.StartsWith("Warning: No SIP connection can be taken over TCP: ", StringComparison.Ordinal));
}
