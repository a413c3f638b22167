using System.Diagnostics;
using Futwork.Benchmarks.Media;

namespace Futwork.Benchmarks.Signalling;

/// <summary>What this process uses from a moment on.</summary>
internal sealed class Cost
{
    private readonly Dictionary<(string Name, string Number), long> _threads = ThreadTimes.Read();
    private readonly TimeSpan _processor = Environment.CpuUsage.TotalTime;
    private readonly long _allocated = GC.GetTotalAllocatedBytes(precise: true);
    private readonly long _waits = Monitor.LockContentionCount;
    private readonly long _start = Stopwatch.GetTimestamp();

    private Cost()
    {
    }

    public static Cost Begin() => new();

    /// <summary>So far, for each of so many calls.</summary>
    /// <param name="calls">How many.</param>
    /// <param name="caller">Processor time of the thread that placed them, which may be over.</param>
    public CallCost Per(int calls, TimeSpan caller = default)
    {
        var seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        var used = (Environment.CpuUsage.TotalTime - _processor).TotalMicroseconds;
        var now = ThreadTimes.Read();
        double Of(string name) => now.Where(one => one.Key.Name == name).Sum(one => one.Value - _threads.GetValueOrDefault(one.Key)) / 1e3;
        var (clock, compiler) = (Of("media clock"), Of(".NET Tiered Com"));
        return new CallCost(
            (used - clock - compiler) / calls,
            Of("sip udp") / calls,
            caller.TotalMicroseconds / calls,
            Of(".NET TP Worker") / calls,
            compiler / calls,
            clock / calls,
            (GC.GetTotalAllocatedBytes(precise: true) - _allocated) / 1024d / calls,
            calls / seconds,
            (double)(Monitor.LockContentionCount - _waits) / calls);
    }
}
