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

    /// <param name="session">The transaction.</param>
    /// <param name="campaignId">The lane.</param>
    /// <param name="rules">Whether somebody may be called.</param>
    /// <param name="limit">The most leads to take.</param>
    /// <param name="pace">The trunk's places in time.</param>
    /// <param name="callerIds">The numbers of the trunk.</param>
    public async Task<List<DueLead>> TakeAsync(Session session, string campaignId, DialRules rules, int limit, DialPace pace, CallerIds callerIds)
    {
        var round = new LeadRound(rules, limit, pace, callerIds);
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

        await YieldAsync(session, round);
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

    private async Task SortAsync(Session session, LeadRound round, List<Claim> claims)
    {
        var leads = await ClaimedLead.FindAsync(session, claims, round.Remembers, time.UnixNow());
        await round.LookUpAsync(session, claims[0].WorkspaceId, leads.Values.Select(lead => lead.Phone), time.GetUtcNow());
        var asleep = new List<(Claim Claim, DialDecision By)>();
        var spare = new List<Claim>();
        var ended = new Dictionary<LeadEnd, List<Claim>>();
        var orphans = new List<Claim>();
        foreach (var claim in claims)
        {
            if (!leads.TryGetValue(claim.SubjectId, out var lead))
                orphans.Add(claim);
            else if (round.IsFull)
                spare.Add(claim);
            else if (round.End(claim, lead) is { } end)
                (ended.TryGetValue(end, out var alike) ? alike : ended[end] = []).Add(claim);
            else if (round.Take(claim, lead) is { } forbidden)
                asleep.Add((claim, forbidden));
        }

        // Nobody can be called for them; all others of the trunk can.
        await Claims.CompleteAsync(session, orphans);
        orphans.ForEach(orphan => LogOrphan(orphan.SubjectId));
        foreach (var (end, alike) in ended)
            await undialled.EndAsync(session, alike, end);
        await PutOffAsync(session, asleep);
        await Claims.GiveBackAsync(session, spare);
    }

    /// <summary>Whom a round of another trunk calls at this very moment is left to it.</summary>
    private async Task YieldAsync(Session session, LeadRound round)
    {
        if (round.Taken.Count == 0)
            return;
        var elsewhere = await HeldNumbers.HoldAsync(session, round.Taken[0].Claim.WorkspaceId, round.Taken.ConvertAll(lead => lead.Phone));
        await PutOffAsync(session, round.TakeBack(elsewhere));
    }

    /// <summary>Each to an opening of its own. Those that are alike have the same decision, which is put into words once.</summary>
    private Task PutOffAsync(Session session, List<(Claim Claim, DialDecision By)> asleep)
    {
        var words = new Dictionary<DialDecision, string>(ReferenceEqualityComparer.Instance);
        string InWords(DialDecision by) => words.TryGetValue(by, out var known) ? known : words[by] = Hosting.ApiJson.Write(by);
        return Claims.PutOffAsync(session, asleep.ConvertAll(one => (one.Claim, DueAt(one.By), InWords(one.By))));
    }

    /// <summary>Unix milliseconds, never before the opening.</summary>
    private long DueAt(DialDecision decision)
    {
        var due = decision.NextOpening ?? time.GetUtcNow() + Recheck;
        return due.AddTicks(TimeSpan.TicksPerMillisecond - 1).ToUnixTimeMilliseconds();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Lead {LeadId} is owed a call and does not exist; nobody is called for it")]
    private partial void LogOrphan(string leadId);
}
