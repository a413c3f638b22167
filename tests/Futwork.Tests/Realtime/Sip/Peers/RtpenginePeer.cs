using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Peers;

/// <summary>rtpengine, through which a proxy leads the sound of its calls, in user space and on loopback.</summary>
internal sealed class RtpenginePeer : IAsyncDisposable
{
    /// <summary>
    /// It takes those of a thousand ports that are free when a call comes, so no other peer may be given one of them: it might open it only for the answer.
    /// </summary>
    private const int FirstSound = 17_000;

    private readonly PeerProcess _process;

    private RtpenginePeer(PeerProcess process, int port) => (_process, Port) = (process, port);

    /// <summary>Where the proxy tells it of calls.</summary>
    public int Port { get; }

    /// <summary>What it wrote, for a failing test.</summary>
    public string Output => _process.Output;

    public static async Task<RtpenginePeer> StartAsync()
    {
        var port = Ports.FreeFour();
        var process = PeerProcess.Start(
            "rtpengine",
            "/",
            "--foreground",
            "--log-stderr",
            "--log-level=6",
            "--config-file=none",
            "--table=-1",
            "--interface=127.0.0.1",
            $"--listen-ng=127.0.0.1:{port}",
            $"--port-min={FirstSound}",
            $"--port-max={FirstSound + 998}",
            "--num-threads=1",
            "--delete-delay=0");
        var peer = new RtpenginePeer(process, port);
        return await PeerProcess.ReadyAsync(peer, () => PeerProcess.BoundAsync(port, process));
    }

    /// <summary>Waits until it has closed a call, having counted its packets.</summary>
    public Task ClosedAsync() => Eventually.IsAsync(() => Output.Contains("Final packet stats", StringComparison.Ordinal) ? Output : null);

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
