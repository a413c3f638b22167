using Futwork.Data;
using Futwork.Queue;

namespace Futwork.Leads;

/// <summary>
/// Group commit: leads of a workspace that come while a transaction is on its way to the disk are gathered and written together in the next one. A lead that
/// comes alone waits for nobody, none is answered before its commit, and what holds up fewer than <see cref="MostGroups"/> workspaces, such as a campaign of
/// each that is being changed, holds up no other.
/// On SQLite, which has one writer, all workspaces share a commit.
/// </summary>
internal sealed class LeadWriter : IDisposable
{
    /// <summary>Groups that are written at the same time: half of the connections of a small node. The others are for those who read, and for calls.</summary>
    public const int MostGroups = 4;

    private const int MostInGroup = 512;

    private readonly Database _database;
    private readonly WorkQueue _queue;
    private readonly SemaphoreSlim _free = new(MostGroups);

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
    public Task<LeadWritten> WriteAsync(NewLead lead) =>
        _groups.JoinAsync(_database.Engine is DatabaseEngine.Sqlite ? "" : lead.Lead.WorkspaceId, lead).Unwrap();

    public void Dispose() => _free.Dispose();

    /// <summary>
    /// Writes a group; when it fails as a whole, each by itself, so that one bad lead fails nobody else. Where the database is held up, all fail at once: one after the other, each would wait as long.
    /// </summary>
    /// <returns>What became of each, in their order.</returns>
    private async Task<List<Task<LeadWritten>>> WriteGroupAsync(IReadOnlyList<NewLead> leads)
    {
        try
        {
            return await TryWriteAsync(leads);
        }
        catch (Exception exception) when (leads.Count > 1 && !Database.IsHeldUp(exception))
        {
            var alone = new List<Task<LeadWritten>>();
            foreach (var lead in leads)
                alone.AddRange(await WriteGroupAsync([lead]));
            return alone;
        }
        catch (Exception exception)
        {
            return [.. leads.Select(_ => Task.FromException<LeadWritten>(exception))];
        }
    }

    private async Task<List<Task<LeadWritten>>> TryWriteAsync(IReadOnlyList<NewLead> leads)
    {
        var written = await CommitAsync(leads);
        NewLead[] rest = [.. leads.Where((_, i) => written[i] is null)];
        // Those that are in stay so, whatever becomes of the rest.
        var later = new Queue<Task<LeadWritten>>(rest.Length == 0 ? [] : await WriteGroupAsync(rest));
        return [.. written.Select(outcome => outcome is null ? later.Dequeue() : Task.FromResult(outcome))];
    }

    private async Task<IReadOnlyList<LeadWritten?>> CommitAsync(IReadOnlyList<NewLead> leads)
    {
        await _free.WaitAsync();
        try
        {
            return await _database.WriteRepeatableAsync(session => new LeadGroup(_queue, leads).WriteAsync(session));
        }
        finally
        {
            _free.Release();
        }
    }
}
