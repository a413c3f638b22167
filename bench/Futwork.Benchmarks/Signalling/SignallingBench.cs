using System.Diagnostics;
using System.Net;
using Futwork.Realtime.Rtp;
using Futwork.Realtime.Sip;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Benchmarks.Signalling;

/// <summary>What setting calls up and tearing them down costs, and that nothing of them is left: against SIPp on the same machine.</summary>
internal static class SignallingBench
{
    private const int Port = 15060;
    private const int Report = 2000;
    private static readonly TimeSpan Held = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(6);

    /// <summary>Transactions may wait for strays for 64 * T1 (RFC 3261 section 17), and ports rest.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(36);

    /// <summary>A steady rate for a while beside what others need for the same, then bursts.</summary>
    public static async Task SetupAsync(int perSecond, int seconds, int burst, int rounds)
    {
        using var sipp = SippProcess.Echo(Port);
        await using var media = Media();
        await using var agent = await AgentAsync(media);
        Console.WriteLine(await CControl.LimitsAsync());
        await WarmAsync(agent, perSecond);
        var comparison = new Comparison();
        for (var round = 0; round < rounds; round++)
        {
            await comparison.MeasureAsync(agent, media, sipp, Port, perSecond, seconds);
            Console.WriteLine(comparison.Last);
        }

        Console.WriteLine($"{comparison}\n{Load()}");
        for (var round = 0; round < rounds; round++)
        {
            await Task.Delay(Apart);
            var run = new CallRun(agent, Port);
            var (again, lost, own) = (agent.Counters.Retransmissions, UdpLosses.Now, agent.Stack.Transports.Lost);
            var cost = await run.MeasureAsync(burst, perSecond: null);
            Console.WriteLine($"{burst} at once: {run}; {cost}; {agent.Counters.Retransmissions - again} messages sent again, {UdpLosses.Now - lost} lost in full buffers of the machine, {agent.Stack.Transports.Lost - own} of them in ours; {Load()}");
        }
    }

    /// <summary>Places calls until the runtime's compiler is done with them.</summary>
    private static async Task WarmAsync(SipUserAgent agent, int perSecond)
    {
        const double done = 10;
        const int most = 12;
        var compiler = double.MaxValue;
        for (var round = 0; round < most && compiler > done; round++)
        {
            var bare = await new BareCalls(agent, Port).MeasureAsync(3 * perSecond, perSecond);
            var whole = await new CallRun(agent, Port).MeasureAsync(3 * perSecond, perSecond);
            await Task.Delay(TimeSpan.FromSeconds(1));
            compiler = Math.Max(bare.Compiler, whole.Compiler);
        }
    }

    /// <summary>Short calls with sound, and what they leave behind.</summary>
    public static async Task SoakAsync(int calls, int perSecond)
    {
        using var sipp = SippProcess.Echo(Port);
        await using var media = Media();
        await using var agent = await AgentAsync(media);
        await new CallRun(agent, Port).PlaceAsync(2 * perSecond, perSecond, Held);
        await Task.Delay(Settle);
        Console.WriteLine($"before: {State(agent, media)}");
        var run = new CallRun(agent, Port);
        await run.PlaceAsync(calls, perSecond, Held, begun =>
        {
            if (begun % Report == 0) Console.WriteLine($"{begun} calls, {run.Failed} failed: {State(agent, media)}");
        });
        await Task.Delay(Settle);
        Console.WriteLine($"after {run.Done} calls, {run.Failed} failed: {State(agent, media)}; {Load()}");
    }

    /// <summary>Above the ports of the control in C: what is over stays bound for a while.</summary>
    private static MediaEngine Media() =>
        new(new MediaOptions { BindAddress = IPAddress.Loopback, FirstPort = 22000, LastPort = 31998 }, TimeProvider.System, NullLoggerFactory.Instance);

    private static async Task<SipUserAgent> AgentAsync(MediaEngine media)
    {
        var agent = new SipUserAgent(new SipOptions { BindAddress = IPAddress.Loopback, Port = 0 }, media, TimeProvider.System, NullLoggerFactory.Instance);
        await agent.StartAsync(CancellationToken.None);
        return agent;
    }

    private static string Load() => $"load {MachineLoad.OfOneMinute:0.00}";

    private static string State(SipUserAgent agent, MediaEngine media)
    {
        GC.Collect();
        using var self = Process.GetCurrentProcess();
        var sockets = Directory.GetFiles("/proc/self/fd").Count(file => new FileInfo(file).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);
        var stack = agent.Stack;
        var managed = GC.GetTotalMemory(forceFullCollection: true) / 1048576d;
        using var scope = stack.Enter();
        return $"{managed:0.0} MB managed, {self.WorkingSet64 / 1048576d:0} MB resident, {sockets} sockets, "
            + $"{media.LiveSessions} ports, {stack.Timers.Count} timers, {stack.Transactions.Count} transactions, "
            + $"{stack.Sessions.Count + stack.Early.Count} dialogs, {stack.Legs.Count} legs, {self.Threads.Count} threads";
    }
}
