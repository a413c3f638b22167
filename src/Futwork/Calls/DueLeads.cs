using System.Collections.Concurrent;
using Futwork.Consent;
using Futwork.Data;
using Futwork.Outcomes;
using Futwork.Queue;

namespace Futwork.Calls;

/// <summary>A lead that is claimed and may be dialled.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Phone">E.164.</param>
/// <param name="RecipientData">The client's JSON.</param>
/// <param name="Attempts">Calls that may have rung before.</param>
/// <param name="DialAt">Its place in time.</param>
/// <param name="Decision">Why it may be dialled then.</param>
/// <param name="MayDial">The same question for another moment.</param>
/// <param name="CallerId">The number it is called from.</param>
internal sealed record DueLead(
    Claim Claim, string Phone, string RecipientData, long Attempts, DateTimeOffset DialAt, DialDecision Decision, Func<DateTimeOffset, bool> MayDial, string CallerId);

/// <summary>
/// Claims the leads of a campaign that are due, and decides about each, in the transaction that dials it, whether it may be called at its place in time.
/// Those that may not are put off to their next opening, many at once, and others are claimed instead, so that a lead that sleeps keeps none waiting that is awake.
/// </summary>
internal sealed class DueLeads(WorkQueue queue, UndialledLeads undialled, WorkSignal signal, TimeProvider time)
{
    /// <summary>The most claims in one statement.</summary>
    private const int MostAtOnce = 250;

    /// <summary>The most leads that one round looks at for one campaign; the next round follows at once.</summary>
    private const int MostInRound = 1000;

    /// <summary>One claim in so many goes to the lead that waits longest, whatever its priority: nobody waits for ever.</summary>
    private const int Turns = 10;

    private readonly ConcurrentDictionary<string, long> _claimed = new(StringComparer.Ordinal);

    /// <summary>A lead with no opening in sight is looked at again after this time.</summary>
    private static readonly TimeSpan Recheck = TimeSpan.FromDays(1);

    /// <param name="session">The transaction.</param>
    /// <param name="campaignId">The lane.</param>
    /// <param name="hours">When its people may be called.</param>
    /// <param name="limit">The most leads to take.</param>
    /// <param name="pace">The trunk's places in time.</param>
    /// <param name="callerIds">The numbers of the trunk.</param>
    /// <param name="pool">Those that the campaign calls from.</param>
    /// <param name="behind">How far this node's clock is behind the database's.</param>
    /// <param name="lease">How long the claims last.</param>
    public async Task<List<DueLead>> TakeAsync(
        Session session, string campaignId, CallingHours hours, int limit, DialPace pace, CallerIds callerIds, IReadOnlyList<string> pool, TimeSpan behind, TimeSpan lease)
    {
        var round = new Round(hours, limit, pace, callerIds, pool, behind);
        var looked = 0;
        for (var size = limit; round.Taken.Count < limit; size = Math.Min(size * 4, MostAtOnce))
        {
            if (looked >= MostInRound)
            {
                session.AfterCommit(() => signal.Wake(WorkKind.Dial));
                break;
            }

            var claims = await ClaimAsync(session, campaignId, size, lease);
            if (claims.Count > 0)
                await SortAsync(session, round, claims);
            if (claims.Count < size)
                break;
            looked += claims.Count;
        }

        return round.Taken;
    }

    /// <summary>The highest priority first, but for each tenth, which is whoever waits longest.</summary>
    private async Task<List<Claim>> ClaimAsync(Session session, string campaignId, int size, TimeSpan lease)
    {
        var turn = _claimed.AddOrUpdate(campaignId, size, (_, before) => before + size);
        var byWaiting = (int)((turn / Turns) - ((turn - size) / Turns));
        var first = size == byWaiting ? [] : await queue.ClaimFirstAsync(session, WorkKind.Dial, campaignId, size - byWaiting, lease);
        return [.. first, .. await queue.ClaimAsync(session, WorkKind.Dial, campaignId, size - first.Count, lease)];
    }

    private async Task SortAsync(Session session, Round round, List<Claim> claims)
    {
        var rows = await Row.FindAsync(session, claims, time.UnixNow());
        var asleep = new Dictionary<DialDecision, List<Claim>>(ReferenceEqualityComparer.Instance);
        var spare = new List<Claim>();
        var expired = new List<Claim>();
        foreach (var claim in claims)
        {
            if (!rows.TryGetValue(claim.SubjectId, out var row))
                throw new InvalidOperationException($"Lead {claim.SubjectId} is owed a call and does not exist.");
            if (round.IsFull)
                spare.Add(claim);
            else if (row.Suppressed)
                await undialled.EndAsync(session, [claim], LeadEnd.Suppressed);
            else if (round.IsOver(claim))
                expired.Add(claim);
            else if (round.Take(claim, row) is { } forbidden)
                (asleep.TryGetValue(forbidden, out var together) ? together : asleep[forbidden] = []).Add(claim);
        }

        if (expired.Count > 0)
            await undialled.EndAsync(session, expired, LeadEnd.Expired);
        foreach (var (decision, together) in asleep)
            await WorkQueue.PutOffAsync(session, together, DueAt(decision), Hosting.ApiJson.Write(decision));
        if (spare.Count > 0)
            await WorkQueue.GiveBackAsync(session, spare);
    }

