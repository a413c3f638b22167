namespace Futwork.Tests.Realtime.Sip.Peers;

/// <summary>SIPp, answering one call by a scenario of ours.</summary>
internal sealed class SippPeer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly PeerProcess _process;

    private SippPeer(PeerProcess process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    /// <summary>Starts it. A call may be placed at once: until it listens, the INVITE is repeated.</summary>
    public static SippPeer Start(string scenario, params IEnumerable<string> arguments)
    {
        var port = PeerProcess.FreePort();
        var file = Path.Combine(AppContext.BaseDirectory, "Realtime", "Sip", "Scenarios", scenario + ".xml");
        return new SippPeer(
            PeerProcess.Start(
                "sipp",
                Path.GetTempPath(),
                [
                    "-sf", file, "-i", "127.0.0.1", "-p", $"{port}", "-mi", "127.0.0.1", "-mp", $"{PeerProcess.FreePort()}",
                    "-m", "1", "-nostdin", "-skip_rlimit", "-timeout", "50s", "-timeout_error", .. arguments,
                ]),
            port);
    }

    /// <summary>Returns once its port is bound: a TCP connection, unlike a datagram, is not tried twice.</summary>
    public Task ListeningAsync() => PeerProcess.BoundAsync(Port, _process);

    /// <summary>Every message came as the scenario wants it.</summary>
    public async Task ShouldBeContentAsync() => (await _process.ExitAsync(Patience)).ShouldBe(0, _process.Output);

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
