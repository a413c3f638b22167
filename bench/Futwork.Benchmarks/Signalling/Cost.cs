using System.Diagnostics;
using Futwork.Benchmarks.Media;

namespace Futwork.Benchmarks.Signalling;

/// <summary>What this process uses from a moment on, without its media clock's thread.</summary>
internal sealed class Cost
{
    private readonly long _clock = Clock();
    private readonly TimeSpan _processor = Environment.CpuUsage.TotalTime;
    private readonly long _allocated = GC.GetTotalAllocatedBytes(precise: true);
    private readonly long _start = Stopwatch.GetTimestamp();

    private Cost()
    {
    }

    public static Cost Begin() => new();

    /// <summary>So far, for each of so many calls.</summary>
    public string Per(int calls)
    {
        var seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        var used = (Environment.CpuUsage.TotalTime - _processor).TotalMicroseconds - ((Clock() - _clock) / 1e3);
        var bytes = GC.GetTotalAllocatedBytes(precise: true) - _allocated;
        return $"{used / calls:0} µs per call, {used / seconds / 1e4:0.00} % of a core, {bytes / 1024d / calls:0.0} KB allocated per call ({calls} in {seconds:0.0} s)";
    }

    private static long Clock() => ThreadTimes.Read().Where(one => one.Key.Name == "media clock").Sum(one => one.Value);
}