    /// <summary>Unix milliseconds, never before the opening.</summary>
    private long DueAt(DialDecision decision)
    {
        var due = decision.NextOpening ?? time.GetUtcNow() + Recheck;
        return due.AddTicks(TimeSpan.TicksPerMillisecond - 1).ToUnixTimeMilliseconds();
    }

    /// <summary>What is decided in one round for one campaign.</summary>
    private sealed class Round(CallingHours hours, int limit, DialPace pace, CallerIds callerIds, IReadOnlyList<string> pool, TimeSpan behind)
    {
        private readonly Dictionary<string, PersonHours> _hours = new(StringComparer.Ordinal);
        private readonly Dictionary<double, DialDecision> _resting = [];
        private readonly Dictionary<string, DialDecision> _forbidden = new(StringComparer.Ordinal);

        public List<DueLead> Taken { get; } = [];

        public bool IsFull => Taken.Count == limit;

        /// <summary>Its own time is over at the next place in time.</summary>
        public bool IsOver(Claim claim) => claim.ExpiresAt <= (pace.NextPlace + behind).ToUnixTimeMilliseconds();

        /// <summary>Takes a lead, with the next place in time; or says why it may not be called then. Those that are alike get the same decision.</summary>
        public DialDecision? Take(Claim claim, Row row)
        {
            var person = hours.Person(row.Phone, row.RecipientData);
            if (_forbidden.TryGetValue(person.Key, out var known) && known.StillForbids(pace.NextPlace + behind))
                return known;
            if (!_hours.TryGetValue(person.Key, out var theirs))
                theirs = _hours[person.Key] = hours.For(person);
            var decision = theirs.Decide(pace.NextPlace + behind);
            if (!decision.Allowed)
                return _forbidden[person.Key] = decision;
            if (callerIds.Take(pool, row.CalledFrom, pace.Next, out var freeAt) is not { } number)
                return Resting(decision, freeAt);
            Taken.Add(new DueLead(
                claim, row.Phone, row.RecipientData, row.Attempts, pace.Take(), decision,
                at => theirs.Decide(at + behind).Allowed && !(claim.ExpiresAt <= (at + behind).ToUnixTimeMilliseconds()), number));
            return null;
        }

        /// <summary>They may be called then, and no number may call them. Those that wait for the same moment get the same decision.</summary>
        private DialDecision Resting(DialDecision decision, double freeAt) =>
            _resting.TryGetValue(freeAt, out var known)
                ? known
                : _resting[freeAt] = decision with { Allowed = false, Rule = DialDecision.CallerIds, NextOpening = Hosting.Times.FromUnix((long)Math.Ceiling(freeAt)) };
    }

    private sealed record Row
    {
        public string Id { get; init; } = "";

        public string Phone { get; init; } = "";

        public string RecipientData { get; init; } = "";

        public long Attempts { get; init; }

        /// <summary>The number may not be called.</summary>
        public bool Suppressed { get; init; }

        /// <summary>The number that they were called from last, in whatever campaign.</summary>
        public string? CalledFrom { get; init; }

        public static async Task<Dictionary<string, Row>> FindAsync(Session session, List<Claim> claims, long now)
        {
            var rows = await session.QueryAsync<Row>(
                $"""
                SELECT l.id, l.phone, l.recipient_data, coalesce(p.attempts, 0) AS attempts, {Suppression.OfLead} AS suppressed,
                    (SELECT c.from_number FROM calls c WHERE c.workspace_id = l.workspace_id AND c.to_number = l.phone AND c.dial_at IS NOT NULL
                        ORDER BY c.dial_at DESC LIMIT 1) AS called_from
                FROM leads l
                LEFT JOIN lead_progress p ON p.workspace_id = l.workspace_id AND p.lead_id = l.id
                WHERE l.workspace_id = @WorkspaceId AND {session.Among("l.id", "ids")}
                """, new { claims[0].WorkspaceId, ids = claims.Select(claim => claim.SubjectId).ToArray(), now });
            return rows.ToDictionary(row => row.Id, StringComparer.Ordinal);
        }
    }
}
