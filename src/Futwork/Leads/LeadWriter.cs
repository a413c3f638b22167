using Futwork.Data;
using Futwork.Queue;

namespace Futwork.Leads;

/// <summary>
/// Group commit: leads of a workspace that come while a transaction is on its way to the disk are gathered and written together in the next one. A lead that
/// comes alone waits for nobody, none is answered before its commit, and what holds up one workspace, such as a campaign of it that is being changed, holds up no other.
/// </summary>
internal sealed class LeadWriter
{
    private const int MostInGroup = 512;

    private readonly Database _database;
    private readonly WorkQueue _queue;

    // One group of a workspace after the other: a second one under way would halve them, and each costs its messages and a commit.
    private readonly SharedBatch<string, NewLead, Task<LeadWritten>> _groups;

    public LeadWriter(Database database, WorkQueue queue)
    {
        (_database, _queue) = (database, queue);
        _groups = new(async (_, leads) =>
        {
            // SQLite writes on the thread that asks, and whoever came first shall not write for those who came later.
            await Task.Yield();
            return await WriteGroupAsync(leads);
        }, MostInGroup);
    }

    /// <summary>Writes a lead (T1). Returns once that is committed.</summary>
    public Task<LeadWritten> WriteAsync(NewLead lead) => _groups.JoinAsync(lead.Lead.WorkspaceId, lead).Unwrap();

    /// <summary>Writes a group; when it fails as a whole, each by itself, so that one bad lead fails nobody else.</summary>
    /// <returns>What became of each, in their order.</returns>
    private async Task<List<Task<LeadWritten>>> WriteGroupAsync(IReadOnlyList<NewLead> leads)
    {
        try
        {
            return await TryWriteAsync(leads);
        }
        catch (Exception) when (leads.Count > 1)
        {
            var alone = new List<Task<LeadWritten>>();
            foreach (var lead in leads)
                alone.AddRange(await WriteGroupAsync([lead]));
            return alone;
        }
        catch (Exception exception)
        {
            return [Task.FromException<LeadWritten>(exception)];
        }
    }

    private async Task<List<Task<LeadWritten>>> TryWriteAsync(IReadOnlyList<NewLead> leads)
    {
        var written = await _database.WriteRepeatableAsync(session => new LeadGroup(_queue, leads).WriteAsync(session));
        NewLead[] rest = [.. leads.Where((_, i) => written[i] is null)];
        // Those that are in stay so, whatever becomes of the rest.
        var later = new Queue<Task<LeadWritten>>(rest.Length == 0 ? [] : await WriteGroupAsync(rest));
        return [.. written.Select(outcome => outcome is null ? later.Dequeue() : Task.FromResult(outcome))];
    }
}
