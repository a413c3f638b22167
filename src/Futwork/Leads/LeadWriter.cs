using System.Threading.Channels;
using Futwork.Data;
using Futwork.Queue;

namespace Futwork.Leads;

/// <summary>
/// Group commit: leads that come while a transaction is on its way to the disk are gathered and written together in the next one. A lead that
/// comes alone waits for nobody, and none is answered before its commit.
/// </summary>
internal sealed class LeadWriter(Database database, WorkQueue queue)
{
    private const int MostInGroup = 512;

    /// <summary>Beyond this many, who comes waits until a group has been taken out.</summary>
    private const int MostWaiting = 20_000;

    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(MostWaiting);

    private int _writing;

    /// <summary>Writes a lead (T1). Returns once that is committed.</summary>
    public async Task<LeadWritten> WriteAsync(NewLead lead)
    {
        var waiting = new Waiting(lead);
        await _waiting.Writer.WriteAsync(waiting);
        StartWriter();
        return await waiting.Answer.Task;
    }

    private void StartWriter()
    {
        if (Interlocked.Exchange(ref _writing, 1) == 0)
            _ = Task.Run(WriteGroupsAsync);
    }

    // One group after the other: a second one under way would halve them, and each costs its messages and a commit.
    private async Task WriteGroupsAsync()
    {
        while (TakeGroup() is { Count: > 0 } group)
            await WriteGroupAsync(group);
        Interlocked.Exchange(ref _writing, 0);
        // One that came after the last look found a writer that was about to end.
        if (_waiting.Reader.TryPeek(out _))
            StartWriter();
    }

    private List<Waiting> TakeGroup()
    {
        var group = new List<Waiting>();
        while (group.Count < MostInGroup && _waiting.Reader.TryRead(out var waiting))
            group.Add(waiting);
        return group;
    }

    /// <summary>Writes a group; when it fails as a whole, each by itself, so that one bad lead fails nobody else.</summary>
    private async Task WriteGroupAsync(List<Waiting> group)
    {
        try
        {
            for (var rest = group; rest.Count > 0;)
                rest = await TryWriteAsync(rest);
        }
        catch (Exception) when (group.Count > 1)
        {
            foreach (var waiting in group.Where(waiting => !waiting.Answer.Task.IsCompleted))
                await WriteGroupAsync([waiting]);
        }
        catch (Exception exception)
        {
            group[0].Answer.TrySetException(exception);
        }
    }

    private async Task<List<Waiting>> TryWriteAsync(List<Waiting> group)
    {
        NewLead[] leads = [.. group.Select(waiting => waiting.Lead)];
        var written = await database.WriteRepeatableAsync(session => new LeadGroup(queue, leads).WriteAsync(session));
        for (var i = 0; i < group.Count; i++)
        {
            if (written[i] is { } outcome)
                group[i].Answer.SetResult(outcome);
        }

        return [.. group.Where((_, i) => written[i] is null)];
    }

    private sealed record Waiting(NewLead Lead)
    {
        public TaskCompletionSource<LeadWritten> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
