using System.Diagnostics;
using System.Globalization;
using System.Net;
using Futwork.Benchmarks.Signalling;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Rtp;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Benchmarks.Media;

/// <summary>
/// What one call costs the media engine, and how evenly its packets leave: calls over loopback between the engine, whose listener
/// echoes what it hears, and a far end in C, which times what arrives by the kernel's clock. Right before it, an engine in C
/// does the same work without a codec against the same far end: with a socket for each call, with the system calls of those batched, and
/// with one socket for all. After it come rtpengine and SIPp's echo, under the same far end.
/// </summary>
internal static class MediaBench
{
    private const int FarPort = 26202;
    private const int NearPort = 10002;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan ControlTime = TimeSpan.FromSeconds(4);

    public static async Task RunAsync(MediaBenchOptions options)
    {
        using var hogs = new Hogs(options.Hogs);
        foreach (var calls in options.Calls)
        {
            var load = MachineLoad.OfOneMinute;
            if (options.Alone)
            {
                Console.WriteLine($"{await MeasureAsync(calls, options)}; load before {load:0.00}");
                continue;
            }

            var apart = await ControlAsync("calls", calls);
            var batched = await ControlAsync("batched", calls);
            var shared = await ControlAsync("shared", calls);
            var result = await MeasureAsync(calls, options);
            Console.WriteLine($"{result with { Apart = apart, Batched = batched, Shared = shared }}; load before {load:0.00}");
            Console.WriteLine(await RelayAsync(calls));
            Console.WriteLine(await EchoAsync(calls));
            if (options.Srtp) Console.WriteLine(await SecureMedia.MeasureAsync(calls, TimeSpan.FromSeconds(options.Seconds)));
        }

        if (options.Alone) return;
        var (many, single) = ControlProcess.Limit(1000);
        Console.WriteLine($"limit: a packet sent and received {many:0.00} µs batched on one socket, {single:0.00} µs one by one over 1000");
    }

    private static async Task<double> ControlAsync(string kind, int calls)
    {
        using var far = ControlProcess.Bind("calls", calls, FarPort, Environment.ProcessorCount - 1);
        using var near = ControlProcess.Bind(kind, calls, NearPort);
        far.Send(Enumerable.Range(0, calls).Select(call => kind == "shared" ? NearPort : NearPort + (2 * call)));
        near.Send(Enumerable.Range(0, calls).Select(call => FarPort + (2 * call)));
        await Task.Delay(TimeSpan.FromSeconds(1));
        var before = near.Mark();
        await Task.Delay(ControlTime);
        return near.Mark().Cost(before, calls);
    }

    /// <summary>rtpengine, from one of the far end's calls to the next.</summary>
    private static async Task<string> RelayAsync(int calls)
    {
        calls = Math.Max(2, calls - (calls % 2));
        using var relay = await RtpengineRelay.StartAsync(calls);
        if (relay is null) return $"{calls} calls: rtpengine is not installed (rtpengine-daemon)";
        var ports = new int[calls];
        for (var call = 0; call + 1 < calls; call += 2) (ports[call], ports[call + 1]) = await relay.JoinAsync(FarPort + (2 * call), FarPort + (2 * call) + 2);
        return await BesideAsync("rtpengine (user space)", ports, () => relay.Processor);
    }

    /// <summary>SIPp's echo: the packets of all calls come to its one port, and it sends each back to where it came from. That socket keeps the kernel's default room.</summary>
    private static async Task<string> EchoAsync(int calls)
    {
        if (!SippProcess.IsInstalled) return $"{calls} calls: SIPp is not installed (sip-tester)";
        using var sipp = SippProcess.Echo(NearPort - 2, "-mp", $"{NearPort}");
        return await BesideAsync("SIPp's echo (one thread, one socket)", [.. Enumerable.Repeat(NearPort, calls)], () => EchoThreads(sipp.Id));
    }

    /// <summary>Processor time so far of SIPp's threads for sound, in nanoseconds: of all but the first, which looks for messages each millisecond though nobody calls.</summary>
    private static long EchoThreads(int process) => ThreadTimes.Read(process).Where(thread => thread.Key.Number != $"{process}").Sum(thread => thread.Value);

