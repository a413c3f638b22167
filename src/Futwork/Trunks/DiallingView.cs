using System.Text.Json.Serialization;
using Futwork.Hosting;

namespace Futwork.Trunks;

/// <summary>Whether calls are made over a trunk at this moment, and why not.</summary>
/// <param name="State"><c>open</c>: as its limits allow; <c>paused</c>: by the circuit breaker; <c>probing</c>: one call shows whether the line works again;
/// <c>resting</c>: the carrier asked to be left alone for a while (<c>Retry-After</c>).</param>
/// <param name="Reason">Why, in words; null while it is open.</param>
/// <param name="Since">When the circuit breaker came to its state; null when it never moved.</param>
/// <param name="Until">When calls are made again, as far as is known now.</param>
/// <param name="Pauses">How often it was paused in a row without a good call between.</param>
/// <param name="ProbeCallSid">The call that shows whether the line works again.</param>
internal sealed record DiallingView(
    string State, string? Reason, DateTimeOffset? Since, DateTimeOffset? Until, int Pauses,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ProbeCallSid)
{
    public static DiallingView Of(TrunkLine line, long now)
    {
        var breaker = line.Breaker;
        var (state, reason) = breaker.State switch
        {
            BreakerState.Open => ("paused", breaker.Reason),
            _ when line.RestUntil > now => ("resting", "The carrier asked to be left alone for a while (Retry-After)."),
            BreakerState.Probing => ("probing", breaker.Reason),
            _ => ("open", null),
        };
        return new DiallingView(
            state, reason, breaker.Since == 0 ? null : Times.FromUnix(breaker.Since), Times.FromUnix(line.ClosedUntil(now)), breaker.Trips, breaker.Probe);
    }
}
