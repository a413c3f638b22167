using System.Diagnostics;
using System.Net;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Rtp;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Benchmarks.Media;

/// <summary>
/// What one call costs the media engine, and how evenly its packets leave: a number of calls over loopback between the
/// engine, whose listener echoes what it hears, and <see cref="MediaBenchPeer"/>, which times what arrives by the kernel's clock.
/// </summary>
internal static class MediaBench
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);

    public static async Task<MediaBenchResult> Run(int calls, int seconds)
    {
        await using var engine = new MediaEngine(
            new MediaOptions { BindAddress = IPAddress.Loopback, FirstPort = 10000, LastPort = 10000 + (4 * calls) }, TimeProvider.System, NullLoggerFactory.Instance);
        using var peer = new MediaBenchPeer(calls, 10000 + (4 * calls) + 2);
        var sessions = new RtpSession[calls];
        for (var call = 0; call < calls; call++)
        {
            sessions[call] = engine.Open();
            sessions[call].Attach(new Echo());
            sessions[call].Start(new RtpParameters(peer.Connect(call, sessions[call].LocalEndPoint), AudioCodec.Pcmu, 101));
        }

        peer.Start();
        await Task.Delay(WarmUp, TimeProvider.System);
        var before = Mark(peer, sessions);
        var allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
        await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore;
        var after = Mark(peer, sessions);
        var clock = engine.ClockStatistics;
        await peer.StopAsync();

        var elapsed = Stopwatch.GetElapsedTime(before.Time, after.Time).TotalSeconds;
        var packets = after.Sent + after.Received - before.Sent - before.Received;
        return new MediaBenchResult(
            calls,
            (after.Processor - before.Processor).TotalMicroseconds / calls / elapsed,
            (double)allocated / packets,
            peer.Gaps.Percentile(0.5) / 1e6,
            peer.Gaps.Percentile(0.99) / 1e6,
            peer.Gaps.Percentile(0.999) / 1e6,
            peer.Gaps.Max / 1e6,
            (after.Sent - before.Sent) / elapsed / calls,
            after.Lost - before.Lost,
            clock);
    }

    private static Snapshot Mark(MediaBenchPeer peer, RtpSession[] sessions)
    {
        peer.Measuring = true;
        var statistics = Array.ConvertAll(sessions, session => session.Statistics);
        return new Snapshot(
            Stopwatch.GetTimestamp(),
            Environment.CpuUsage.TotalTime - peer.Processor,
            statistics.Sum(one => one.Sent),
            statistics.Sum(one => one.Received),
            statistics.Sum(one => one.Lost) + peer.Lost);
    }

    private sealed record Snapshot(long Time, TimeSpan Processor, long Sent, long Received, long Lost);

    private sealed class Echo : ICallAudio
    {
        public void OnFrame(ReadOnlySpan<short> heard, Span<short> say) => heard.CopyTo(say);

        public void OnDigit(char digit)
        {
            // The peer presses none.
        }
    }
}