    /// <summary>Another program under the same far end: for each call a packet in and a packet out every 20 ms.</summary>
    /// <param name="program">What it is.</param>
    /// <param name="ports">Where the far end sends each call's packets.</param>
    /// <param name="processor">The program's processor time so far, in nanoseconds.</param>
    private static async Task<string> BesideAsync(string program, int[] ports, Func<long> processor)
    {
        var calls = ports.Length;
        using var far = ControlProcess.Bind("calls", calls, FarPort, Environment.ProcessorCount - 1);
        far.Send(ports);
        await Task.Delay(WarmUp);
        far.Gaps();
        var (before, used) = (far.Mark(), processor());
        await Task.Delay(ControlTime);
        var gaps = far.Gaps();
        var (after, cost) = (far.Mark(), processor() - used);
        var seconds = (after.Time - before.Time) / 1e9;
        var received = after.Received - before.Received;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{calls} calls through {program}: {cost / 1e3 / calls / seconds:0} µs per call and second, {cost / 1e3 / received:0.0} for a packet in and out; gap jitter p50 {gaps[0]:0.00} p99 {gaps[1]:0.00} p99.9 {gaps[2]:0.00} max {gaps[3]:0.0} ms; "
            + $"{after.Lost - before.Lost} lost, {received / seconds / calls:0.00} packets/s");
    }

    private static async Task<MediaBenchResult> MeasureAsync(int calls, MediaBenchOptions options)
    {
        var memory = Memory();
        await using var engine = new MediaEngine(
            new MediaOptions
            {
                BindAddress = IPAddress.Loopback,
                FirstPort = NearPort,
                LastPort = NearPort + (3 * calls),
                BatchSystemCalls = !options.OneByOne,
                ClockThreads = options.Clocks,
            },
            TimeProvider.System,
            NullLoggerFactory.Instance);
        using var far = ControlProcess.Bind("calls", calls, FarPort, Environment.ProcessorCount - 1);
        var sessions = new RtpSession[calls];
        for (var call = 0; call < calls; call++)
        {
            sessions[call] = engine.Open();
            sessions[call].Attach(new Echo());
            sessions[call].Start(new RtpParameters(new IPEndPoint(IPAddress.Loopback, FarPort + (2 * call)), AudioCodec.Pcmu, 101));
        }

        far.Send(sessions.Select(session => session.LocalEndPoint.Port));
        await Task.Delay(WarmUp);
        memory = Memory() - memory;
        var before = Snapshot.Take(far, sessions);
        await Task.Delay(TimeSpan.FromSeconds(options.Seconds));
        var after = Snapshot.Take(far, sessions, before);
        var clock = engine.ClockStatistics;
        var packets = after.Sent + after.Received - before.Sent - before.Received;
        return new MediaBenchResult
        {
            Calls = calls,
            Clock = before.Cost(after, calls, "media clock"),
            Process = before.Cost(after, calls),
            FarEnd = after.Far.Cost(before.Far, calls),
            Gaps = after.Gaps,
            Lost = after.Lost - before.Lost,
            PacketsPerSecond = (after.Sent - before.Sent) / after.Since(before) / calls,
            BytesPerPacket = (double)(after.Allocated - before.Allocated) / packets,
            MemoryPerCall = (double)memory / calls,
            Statistics = clock,
        };
    }

    private static long Memory()
    {
        GC.Collect();
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }

    private sealed class Echo : ICallAudio
    {
        public void OnFrame(ReadOnlySpan<short> heard, Span<short> say) => heard.CopyTo(say);

        public void OnDigit(char digit)
        {
            // The far end presses none.
        }
    }

    private sealed record Snapshot(ControlMark Far, double[] Gaps, Dictionary<(string Name, string Number), long> Threads, long Sent, long Received, long Lost, long Allocated)
    {
        public static Snapshot Take(ControlProcess far, RtpSession[] sessions, Snapshot? before = null)
        {
            var allocated = before is null ? 0 : GC.GetTotalAllocatedBytes(precise: true);
            var gaps = before is null ? [] : far.Gaps();
            var threads = ThreadTimes.Read();
            var mark = far.Mark();
            var statistics = Array.ConvertAll(sessions, session => session.Statistics);
            var lost = statistics.Sum(one => one.Lost + one.SendFailures) + mark.Lost;
            if (before is null) allocated = GC.GetTotalAllocatedBytes(precise: true);
            return new Snapshot(mark, gaps, threads, statistics.Sum(one => one.Sent), statistics.Sum(one => one.Received), lost, allocated);
        }

        public double Since(Snapshot before) => (Far.Time - before.Far.Time) / 1e9;

        /// <summary>Microseconds of a thread, or of all but the hogs, for each call and second.</summary>
        public double Cost(Snapshot after, int calls, string? thread = null)
        {
            var used = after.Threads
                .Where(one => thread is null ? one.Key.Name != Hogs.Name : one.Key.Name == thread)
                .Sum(one => one.Value - Threads.GetValueOrDefault(one.Key));
            return used / 1e3 / calls / after.Since(this);
        }
    }
}
