using System.Diagnostics;
using System.Globalization;

namespace Futwork.Benchmarks.Calls;

/// <summary>Processor time spent so far: by this process, by its threads of each name, by the far end, and by the whole machine.</summary>
/// <param name="Time">When, by <see cref="Stopwatch"/>.</param>
/// <param name="Own">By this process.</param>
/// <param name="Threads">By the threads that live now, under their names.</param>
/// <param name="FarEnd">By the process of the far end.</param>
/// <param name="Machine">By everything that runs on the machine.</param>
internal sealed record CpuMark(long Time, TimeSpan Own, IReadOnlyDictionary<string, TimeSpan> Threads, TimeSpan FarEnd, TimeSpan Machine)
{
    private const double TicksPerSecond = 100;

    /// <summary>Reads it all.</summary>
    public static CpuMark Now(Process farEnd)
    {
        farEnd.Refresh();
        return new CpuMark(Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, OfThreads(), farEnd.TotalProcessorTime, OfMachine());
    }

    /// <summary>What was spent since, in seconds of each thread name, the most first.</summary>
    public IEnumerable<(string Name, double Seconds)> ThreadsSince(CpuMark before) =>
        Threads.Select(t => (t.Key, (t.Value - before.Threads.GetValueOrDefault(t.Key)).TotalSeconds)).OrderByDescending(t => t.TotalSeconds);

    // proc_pid_stat(5): the name in brackets, then utime and stime as the 14th and 15th field.
    private static Dictionary<string, TimeSpan> OfThreads()
    {
        var times = new Dictionary<string, TimeSpan>();
        if (!OperatingSystem.IsLinux())
            return times;
        foreach (string thread in Directory.GetDirectories("/proc/self/task"))
        {
            try
            {
                string stat = File.ReadAllText(Path.Combine(thread, "stat"));
                int open = stat.IndexOf('('), close = stat.LastIndexOf(')');
                string[] fields = stat[(close + 2)..].Split(' ');
                string name = stat[(open + 1)..close];
                times[name] = times.GetValueOrDefault(name) + Seconds(fields[11]) + Seconds(fields[12]);
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }

        return times;
    }

    // proc_stat(5): user, nice and system time, then idle and waiting, then interrupts.
    private static TimeSpan OfMachine()
    {
        if (!OperatingSystem.IsLinux())
            return default;
        string[] fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Seconds(fields[1]) + Seconds(fields[2]) + Seconds(fields[3]) + Seconds(fields[6]) + Seconds(fields[7]);
    }

    private static TimeSpan Seconds(string ticks) => TimeSpan.FromSeconds(double.Parse(ticks, CultureInfo.InvariantCulture) / TicksPerSecond);
}
