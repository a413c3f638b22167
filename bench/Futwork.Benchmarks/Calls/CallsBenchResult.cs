using System.Diagnostics;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Rtp;

namespace Futwork.Benchmarks.Calls;

/// <summary>One row of the calls table.</summary>
internal sealed record CallsBenchResult(
    int Calls, int Live, CpuMark Before, CpuMark After, long MemoryBytes, MediaClockStatistics Clock, IReadOnlyList<ConversationResult> Results)
{
    public override string ToString()
    {
        var seconds = Stopwatch.GetElapsedTime(Before.Time, After.Time).TotalSeconds;
        double Cores(TimeSpan before, TimeSpan after) => (after - before).TotalSeconds / seconds;
        var (own, farEnd, machine) = (Cores(Before.Own, After.Own), Cores(Before.FarEnd, After.FarEnd), Cores(Before.Machine, After.Machine));
        var threads = After.ThreadsSince(Before).Select(t => (t.Name, PerCall: t.Seconds / seconds / Live * 1e6)).Where(t => t.PerCall >= 5);
        var firstAudio = Sorted(Results.Select(r => r.Metrics.AnswerToFirstAudioMs).OfType<int>());
        var reply = Sorted(Results.SelectMany(r => r.Metrics.ReplyMs.Zip(r.Metrics.EngineMs, (whole, engines) => whole - engines)));
        return $"""
            {Live} of {Calls} calls held for {seconds:0} s, {Results.Sum(r => r.Transcript.Count)} turns heard
              processor    {own / Live * 1e6:0} µs per call and second ({own:0.00} cores in all); far end apart: {farEnd:0.00} cores; everything else on the machine: {Math.Max(0, machine - own - farEnd):0.00} cores
                           of that {string.Join(", ", threads.Select(t => $"{t.Name} {t.PerCall:0}"))}
              memory       {MemoryBytes / 1024d / Live:0} KB per call
              media clock  {Clock.SchedulingClass}, {Clock.Threads} threads, late p50 {Clock.LateP50Milliseconds:0.00} p99 {Clock.LateP99Milliseconds:0.00} max {Clock.LateMaxMilliseconds:0.00} ms, {Clock.SkippedTicks} slots given up, duty {Clock.Duty:0.00}
              first audio  {Percentiles(firstAudio)} after the answer
              reply        {Percentiles(reply)} after the end of speech, engines not counted (an answer that settles the question is waited for 300 ms, any other 600)
              ended by     {string.Join(", ", Results.GroupBy(r => r.End).Select(g => $"{g.Key} {g.Count()}"))}
            """;
    }

    private static int[] Sorted(IEnumerable<int> values) => [.. values.Order()];

    private static string Percentiles(int[] sorted) =>
        sorted.Length == 0 ? "none" : $"p50 {At(sorted, 0.5)} p99 {At(sorted, 0.99)} max {sorted[^1]} ms ({sorted.Length})";

    private static int At(int[] sorted, double share) => sorted[(int)Math.Min(sorted.Length - 1, share * sorted.Length)];
}
