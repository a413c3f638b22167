using Futwork.Data;

namespace Futwork.Trunks;

/// <summary>How a trunk's line does at a moment: its circuit breaker and the rest that its carrier asked for, both from the rows of calls.</summary>
/// <param name="Breaker">The breaker as it is now.</param>
/// <param name="Before">The breaker as it was kept; the same when nothing has changed.</param>
/// <param name="RestUntil">Until then the carrier asks to be left alone, unix milliseconds; null when it does not.</param>
internal sealed record TrunkLine(TrunkBreaker Breaker, TrunkBreaker Before, long? RestUntil)
{
    /// <summary>The last calls are looked through for invalid numbers, up to so many times as many as pause the trunk.</summary>
    private const int MostPassedOver = 10;

    /// <summary>The breaker has moved, and is to be kept.</summary>
    public bool HasMoved => Breaker != Before;

    /// <summary>The most calls that may be dialled now, as far as the line is concerned.</summary>
    public int Most(long now) => (Breaker.State, RestUntil) switch
    {
        (BreakerState.Open, _) => 0,
        (_, { } until) when until > now => 0,
        (BreakerState.Probing, _) => Breaker.Probe is null ? 1 : 0,
        _ => int.MaxValue,
    };

    /// <summary>Whether a call that was claimed earlier may still be dialled, as far as the line is concerned.</summary>
    public bool Lets(string callSid, long now) => Most(now) > 0 || (Breaker.State == BreakerState.Probing && Breaker.Probe == callSid && !(RestUntil > now));

    /// <summary>Until when nothing is dialled; null when something may be, or nobody knows.</summary>
    public long? ClosedUntil(long now)
    {
        var paused = Breaker.State == BreakerState.Open ? Breaker.Until : now;
        var until = Math.Max(paused, RestUntil ?? now);
        return until > now ? until : null;
    }

    /// <summary>As it was kept, without a look at the calls: where many are listed.</summary>
    public static TrunkLine Kept(Trunk trunk) => new(trunk.ReadBreaker(), trunk.ReadBreaker(), null);

    public static async Task<TrunkLine> ReadAsync(Session session, Trunk trunk, long now)
    {
        var kept = trunk.ReadBreaker();
        var settings = trunk.ReadPacing().CircuitBreaker;
        var moved = kept.After(settings, await FactsAsync(session, trunk, kept, settings, now), now);
        return new TrunkLine(moved, kept, await RestAsync(session, trunk, kept, now));
    }

    /// <summary>As <see cref="ReadAsync"/>, with the breaker as it was kept: for a look that many calls ask for.</summary>
    public static async Task<TrunkLine> GlanceAsync(Session session, Trunk trunk, long now)
    {
        var line = Kept(trunk);
        return line with { RestUntil = await RestAsync(session, trunk, line.Breaker, now) };
    }

    private static Task<long?> RestAsync(Session session, Trunk trunk, TrunkBreaker kept, long now) => session.ScalarAsync<long?>(
        """
        SELECT max(trunk_rest_until) FROM calls
        WHERE workspace_id = @WorkspaceId AND trunk_id = @Id AND trunk_rest_until > @now AND ended_at >= @ResumedAt
        """, new { trunk.WorkspaceId, trunk.Id, now, kept.ResumedAt });

    private static Task<LineFacts> FactsAsync(Session session, Trunk trunk, TrunkBreaker breaker, CircuitBreakerSettings settings, long now) =>
        (settings.Enabled, breaker.State) switch
        {
            (true, BreakerState.Closed) => LookAsync(session, trunk, settings, Math.Max(breaker.Since, now - settings.WindowSeconds * 1000L), breaker.Since),
            (true, BreakerState.Probing) when breaker.Probe is not null => ProbeAsync(session, trunk, breaker, settings),
            _ => Task.FromResult(new LineFacts()),
        };

    private static async Task<LineFacts> LookAsync(Session session, Trunk trunk, CircuitBreakerSettings settings, long since, long closedAt)
    {
        var facts = await CountAsync(session, trunk, settings, since, closedAt);
        return facts with { InvalidNumbers = await InvalidNumbersAsync(session, trunk, settings, since, closedAt) };
    }

