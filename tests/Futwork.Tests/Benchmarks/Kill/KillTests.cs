using Futwork.Benchmarks.Kill;

namespace Futwork.Tests.Benchmarks.Kill;

/// <summary>The short form of the bench <c>kill</c>: real processes, a real PostgreSQL, SIGKILL.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Nodes_and_the_database_die_and_nobody_is_lost_or_rung_twice()
    {
        using var text = new StringWriter();

        var report = await KillBench.RunAsync(new KillOptions { Leads = 300, Kills = 12, PauseMs = 1500 }, text);

        output.WriteLine($"{text}\n{report}");
        report.Passed.ShouldBeTrue($"{text}\n{report}");
    }
}
