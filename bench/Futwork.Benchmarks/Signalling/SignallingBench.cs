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

    /// <summary>Transactions may wait for strays for 64 * T1 (RFC 3261 section 17), and ports rest.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(36);

    /// <summary>A steady rate for a while, then bursts.</summary>
    public static async Task SetupAsync(int perSecond, int seconds, int burst)
    {
        using var sipp = new SippProcess(Port);
        await using var media = Media();
        await using var agent = await AgentAsync(media);
        await new CallRun(agent, Port).PlaceAsync(5 * perSecond, perSecond, TimeSpan.Zero);
        var far = sipp.Processor;
        Console.WriteLine($"{perSecond} a second: {await new CallRun(agent, Port).MeasureAsync(perSecond * seconds, perSecond, TimeSpan.Zero)}; "
            + $"SIPp {(sipp.Processor - far).TotalMicroseconds / perSecond / seconds:0} µs per call; {Load()}");
        for (var round = 0; round < 3; round++)
        {
            await Task.Delay(TimeSpan.FromSeconds(6));
            Console.WriteLine($"burst: {await new CallRun(agent, Port).MeasureAsync(burst, null, TimeSpan.Zero)}; {Load()}");
        }
    }

    /// <summary>Short calls with sound, and what they leave behind.</summary>
    public static async Task SoakAsync(int calls, int perSecond)
    {
        using var sipp = new SippProcess(Port);
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

    private static MediaEngine Media() =>
        new(new MediaOptions { BindAddress = IPAddress.Loopback, FirstPort = 20000, LastPort = 31998 }, TimeProvider.System, NullLoggerFactory.Instance);

    private static async Task<SipUserAgent> AgentAsync(MediaEngine media)
    {
        var agent = new SipUserAgent(new SipOptions { BindAddress = IPAddress.Loopback, Port = 0 }, media, TimeProvider.System, NullLoggerFactory.Instance);
        await agent.StartAsync(CancellationToken.None);
        return agent;
    }

    private static string Load() => $"load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}";

    private static string State(SipUserAgent agent, MediaEngine media)
    {
        GC.Collect();
        using var self = Process.GetCurrentProcess();
        var sockets = Directory.GetFiles("/proc/self/fd").Count(file => new FileInfo(file).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);
        var left = agent.Left;
        return $"{GC.GetTotalMemory(forceFullCollection: true) / 1048576d:0.0} MB managed, {self.WorkingSet64 / 1048576d:0} MB resident, {sockets} sockets, "
            + $"{media.LiveSessions} ports, {left.Timers} timers, {left.Transactions} transactions, {left.Dialogs} dialogs, {left.Legs} legs, {self.Threads.Count} threads";
    }
}
