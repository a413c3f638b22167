using System.Globalization;

namespace Futwork.Benchmarks.Media;

/// <summary>Processor time of a process's threads by name and number, in nanoseconds, as the scheduler counts it.</summary>
internal static class ThreadTimes
{
    /// <summary>Threads that are over are not in it; the kernel cuts names to 15 characters.</summary>
    /// <param name="process">Its number; null: this one.</param>
    public static Dictionary<(string Name, string Number), long> Read(int? process = null)
    {
        var times = new Dictionary<(string Name, string Number), long>();
        foreach (var thread in Directory.GetDirectories(process is null ? "/proc/self/task" : string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/task")))
        {
            try
            {
                var name = File.ReadAllText($"{thread}/comm").TrimEnd();
                var nanoseconds = long.Parse(File.ReadAllText($"{thread}/schedstat").Split(' ')[0], CultureInfo.InvariantCulture);
                times[(name, Path.GetFileName(thread))] = nanoseconds;
            }
            catch (IOException)
            {
                // The thread has just ended.
            }
        }

        return times;
    }
}
