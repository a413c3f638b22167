using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Queue;

namespace Futwork.Leads;

/// <summary>
/// Leads written in one transaction, a statement for each table however many they are. Each has an outcome of its own: a key that is taken or an
/// external id that exists concerns nobody else of the group.
/// </summary>
internal sealed class LeadGroup(WorkQueue queue, IReadOnlyList<NewLead> leads)
{
    private readonly LeadWritten?[] _written = new LeadWritten?[leads.Count];
    private readonly Dictionary<(string WorkspaceId, string Key), KeptAnswer> _before = [];

    /// <summary>Writes them (T1).</summary>
    /// <returns>The outcome of each, in their order; null: to be tried again, because the key it shares with another of the group was free again.</returns>
    public async Task<IReadOnlyList<LeadWritten?>> WriteAsync(Session session)
    {
        var taken = await TakeKeysAsync(session);
        int[] mine = [.. Enumerable.Range(0, leads.Count).Where(i => leads[i].Key is not { } key || (taken.TryGetValue(Name(key), out var first) && first == i))];
        mine = await RefuseClosedAsync(session, mine);
        var numbers = await LeadNumbers.FindAsync(session, mine.Select(i => leads[i].Lead));
        for (var rest = mine; rest.Length > 0;)
            rest = await WriteAsync(session, rest, numbers);
        AnswerRepeats(taken);
        return _written;
    }

    /// <summary>
    /// Asks the campaigns that may complete by themselves once more, and holds them as they are until the leads are in: one that is about to complete sees them, or
    /// has completed and is seen.
    /// </summary>
    /// <returns>Those whose campaigns take them.</returns>
    private async Task<int[]> RefuseClosedAsync(Session session, int[] some)
    {
        var open = new List<int>(some);
        // In one order everywhere, so that two transactions never wait for each other.
        var asked = some.Where(i => leads[i].AsksCampaign).GroupBy(i => (leads[i].Lead.WorkspaceId, leads[i].Lead.CampaignId)).OrderBy(campaign => campaign.Key).ToList();
        foreach (var campaign in asked)
        {
            var status = await session.ScalarAsync<string>(
                "SELECT status FROM campaigns WHERE workspace_id = @WorkspaceId AND id = @CampaignId" + session.ForKeyShare, new { campaign.Key.WorkspaceId, campaign.Key.CampaignId });
            foreach (var i in campaign.Where(_ => status is null || CampaignStatus.Over.Contains(status)))
            {
                open.Remove(i);
                _written[i] = new LeadWritten(Closed: status ?? CampaignStatus.Archived);
                if (leads[i].Key is { } key)
                    await key.ReturnAsync(session);
            }
        }

        return [.. open];
    }

    /// <summary>Writes those whose numbers may be taken.</summary>
    /// <returns>Those that wait to see what becomes of an earlier one of the same number.</returns>
    private async Task<int[]> WriteAsync(Session session, int[] some, LeadNumbers numbers)
    {
        var known = some.Where(i => numbers.Of(leads[i].Lead) is not null).ToList();
        foreach (var i in known)
            await StandAsync(session, i, numbers.Of(leads[i].Lead)!);
        await Lead.UpdateAsync(session, [.. known.Where(i => _written[i]!.Updated).Select(i => (leads[i].Lead, _written[i]!.Instead!))]);
        int[] fresh = [.. some.Except(known).GroupBy(i => NumberOf(leads[i].Lead)).SelectMany(same => same.Key is null ? same : same.Take(1))];
        var accepted = await Lead.InsertAsync(session, fresh.Select(i => leads[i].Lead));
        var added = fresh.Where(i => accepted.Contains(leads[i].Lead.Id)).ToList();
        foreach (var i in added)
        {
            _written[i] = new LeadWritten();
            numbers.Add(leads[i].Lead);
        }

        await RefuseAsync(session, [.. fresh.Except(added)]);
        await queue.EnqueueManyAsync(session, [.. added.Select(i => OrderOf(leads[i].Lead))]);
        foreach (var campaign in added.Select(i => leads[i].Lead).CountBy(lead => (lead.WorkspaceId, lead.CampaignId)))
            await CampaignCounters.MoveAsync(session, campaign.Key, leads[0].Lead.CreatedAt, null, CampaignCounters.Waiting, campaign.Value);
        return [.. some.Where(i => _written[i] is null)];
    }

    /// <summary>The campaign has the number: its policy says what becomes of this one.</summary>
    private async Task StandAsync(Session session, int index, string other)
    {
        var (lead, key) = (leads[index].Lead, leads[index].Key);
        var written = LeadWritten.OfKnownNumber(lead, other);
        _written[index] = written;
        if (key is not null)
            await (written.Existing is null ? key.KeepAsync(session, leads[index].ResponseOf(written), written.HttpStatus) : key.ReturnAsync(session));
    }

    private static (string WorkspaceId, string CampaignId, string Phone)? NumberOf(Lead lead) =>
        lead.Duplicates == DuplicatePolicy.Allow ? null : (lead.WorkspaceId, lead.CampaignId, lead.Phone);

    private static NewWork OrderOf(Lead lead) =>
        NewWork.Dial(lead.WorkspaceId, lead.CampaignId, lead.Id, Math.Max(lead.CreatedAt, lead.NotBefore ?? 0)) with { Priority = lead.Priority ?? 0, ExpiresAt = lead.ExpiresAt };

    /// <summary>The keys that are ours, and which of the group took each: the first that brought it.</summary>
    private async Task<Dictionary<(string WorkspaceId, string Key), int>> TakeKeysAsync(Session session)
    {
        var first = new Dictionary<(string WorkspaceId, string Key), int>();
        for (var i = 0; i < leads.Count; i++)
        {
            if (leads[i].Key is { } key)
                first.TryAdd(Name(key), i);
        }

        if (first.Count == 0)
            return first;
        var now = leads[0].Lead.CreatedAt;
        var free = await IdempotencyKey.TakeAsync(session, first.Values.Select(i => (leads[i].Key!, leads[i].Response)), StatusCodes.Status201Created, now);
        foreach (var (name, index) in first.Where(one => !free.Contains(leads[one.Value].Key!)).ToArray())
        {
            first.Remove(name);
            if (await leads[index].Key!.FindAsync(session) is { } kept)
                _before.Add(name, kept);
        }

        return first;
    }

    private void AnswerRepeats(Dictionary<(string WorkspaceId, string Key), int> taken)
    {
        foreach (var (name, index) in taken.Where(one => _written[one.Value] is { Existing: null, Closed: null }))
            _before.Add(name, leads[index].KeptOf(_written[index]!));
        for (var i = 0; i < leads.Count; i++)
        {
            if (_written[i] is null && _before.TryGetValue(Name(leads[i].Key!), out var kept))
                _written[i] = new LeadWritten(Before: kept);
        }
    }

    private async Task RefuseAsync(Session session, int[] duplicates)
    {
        var existing = await Lead.OfSameExternalIdAsync(session, duplicates.Select(i => leads[i].Lead));
        foreach (var i in duplicates)
        {
            if (leads[i].Key is { } key)
                await key.ReturnAsync(session);
            var lead = leads[i].Lead;
            _written[i] = new LeadWritten(Existing: existing[(lead.WorkspaceId, lead.CampaignId, lead.ExternalId!)]);
        }
    }

    private static (string WorkspaceId, string Key) Name(IdempotencyKey key) => (key.WorkspaceId, key.Key);
}
