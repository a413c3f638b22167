using Futwork.Benchmarks.Pacing;
using Futwork.Tests.Support;

namespace Futwork.Tests.Benchmarks.Pacing;

/// <summary>The short form of the benchmark <c>pacing</c>: whole nodes, real SIP, the line's own log.</summary>
public sealed class PacingRunTests(PostgresServer postgres) : DatabaseTests(postgres)
{
    [Theory]
    [InlineData("sqlite", 1, 5)]
    [InlineData("postgres", 2, 20)]
    public async Task The_line_never_sees_more_calls_in_a_second_than_the_trunk_allows(string engine, int nodes, int perSecond)
    {
        var time = TimeProvider.System;

        var result = await PacingRun.RunAsync(new(await ConnectionStringAsync(engine), nodes, perSecond, 4, new ScriptedEars(time), new ScriptedVoice(time)));

        result.Calls.ShouldBe(perSecond * 4);
        result.MostInASecond.ShouldBeLessThanOrEqualTo(perSecond, result.ToString());
        // How much is used is measured on a machine that does nothing else, and written down there.
        result.Used.ShouldBeGreaterThan(0.5, result.ToString());
    }
}
