using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Peers;

/// <summary>SIPp, with one call by a scenario of ours.</summary>
internal sealed class SippPeer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly PeerProcess _process;
    private readonly DirectoryInfo _folder;

    private SippPeer(PeerProcess process, DirectoryInfo folder, int port) => (_process, _folder, Port) = (process, folder, port);

    public int Port { get; }

    /// <summary>Starts it. A call may be placed at once: until it listens, the INVITE is repeated.</summary>
    /// <param name="scenario">The scenario's name.</param>
    /// <param name="blanks">What to put in place of each <c>@name@</c> in it.</param>
    /// <param name="arguments">Further arguments of the program.</param>
    public static SippPeer Start(string scenario, Dictionary<string, string>? blanks = null, params IEnumerable<string> arguments)
    {
        var port = Ports.FreeFour();
        var folder = Directory.CreateTempSubdirectory("sipp-");
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Realtime", "Sip", "Scenarios", scenario + ".xml"));
        foreach (var (name, value) in blanks ?? []) text = text.Replace($"@{name}@", value, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder.FullName, "scenario.xml"), text);
        var process = PeerProcess.Start(
            "sipp",
            folder.FullName,
            [
                "-sf", "scenario.xml", "-i", "127.0.0.1", "-p", $"{port}", "-mi", "127.0.0.1", "-mp", $"{Ports.FreeFour()}",
                "-m", "1", "-nostdin", "-skip_rlimit", "-timeout", "50s", "-timeout_error", .. arguments,
            ]);
        return new SippPeer(process, folder, port);
    }

    /// <summary>Returns once its port is bound: a TCP connection, unlike a datagram, is not tried twice.</summary>
    public Task ListeningAsync() => PeerProcess.BoundAsync(Port, _process);

    /// <summary>Every message came as the scenario wants it.</summary>
    public async Task ShouldBeContentAsync() => (await _process.ExitAsync(Patience)).ShouldBe(0, _process.Output);

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
