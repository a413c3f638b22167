using System.Net;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Peers;

/// <summary>dnsmasq, a name server, that knows what the test tells it and asks nobody else.</summary>
internal sealed class DnsmasqPeer : IAsyncDisposable
{
    private readonly PeerProcess _process;

    private DnsmasqPeer(PeerProcess process, int port) => (_process, EndPoint) = (process, new IPEndPoint(IPAddress.Loopback, port));

    public IPEndPoint EndPoint { get; }

    /// <param name="records">As dnsmasq's own options, such as <c>--srv-host=_sip._udp.example.test,a.example.test,5070,10,0</c>.</param>
    public static async Task<DnsmasqPeer> StartAsync(params IEnumerable<string> records)
    {
        var port = Ports.FreeFour();
        var process = PeerProcess.Start(
            "dnsmasq", "/", ["--keep-in-foreground", "--conf-file=/dev/null", "--pid-file=", "--no-resolv", "--no-hosts", "--bind-interfaces", "--listen-address=127.0.0.1", $"--port={port}", "--log-queries", "--log-facility=-", "--local=/test/", .. records]);
        var peer = new DnsmasqPeer(process, port);
        return await PeerProcess.ReadyAsync(peer, () => PeerProcess.BoundAsync(port, process));
    }

    /// <summary>How often that was asked.</summary>
    public int Asked(string query) => _process.Output.Split($"query{query} from").Length - 1;

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
