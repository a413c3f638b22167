using Futwork.Benchmarks.Pacing;
using Futwork.Tests.Support;

namespace Futwork.Tests.Benchmarks.Pacing;

/// <summary>The short form of the benchmark <c>pacing</c>: whole nodes, real SIP, the log of the line, which has when each INVITE left.</summary>
[Collection(Alone.Name)]
public sealed class PacingRunTests(PostgresServer postgres) : DatabaseTests(postgres)
{
    private const int Seconds = 4;

    [Theory]
    [InlineData("sqlite", 1, 5)]
    [InlineData("postgres", 2, 20)]
    public Task No_second_holds_more_calls_than_the_line_takes_whatever_is_due(string engine, int nodes, int perSecond) =>
        RunAsync(engine, nodes, perSecond, PacingKind.Spaced);

    [Theory]
    [InlineData("sqlite", 1, 10)]
    [InlineData("postgres", 2, 20)]
    public Task Calls_that_go_on_to_another_gateway_keep_the_pace_with_every_invite(string engine, int nodes, int perSecond) =>
        RunAsync(engine, nodes, perSecond, PacingKind.Failover);

    private async Task RunAsync(string engine, int nodes, int perSecond, PacingKind kind)
    {
        var time = TimeProvider.System;
        var setup = new PacingSetup(await ConnectionStringAsync(engine), nodes, perSecond, Seconds, new ScriptedEars(time), new ScriptedVoice(time))
        {
            Kind = kind,
            Line = answer => new StampedLine(answer),
        };

        var result = await PacingRun.RunAsync(setup);

        result.Invites.ShouldBe(perSecond * Seconds);
        result.MostInASecond.ShouldBeLessThanOrEqualTo(perSecond, result.ToString());
        // How much is used is measured on a machine that does nothing else: on a busy one calls miss their places.
        result.Used.ShouldBeGreaterThan(0.3, result.ToString());
    }
}
