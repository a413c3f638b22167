using System.Globalization;
using Futwork.Realtime.Rtp;

namespace Futwork.Benchmarks.Media;

/// <summary>What <c>media</c> is asked for.</summary>
/// <param name="Calls">How many calls at once, one run after the other.</param>
/// <param name="Hogs">Threads that compute in the process meanwhile.</param>
/// <param name="Seconds">How long each run is measured.</param>
/// <param name="OneByOne">Each packet takes a system call of its own.</param>
/// <param name="Srtp">Measure what SRTP adds, too.</param>
/// <param name="Clocks">Clock threads at most.</param>
/// <param name="Alone">Nothing is measured beside the engine, as when two builds of it are compared by turns.</param>
internal sealed record MediaBenchOptions(int[] Calls, int Hogs, int Seconds, bool OneByOne, bool Srtp, int Clocks, bool Alone)
{
    public static MediaBenchOptions Parse(string[] arguments) => new(
        Array.ConvertAll(Value(arguments, "--calls", "200,500,1000,2000").Split(','), Number), Number(Value(arguments, "--hogs", "0")), Number(Value(arguments, "--seconds", "15")),
        arguments.Contains("--one-by-one"),
        arguments.Contains("--srtp"),
        Number(Value(arguments, "--clocks", new MediaOptions().ClockThreads.ToString(CultureInfo.InvariantCulture))),
        arguments.Contains("--alone"));

    private static string Value(string[] arguments, string name, string otherwise) =>
        Array.IndexOf(arguments, name) is var at and >= 0 && at + 1 < arguments.Length ? arguments[at + 1] : otherwise;

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
