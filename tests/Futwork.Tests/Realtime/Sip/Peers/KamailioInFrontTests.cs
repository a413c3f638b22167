using System.Collections.Concurrent;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Peers;

/// <summary>Kamailio before several nodes, with the configuration that docs/operations hands out.</summary>
[Collection(RealPeers.Name)]
[Trait("peer", "kamailio")]
public sealed class KamailioInFrontTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private readonly ConcurrentQueue<string> _reached = new();

    [Fact]
    public async Task Calls_are_spread_over_the_nodes()
    {
        await using var one = await NodeAsync("one");
        await using var two = await NodeAsync("two");
        await using var kamailio = await StartAsync(one.Port, two.Port);

        for (var i = 0; i < 4; i++)
            await CallAsync(kamailio);

        _reached.Order().ShouldBe(["one", "one", "two", "two"]);
    }

    [Fact]
    public async Task A_call_goes_to_another_node_when_one_is_dead_and_when_one_is_being_stopped()
    {
        int dead;
        await using (var gone = await NodeAsync("gone"))
            dead = gone.Port;
        await using var stopping = await SipPhone.StartAsync(call =>
        {
            _reached.Enqueue("stopping");
            call.Reject(503, retryAfter: TimeSpan.FromSeconds(10));
            return Task.CompletedTask;
        });
        await using var alive = await NodeAsync("alive");
        await using var kamailio = await StartAsync(dead, stopping.Port, alive.Port);

        for (var i = 0; i < 3; i++)
            await CallAsync(kamailio);

        _reached.Count(node => node == "alive").ShouldBe(3);
        _reached.ShouldContain("stopping");
    }

    [Fact]
    public async Task Who_is_busy_is_not_called_on_another_node()
    {
        await using var one = await BusyAsync("one");
        await using var two = await BusyAsync("two");
        await using var kamailio = await StartAsync(one.Port, two.Port);
        await using var carrier = await SipPhone.StartAsync();

        var answer = await carrier.Agent.Dial(SipPhone.To(kamailio.Port)).Answer.WaitAsync(Patience);

        answer.SipStatus.ShouldBe(486, kamailio.Process.Output);
        _reached.Count.ShouldBe(1);
    }

    private static async Task CallAsync(Proxy kamailio)
    {
        await using var carrier = await SipPhone.StartAsync();
        var leg = carrier.Agent.Dial(SipPhone.To(kamailio.Port));
        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue(kamailio.Process.Output);
        // The farewell finds its way through the proxy as well.
        await leg.HangUpAsync();
        await leg.Ended.WaitAsync(Patience);
    }

    private Task<SipPhone> NodeAsync(string name) => SipPhone.StartAsync(async call =>
    {
        _reached.Enqueue(name);
        await call.AnswerAsync();
    });

    private Task<SipPhone> BusyAsync(string name) => SipPhone.StartAsync(call =>
    {
        _reached.Enqueue(name);
        call.Reject(486);
        return Task.CompletedTask;
    });

    private static async Task<Proxy> StartAsync(params int[] nodes)
    {
        var port = Ports.FreeFour();
        var folder = Directory.CreateTempSubdirectory("kamailio-");
        var list = Path.Combine(folder.FullName, "dispatcher.list");
        await File.WriteAllLinesAsync(list, nodes.Select(node => $"1 sip:127.0.0.1:{node}"));
        var configuration = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "operations", "kamailio.cfg"));
        var changed = configuration
            .Replace("198.51.100.10:5060", $"127.0.0.1:{port}", StringComparison.Ordinal)
            .Replace("/etc/kamailio/dispatcher.list", list, StringComparison.Ordinal)
            .Replace("203.0.113.20", "127.0.0.1", StringComparison.Ordinal);
        var file = Path.Combine(folder.FullName, "kamailio.cfg");
        await File.WriteAllTextAsync(file, changed);
        var process = PeerProcess.Start("kamailio", folder.FullName, "-DD", "-E", "-m", "32", "-M", "4", "-Y", folder.FullName, "-f", file);
        return await PeerProcess.ReadyAsync(new Proxy(process, folder, port), () => PeerProcess.BoundAsync(port, process));
    }

    private sealed record Proxy(PeerProcess Process, DirectoryInfo Folder, int Port) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Process.DisposeAsync();
            Folder.Delete(recursive: true);
        }
    }
}
