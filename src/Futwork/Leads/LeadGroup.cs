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
        var accepted = await Lead.InsertAsync(session, mine.Select(i => leads[i].Lead));
        foreach (var i in mine.Where(i => accepted.Contains(leads[i].Lead.Id)))
            _written[i] = new LeadWritten();
        await RefuseAsync(session, [.. mine.Where(i => _written[i] is null)]);
        await queue.EnqueueManyAsync(session,
            [.. mine.Select(i => leads[i].Lead).Where(lead => accepted.Contains(lead.Id)).Select(lead => NewWork.Dial(lead.WorkspaceId, lead.CampaignId, lead.Id, lead.CreatedAt))]);
        AnswerRepeats(taken);
        return _written;
    }

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
        foreach (var (name, index) in taken.Where(one => _written[one.Value] is { Existing: null }))
            _before.Add(name, leads[index].Kept);
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
