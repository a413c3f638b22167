using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Futwork.Benchmarks.Delay;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Rtp;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Trunks;
using Futwork.Realtime.Turns;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Benchmarks.Calls;

/// <summary>
/// Whole conversations at once on one node: SIP, RTP, µ-law, jitter buffer, Silero voice activity, turn-taking, playout ledger
/// and stereo recording are real; only recogniser and voice answer at once. The far end is another process.
/// </summary>
internal static class CallsBench
{
    private static readonly TimeSpan BetweenCalls = TimeSpan.FromMilliseconds(20);

    // The compiler is busy with what runs often for some seconds; a server is not.
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(20);

    /// <summary>Holds so many calls for so long.</summary>
    /// <param name="calls">How many.</param>
    /// <param name="seconds">How long all of them are held.</param>
    /// <param name="clocks">How many clock threads there may be; null: as many as the engine takes by itself.</param>
    /// <param name="probe">Makes what listens in on each call; null for nothing.</param>
    public static async Task<CallsBenchResult> RunAsync(int calls, int seconds, int? clocks = null, Func<DelayProbe>? probe = null)
    {
        var folder = Directory.CreateTempSubdirectory("futwork-bench-");
        using var farEnd = StartFarEnd();
        var port = int.Parse((await farEnd.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        try
        {
            return await MeasureAsync(calls, seconds, clocks ?? new MediaOptions().ClockThreads, port, farEnd, folder.FullName, probe);
        }
        finally
        {
            farEnd.StandardInput.Close();
            await farEnd.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    private static async Task<CallsBenchResult> MeasureAsync(int calls, int seconds, int clocks, int port, Process farEnd, string folder, Func<DelayProbe>? probe)
    {
        await using var media = new MediaEngine(
            new MediaOptions { BindAddress = IPAddress.Loopback, FirstPort = 10000, LastPort = 19998, ClockThreads = clocks }, TimeProvider.System, NullLoggerFactory.Instance);
        await using var agent = new SipUserAgent(
            new SipOptions { BindAddress = IPAddress.Loopback, Port = 0 }, media, TimeProvider.System, NullLoggerFactory.Instance);
        await agent.StartAsync(CancellationToken.None);
        using var voiceActivity = new VoiceActivityPump();
        using var hangUp = new CancellationTokenSource();
        var node = new BenchNode(new SipCarrier(agent), voiceActivity, Settings(port), folder, probe);
        var memoryBefore = MemoryInUse();

        var running = new List<Task<ConversationResult?>>();
        for (var i = 0; i < calls; i++)
        {
            running.Add(node.CallAsync(hangUp.Token));
            await Task.Delay(BetweenCalls);
        }

        await Task.Delay(Settle);
        var before = CpuMark.Now(farEnd);
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        var after = CpuMark.Now(farEnd);
        var live = media.LiveSessions;
        var memory = MemoryInUse() - memoryBefore;
        var clock = media.ClockStatistics;
        await hangUp.CancelAsync();
        var results = await Task.WhenAll(running);
        return new CallsBenchResult(calls, live, before, after, memory, clock, [.. results.OfType<ConversationResult>()]);
    }

    private static long MemoryInUse()
    {
        GC.Collect();
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }

    private static JsonElement Settings(int port) =>
        JsonSerializer.SerializeToElement(new Dictionary<string, object> { ["host"] = "127.0.0.1", ["port"] = port });

    private static Process StartFarEnd()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, "far-end")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        return Process.Start(start)!;
    }
}
