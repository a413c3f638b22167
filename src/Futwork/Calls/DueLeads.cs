using System.Collections.Concurrent;
using Futwork.Campaigns;
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

/// <summary>What decides in the transaction that dials whether somebody may be called, and from which number.</summary>
/// <param name="Hours">When the people of the campaign may be called.</param>
/// <param name="Stops">When enough has come of a lead.</param>
/// <param name="Cap">How often one person is called at most.</param>
/// <param name="Pool">The numbers that the campaign calls from.</param>
internal sealed record DialRules(CallingHours Hours, StopConditions Stops, ContactCap Cap, IReadOnlyList<string> Pool);

/// <summary>
/// Claims the leads of a campaign that are due, and decides about each, in the transaction that dials it, whether it may be called at its place in time.
/// Those that may not are put off to their next opening, many at once, and others are claimed instead, so that a lead that sleeps keeps none waiting that is awake.
/// </summary>
internal sealed partial class DueLeads(WorkQueue queue, UndialledLeads undialled, WorkSignal signal, CallsOptions options, TimeProvider time, ILogger<DueLeads> logger)
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

    /// <summary>Who is on the phone with us is looked at again after this time.</summary>
    private static readonly TimeSpan UntilTalked = TimeSpan.FromSeconds(15);

    /// <param name="session">The transaction.</param>
    /// <param name="campaignId">The lane.</param>
    /// <param name="rules">Whether somebody may be called.</param>
    /// <param name="limit">The most leads to take.</param>
    /// <param name="pace">The trunk's places in time.</param>
    /// <param name="callerIds">The numbers of the trunk.</param>
    public async Task<List<DueLead>> TakeAsync(Session session, string campaignId, DialRules rules, int limit, DialPace pace, CallerIds callerIds)
    {
        var round = new Round(rules, limit, pace, callerIds);
        var looked = 0;
        for (var size = limit; round.Taken.Count < limit; size = Math.Min(size * 4, MostAtOnce))
        {
            if (looked >= MostInRound)
            {
                session.AfterCommit(() => signal.Wake(WorkKind.Dial));
                break;
            }

            var claims = await ClaimAsync(session, campaignId, size);
            if (claims.Count > 0)
                await SortAsync(session, round, claims);
            if (claims.Count < size)
                break;
            looked += claims.Count;
        }

        if (round.Taken.Count > 0)
            await CampaignCounters.MoveAsync(
                session, (round.Taken[0].Claim.WorkspaceId, campaignId), time.UnixNow(), CampaignCounters.Waiting, CampaignCounters.Calling, round.Taken.Count);
        return round.Taken;
    }

    /// <summary>The highest priority first, but for each tenth, which is whoever waits longest.</summary>
    private async Task<List<Claim>> ClaimAsync(Session session, string campaignId, int size)
    {
        var turn = _claimed.AddOrUpdate(campaignId, size, (_, before) => before + size);
        var byWaiting = (int)((turn / Turns) - ((turn - size) / Turns));
        var first = size == byWaiting ? [] : await queue.ClaimFirstAsync(session, WorkKind.Dial, campaignId, size - byWaiting, options.Lease);
        return [.. first, .. await queue.ClaimAsync(session, WorkKind.Dial, campaignId, size - first.Count, options.Lease)];
    }

    private async Task SortAsync(Session session, Round round, List<Claim> claims)
    {
        var rows = await Row.FindAsync(session, claims, round.Remembers, time.UnixNow());
        await round.LookUpAsync(session, claims[0].WorkspaceId, rows.Values.Select(row => row.Phone), time.GetUtcNow());
        var asleep = new List<(Claim Claim, DialDecision By)>();
        var spare = new List<Claim>();
        var ended = new Dictionary<LeadEnd, List<Claim>>();
        var orphans = new List<Claim>();
        foreach (var claim in claims)
        {
            if (!rows.TryGetValue(claim.SubjectId, out var row))
                orphans.Add(claim);
            else if (round.IsFull)
                spare.Add(claim);
            else if (round.End(claim, row) is { } end)
                (ended.TryGetValue(end, out var alike) ? alike : ended[end] = []).Add(claim);
            else if (round.Take(claim, row) is { } forbidden)
                asleep.Add((claim, forbidden));
        }

        // Nobody can be called for them; all others of the trunk can.
        await WorkQueue.CompleteAsync(session, orphans);
        orphans.ForEach(orphan => LogOrphan(orphan.SubjectId));
        foreach (var (end, alike) in ended)
            await undialled.EndAsync(session, alike, end);
        await PutOffAsync(session, asleep);
        await WorkQueue.GiveBackAsync(session, spare);
    }

    /// <summary>Each to an opening of its own. Those that are alike have the same decision, which is put into words once.</summary>
    private Task PutOffAsync(Session session, List<(Claim Claim, DialDecision By)> asleep)
    {
        var words = new Dictionary<DialDecision, string>(ReferenceEqualityComparer.Instance);
        string InWords(DialDecision by) => words.TryGetValue(by, out var known) ? known : words[by] = Hosting.ApiJson.Write(by);
        return WorkQueue.PutOffAsync(session, asleep.ConvertAll(one => (one.Claim, DueAt(one.By), InWords(one.By))));
    }

    /// <summary>Unix milliseconds, never before the opening.</summary>
    private long DueAt(DialDecision decision)
    {
        var due = decision.NextOpening ?? time.GetUtcNow() + Recheck;
        return due.AddTicks(TimeSpan.TicksPerMillisecond - 1).ToUnixTimeMilliseconds();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Lead {LeadId} is owed a call and does not exist; nobody is called for it")]
    private partial void LogOrphan(string leadId);

    /// <summary>What is decided in one round for one campaign.</summary>
    private sealed class Round(DialRules rules, int limit, DialPace pace, CallerIds callerIds)
    {
        private readonly Dictionary<string, PersonHours> _hours = new(StringComparer.Ordinal);
        private readonly Dictionary<double, DialDecision> _resting = [];
        private readonly Dictionary<string, DialDecision> _forbidden = new(StringComparer.Ordinal);
        private readonly HashSet<string> _called = new(StringComparer.Ordinal);
        private readonly Contacts _contacts = new();
        private DialDecision? _talking;

        public List<DueLead> Taken { get; } = [];

        public bool IsFull => Taken.Count == limit;

        /// <summary>The number that a person was called from before is asked for.</summary>
        public bool Remembers { get; } = callerIds.Remembers(rules.Pool);

        /// <summary>Reads how often persons were called, where that has a bound.</summary>
        public Task LookUpAsync(Session session, string workspaceId, IEnumerable<string> phones, DateTimeOffset now) =>
            rules.Cap.Bounds() ? _contacts.LookUpAsync(session, workspaceId, phones, (now - ContactCap.Longest).ToUnixTimeMilliseconds()) : Task.CompletedTask;

        /// <summary>Why a lead is not to be called any more; null when it is.</summary>
        public LeadEnd? End(Claim claim, Row row) => row.End(rules.Stops, claim.ExpiresAt, pace.NextPlace.ToUnixTimeMilliseconds());

        /// <summary>Takes a lead, with the next place in time; or says why it may not be called then. Those that are alike get the same decision.</summary>
        public DialDecision? Take(Claim claim, Row row)
        {
            var person = rules.Hours.Person(row.Phone, row.RecipientData);
            if (_forbidden.TryGetValue(person.Key, out var known) && known.StillForbids(pace.NextPlace))
                return known;
            if (!_hours.TryGetValue(person.Key, out var theirs))
                theirs = _hours[person.Key] = rules.Hours.For(person);
            var decision = theirs.Decide(pace.NextPlace);
            if (!decision.Allowed)
                return _forbidden[person.Key] = decision;
            if (rules.Cap.Bounds() && (decision = Capped(decision, row.Phone, theirs)) is { Allowed: false })
                return decision;
            if (row.InCall || _called.Contains(row.Phone))
                return Talking();
            if (callerIds.Take(rules.Pool, row.CalledFrom, pace.Next, out var freeAt) is not { } number)
                return Resting(decision, freeAt);
            _called.Add(row.Phone);
            _contacts.Add(row.Phone, pace.NextPlace);
            Taken.Add(new DueLead(claim, row.Phone, row.RecipientData, row.Attempts, pace.Take(), decision, MayDial(claim, theirs), number));
            return null;
        }

        private DialDecision Talking() => _talking ??= new DialDecision
        {
            Allowed = false,
            Rule = DialDecision.InCall,
            At = pace.NextPlace,
            NextOpening = pace.NextPlace + UntilTalked,
            ZonesFrom = "none",
            Zones = [],
        };

        private DialDecision Capped(DialDecision decision, string phone, PersonHours theirs) =>
            rules.Cap.Forbids(decision.Zones, _contacts.Of(phone), decision.At) is { } cap
                ? decision with { Allowed = false, ByContactCap = true, Rule = cap.Rule, NextOpening = theirs.Decide(cap.Until).NextOpening }
                : decision with { Rule = decision.Rule == "none" ? rules.Cap.Name() : $"{decision.Rule}; {rules.Cap.Name()}" };

        /// <summary>They may be called then, and no number may call them. Those that wait for the same moment get the same decision.</summary>
        private DialDecision Resting(DialDecision decision, double freeAt) =>
            _resting.TryGetValue(freeAt, out var known)
                ? known
                : _resting[freeAt] = decision with { Allowed = false, Rule = DialDecision.CallerIds, NextOpening = Hosting.Times.FromUnix((long)Math.Ceiling(freeAt)) };

        private static Func<DateTimeOffset, bool> MayDial(Claim claim, PersonHours theirs) =>
            at => theirs.Decide(at).Allowed && !(claim.ExpiresAt <= at.ToUnixTimeMilliseconds());
    }

    private sealed record Row : LeadStanding
    {
        public string Id { get; init; } = "";

        public string Phone { get; init; } = "";

        public string RecipientData { get; init; } = "";

        public long Attempts { get; init; }

        /// <summary>They are on the phone with us, or being called for another lead, or may still be rung by a node that is gone.</summary>
        public bool InCall { get; init; }

        /// <summary>The number that they were called from last, in whatever campaign; null where nobody asks.</summary>
        public string? CalledFrom { get; init; }

        public static async Task<Dictionary<string, Row>> FindAsync(Session session, List<Claim> claims, bool withCalledFrom, long now)
        {
            const string CalledFromLast =
                """
                (SELECT k.from_number FROM calls k WHERE k.workspace_id = l.workspace_id AND k.to_number = l.phone AND k.dial_at IS NOT NULL AND k.unheard = 0
                    ORDER BY k.dial_at DESC LIMIT 1)
                """;
            var rows = await session.QueryAsync<Row>(
                $"""
                SELECT l.id, l.phone, l.recipient_data, coalesce(p.attempts, 0) AS attempts, {LeadStanding.Columns},
                    l.phone IN ({OpenCalls.OnThePhone}) AS in_call,
                    {(withCalledFrom ? CalledFromLast : "NULL")} AS called_from
                FROM leads l
                LEFT JOIN lead_progress p ON p.workspace_id = l.workspace_id AND p.lead_id = l.id
                WHERE l.workspace_id = @WorkspaceId AND {session.Among("l.id", "ids")}
                """, new { claims[0].WorkspaceId, ids = claims.Select(claim => claim.SubjectId).ToArray(), now });
            return rows.ToDictionary(row => row.Id, StringComparer.Ordinal);
        }
    }
}
