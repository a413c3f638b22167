using System.Text;
using Futwork.Tests.Realtime.Fuzz;

namespace Futwork.Benchmarks.Fuzz;

/// <summary>Damaged inputs by the million at every reader of foreign bytes, then at a whole agent with calls in progress.</summary>
internal static class FuzzBench
{
    /// <summary>The process's exit code: 1 when an input showed a fault.</summary>
    public static async Task<int> RunAsync(int count, int seed)
    {
        Console.WriteLine($"{count} inputs each, from seed {seed} on");
        foreach (var target in FuzzTargets.All)
        {
            try
            {
                Console.WriteLine(Line(target.Run(count, seed)));
            }
            catch (FuzzException failure)
            {
                Console.WriteLine(failure);
                return 1;
            }
        }

        var (report, sound) = await AgentFuzz.RunAsync(count, seed);
        Console.WriteLine(report);
        return sound ? 0 : 1;
    }

    private static string Line(FuzzResult result) => new StringBuilder()
        .Append($"{result.Name,-17} {result.Inputs} inputs, {result.Taken} taken, {result.PerSecond:0}/s, ")
        .Append($"slowest {result.SlowestMilliseconds:0.0} ms, {result.BytesPerInput} B each")
        .ToString();
}
