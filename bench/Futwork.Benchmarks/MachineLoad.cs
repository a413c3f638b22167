using System.Globalization;

namespace Futwork.Benchmarks;

/// <summary>How many threads wanted a processor of this machine, on average (proc(5), loadavg).</summary>
internal static class MachineLoad
{
    /// <summary>Over the last minute.</summary>
    public static double OfOneMinute => Read(0);

    /// <summary>Over the last five minutes.</summary>
    public static double OfFiveMinutes => Read(1);

    private static double Read(int field) => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[field], CultureInfo.InvariantCulture);
}
