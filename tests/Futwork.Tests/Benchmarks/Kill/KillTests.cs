using Futwork.Benchmarks.Kill;

namespace Futwork.Tests.Benchmarks.Kill;

/// <summary>The short form of the bench <c>kill</c>: real processes, a real PostgreSQL, SIGKILL.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Nodes_and_the_database_die_and_nobody_is_lost_or_rung_twice()
    {
        using var text = new StringWriter();

        var report = await KillBench.RunAsync(new KillOptions { Leads = 150, Kills = 6, PauseMs = 1500 }, text);

        // How soon is for the bench to judge, on a machine that has nothing else to do.
        output.WriteLine($"{text}\n{report}");
        report.Correct.ShouldBeTrue($"{text}\n{report}");
    }
}