    /// <summary>Counts no further than the breaker needs: without faults that could open it, or beyond so many calls that they could not, nothing is read.</summary>
    /// <param name="session">Reads.</param>
    /// <param name="trunk">Whose line.</param>
    /// <param name="settings">What the breaker needs.</param>
    /// <param name="since">The calls that ended after this count, unix milliseconds.</param>
    /// <param name="closedAt">And that left from then on: one that left before, and took long to fail, tells of the line as it was.</param>
    private static async Task<LineFacts> CountAsync(Session session, Trunk trunk, CircuitBreakerSettings settings, long since, long closedAt)
    {
        const string Told = "ended_at > @since AND coalesce(dial_at, ended_at) >= @closedAt";
        var kinds = await session.QueryAsync<(string? Reason, long? Code, long Count)>(
            $"""
            SELECT hangup_reason, hangup_code, count(*) FROM calls
            WHERE workspace_id = @WorkspaceId AND trunk_id = @Id AND trunk_fault = 1 AND {Told}
            GROUP BY 1, 2
            """, new { trunk.WorkspaceId, trunk.Id, since, closedAt });
        var faults = kinds.Sum(kind => kind.Count);
        if (faults == 0 || faults < settings.FailureRate * settings.MinCalls)
            return new LineFacts(faults, faults);
        var enough = (long)Math.Min(faults / settings.FailureRate, int.MaxValue) + 1;
        var calls = await session.ScalarAsync<long>(
            $"""
            SELECT count(*) FROM (
                SELECT 1 FROM calls WHERE workspace_id = @WorkspaceId AND trunk_id = @Id AND trunk_fault IS NOT NULL AND {Told} LIMIT @enough) counted
            """, new { trunk.WorkspaceId, trunk.Id, since, closedAt, enough });
        var most = kinds.MaxBy(kind => kind.Count);
        return new LineFacts(calls, faults, InWords(most.Reason, most.Code));
    }

    /// <summary>
    /// What the last calls met, where as many as pause the trunk all came to invalid numbers; else null. They are taken in the order in which they left, up to the first that has told nothing yet:
    /// a number that does not exist is told of sooner than a phone that rings, and would seem to be all there is when a campaign begins. Those that failed by the line's fault are passed over.
    /// </summary>
    private static async Task<string?> InvalidNumbersAsync(Session session, Trunk trunk, CircuitBreakerSettings settings, long since, long closedAt)
    {
        if (settings.InvalidNumbers == 0)
            return null;
        // Those that never left, since the client's server forbids them say, may be very many: where no call told anything of late none is read, else so many. And with a FILTER, so that
        // PostgreSQL looks for the least among the open calls, which are few, and not by the index of places, from the oldest on.
        var last = await session.QueryAsync<(string? Outcome, string? Reason, long? Code, long? EndedAt)>(
            """
            SELECT outcome, hangup_reason, hangup_code, ended_at FROM (
                SELECT outcome, hangup_reason, hangup_code, ended_at, provider_call_id, trunk_fault, dial_at FROM calls
                WHERE workspace_id = @WorkspaceId AND trunk_id = @Id AND dial_at >= @closedAt
                    AND (SELECT max(t.ended_at) FROM calls t WHERE t.workspace_id = @WorkspaceId AND t.trunk_id = @Id AND t.trunk_fault IS NOT NULL) > @since
                    AND dial_at < coalesce((
                        SELECT min(o.dial_at) FILTER (WHERE o.status = @Initiated) FROM calls o
                        WHERE o.workspace_id = @WorkspaceId AND o.trunk_id = @Id AND o.ended_at IS NULL), @never)
                ORDER BY dial_at DESC LIMIT @most) AS latest
            WHERE provider_call_id IS NOT NULL AND (trunk_fault IS NULL OR trunk_fault = 0)
            ORDER BY dial_at DESC LIMIT @InvalidNumbers
            """,
            new { trunk.WorkspaceId, trunk.Id, since, closedAt, CallStatus.Initiated, never = long.MaxValue, most = MostPassedOver * settings.InvalidNumbers, settings.InvalidNumbers });
        if (last.Count < settings.InvalidNumbers || !last.TrueForAll(call => call.Outcome == CallOutcome.InvalidNumber) || last[0].EndedAt <= since)
            return null;
        var (reason, code) = last.CountBy(call => (call.Reason, call.Code)).MaxBy(kind => kind.Value).Key;
        return InWords(reason, code);
    }

    private static async Task<LineFacts> ProbeAsync(Session session, Trunk trunk, TrunkBreaker breaker, CircuitBreakerSettings settings)
    {
        var row = await session.FirstOrDefaultAsync<ProbeRow>(
            "SELECT ringing_at, answered_at, ended_at, trunk_fault, outcome, hangup_reason, hangup_code FROM calls WHERE workspace_id = @WorkspaceId AND id = @Probe",
            new { trunk.WorkspaceId, breaker.Probe });
        return new LineFacts(Fault: InWords(row?.HangupReason, row?.HangupCode), Probe: row switch
        {
            null => ProbeResult.ToldNothing,
            { TrunkFault: 1 } => ProbeResult.Failed,
            { Outcome: CallOutcome.InvalidNumber } when breaker.ByInvalidNumbers && settings.InvalidNumbers > 0 => ProbeResult.Failed,
            { TrunkFault: 0 } or { RingingAt: not null } or { AnsweredAt: not null } => ProbeResult.Worked,
            { EndedAt: not null } => ProbeResult.ToldNothing,
            _ => ProbeResult.None,
        });
    }

    private static string InWords(string? reason, long? code) => code is null ? $"{reason}." : $"{reason} ({code}).";

    private sealed record ProbeRow
    {
        public long? RingingAt { get; init; }

        public long? AnsweredAt { get; init; }

        public long? EndedAt { get; init; }

        public long? TrunkFault { get; init; }

        public string? Outcome { get; init; }

        public string? HangupReason { get; init; }

        public long? HangupCode { get; init; }
    }
}
