using System.Diagnostics;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Rtp;

namespace Futwork.Benchmarks.Calls;

/// <summary>Processor time spent so far, here and at the far end.</summary>
internal readonly record struct CpuMark(long Time, TimeSpan Own, TimeSpan FarEnd);

/// <summary>One row of the calls table.</summary>
internal sealed record CallsBenchResult(
    int Calls, int Live, CpuMark Before, CpuMark After, long MemoryBytes, MediaClockStatistics Clock, IReadOnlyList<ConversationResult> Results)
{
    public override string ToString()
    {
        var seconds = Stopwatch.GetElapsedTime(Before.Time, After.Time).TotalSeconds;
        var firstAudio = Sorted(Results.Select(r => r.Metrics.AnswerToFirstAudioMs).OfType<int>());
        var reply = Sorted(Results.SelectMany(r => r.Metrics.ReplyMs.Zip(r.Metrics.EngineMs, (whole, engines) => whole - engines)));
        return $"""
            {Live} of {Calls} calls held for {seconds:0} s, {Results.Sum(r => r.Transcript.Count)} turns heard
              processor    {(After.Own - Before.Own).TotalMicroseconds / Live / seconds:0} µs per call and second ({(After.Own - Before.Own).TotalSeconds / seconds:0.00} cores in all); far end {(After.FarEnd - Before.FarEnd).TotalSeconds / seconds:0.00} cores
              memory       {MemoryBytes / 1024d / Live:0} KB per call
              media clock  {Clock.SchedulingClass}, late p50 {Clock.LateP50Milliseconds:0.00} p99 {Clock.LateP99Milliseconds:0.00} max {Clock.LateMaxMilliseconds:0.00} ms, {Clock.SkippedTicks} slots given up, duty {Clock.Duty:0.00}
              first audio  {Percentiles(firstAudio)} after the answer
              reply        {Percentiles(reply)} after the end of speech, engines not counted (an answer that settles the question is waited for 300 ms, any other 600)
            """;
    }

    private static int[] Sorted(IEnumerable<int> values) => [.. values.Order()];

    private static string Percentiles(int[] sorted) =>
        sorted.Length == 0 ? "none" : $"p50 {At(sorted, 0.5)} p99 {At(sorted, 0.99)} max {sorted[^1]} ms ({sorted.Length})";

    private static int At(int[] sorted, double share) => sorted[(int)Math.Min(sorted.Length - 1, share * sorted.Length)];
}
