using Futwork.Benchmarks.Pacing;
using Futwork.Tests.Support;

namespace Futwork.Tests.Benchmarks.Pacing;

/// <summary>The short form of the benchmark <c>pacing</c>: whole nodes, real SIP, the log of a SIPp.</summary>
[Collection(RealPeers.Name)]
public sealed class PacingRunTests(PostgresServer postgres) : DatabaseTests(postgres)
{
    [Theory]
    [InlineData("sqlite", 1, 5)]
    [InlineData("postgres", 2, 20)]
    public async Task A_SIPp_sees_no_bursts_whatever_is_due(string engine, int nodes, int perSecond)
    {
        var time = TimeProvider.System;

        var result = await PacingRun.RunAsync(new(await ConnectionStringAsync(engine), nodes, perSecond, 4, new ScriptedEars(time), new ScriptedVoice(time)));

        result.Calls.ShouldBe(perSecond * 4);
        // To the call, and how much is used, it is measured on a machine that does nothing else: on a busy one a SIPp notes late what left in time.
        result.MostInASecond.ShouldBeLessThanOrEqualTo(perSecond + Math.Max(1, perSecond / 4), result.ToString());
        result.Used.ShouldBeGreaterThan(0.3, result.ToString());
    }
}
