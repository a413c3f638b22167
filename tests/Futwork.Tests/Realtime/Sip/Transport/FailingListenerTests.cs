using System.Net;
using System.Net.Sockets;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Transport;
using Futwork.Tests.Realtime.Rtp;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Transport;

public sealed class FailingListenerTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Listener_of_which_nothing_can_be_taken_is_asked_again_after_a_while_each_time()
    {
        var time = new FakeTime();
        using var log = new CollectedLog();
        var options = new SipOptions { BindAddress = IPAddress.Loopback };
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var receiver = new SipReceiver(new SipCounters(), log, static (_, _) => { }, static (_, _, _) => { }, static _ => { });
        await using var transport = new StreamTransport(listener, options, new LocalAddress(options), new StreamWire("TCP", receiver, time, Tls: null));
        transport.Start();

        // As when descriptors run out, it now says at once that it cannot.
        listener.Shutdown(SocketShutdown.Both);

        await Eventually.IsAsync(() => log.Lines.Count >= 4 ? "" : null, () => time.Advance(Pause));
        log.Lines.Count.ShouldBeLessThanOrEqualTo(1 + (int)(time.Elapsed / Pause));
        log.Lines.ShouldAllBe(line => line.StartsWith("Warning: No SIP connection can be taken over TCP: ", StringComparison.Ordinal));
    }
}
