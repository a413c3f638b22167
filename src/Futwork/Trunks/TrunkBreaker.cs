namespace Futwork.Trunks;

/// <summary>Whether a trunk is dialled over, as its circuit breaker has it.</summary>
internal static class BreakerState
{
    /// <summary>All is well.</summary>
    public const string Closed = "closed";

    /// <summary>Nothing is dialled until the pause is over.</summary>
    public const string Open = "open";

    /// <summary>The pause is over: one call shows whether the line works again.</summary>
    public const string Probing = "probing";
}

/// <summary>
/// The circuit breaker of a trunk, as the database keeps it. It moves only under the lock of the trunk's row, by what the rows of calls tell, so that all
/// nodes see one.
/// </summary>
internal sealed record TrunkBreaker
{
    private const string LooksLike = "as with a wrong dialplan or a lost route";

    public string State { get; init; } = BreakerState.Closed;

    /// <summary>When it came to this; what calls that left before tell of the line does not count any more. Unix milliseconds.</summary>
    public long Since { get; init; }

    /// <summary>When it was closed by hand, which also ends the rest that a carrier asked for. Unix milliseconds.</summary>
    public long ResumedAt { get; init; }

    /// <summary>The end of the pause.</summary>
    public long Until { get; init; }

    /// <summary>Why it was paused, in words.</summary>
    public string? Reason { get; init; }

    /// <summary>Pauses without a good call between them.</summary>
    public int Trips { get; init; }

    /// <summary>The call that shows whether the line works again, once it is made.</summary>
    public string? Probe { get; init; }

    /// <summary>It was paused because calls came to nothing but invalid numbers: one more shows nothing good.</summary>
    public bool ByInvalidNumbers { get; init; }

    /// <summary>The same breaker after what is known now.</summary>
    /// <param name="settings">When it pauses, and for how long.</param>
    /// <param name="facts">What calls told that left since <see cref="Since"/>, within the window; of the probe while there is one.</param>
    /// <param name="now">Unix milliseconds.</param>
    public TrunkBreaker After(CircuitBreakerSettings settings, LineFacts facts, long now) => State switch
    {
        _ when !settings.Enabled => State == BreakerState.Closed ? this : Closed(now),
        BreakerState.Closed when facts.Calls >= settings.MinCalls && facts.Faults >= settings.FailureRate * facts.Calls =>
            Pause(settings, now, $"{facts.Faults} of {facts.Calls} calls within {settings.WindowSeconds} s failed by the line's fault, most often: {facts.Fault}"),
        BreakerState.Closed when facts.InvalidNumbers is { } said =>
            Pause(settings, now, $"The last {settings.InvalidNumbers} calls all came to invalid numbers, {LooksLike}, most often: {said}") with { ByInvalidNumbers = true },
        BreakerState.Closed => this,
        BreakerState.Open => now >= Until ? this with { State = BreakerState.Probing, Since = now, Probe = null } : this,
        _ => facts.Probe switch
        {
            ProbeResult.Worked => Closed(now),
            ProbeResult.Failed => Pause(settings, now, $"The call that was to show whether the line works again failed too: {facts.Fault}"
                + (ByInvalidNumbers ? $" Those before it came to invalid numbers, {LooksLike}." : "")),
            ProbeResult.ToldNothing => this with { Probe = null },
            _ => this,
        },
    };

    /// <summary>Closed by hand.</summary>
    public static TrunkBreaker Resume(long now) => new() { Since = now, ResumedAt = now };

    /// <summary>Closed by itself, because the line works or nobody wants it to open.</summary>
    private TrunkBreaker Closed(long now) => new() { Since = now, ResumedAt = ResumedAt };

    private TrunkBreaker Pause(CircuitBreakerSettings settings, long now, string reason) => new()
    {
        State = BreakerState.Open,
        Since = now,
        ResumedAt = ResumedAt,
        Until = now + (long)settings.CoolDown(Trips + 1).TotalMilliseconds,
        Reason = reason,
        Trips = Trips + 1,
        ByInvalidNumbers = ByInvalidNumbers,
    };
}

/// <summary>What the rows of calls tell of a line.</summary>
/// <param name="Calls">Calls that told whether the line works, as far as they had to be counted.</param>
/// <param name="Faults">Those of them that failed by its fault.</param>
/// <param name="Fault">The fault that was met most often.</param>
/// <param name="Probe">What became of the probe.</param>
/// <param name="InvalidNumbers">What was said most often by the last calls, when as many as pause the trunk all came to invalid numbers; else null.</param>
internal sealed record LineFacts(long Calls = 0, long Faults = 0, string? Fault = null, ProbeResult Probe = ProbeResult.None, string? InvalidNumbers = null);

/// <summary>What became of the call that shows whether a line works again.</summary>
internal enum ProbeResult
{
    /// <summary>There is none yet, or it has come to nothing yet.</summary>
    None,

    /// <summary>It rang, or ended as calls do.</summary>
    Worked,

    /// <summary>It failed by the line's fault, or came to an invalid number as those before it.</summary>
    Failed,

    /// <summary>It ended before the line could show anything.</summary>
    ToldNothing,
}
