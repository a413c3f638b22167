using System.Collections.Concurrent;
using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Queue;

namespace Futwork.Leads.Imports;

/// <summary>
/// Reads files of leads. Each is a duty of the queue: some thousand rows go into one transaction, which also moves the import's counts and in which the
/// claim holds. So whoever takes over from a node that died goes on at the same row.
/// </summary>
internal sealed partial class ImportWorker(
    Database database, Intakes intakes, WorkQueue queue, WorkKeeper keeper, WorkSignal signal, LeadsOptions options, ImportFiles files, TimeProvider time,
    ILogger<ImportWorker> logger) : BackgroundService
{
    private const int FilesAtOnce = 2;
    private const int MostNodeEnds = 5;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromHours(1);

    // Workspaces: one file of each at a time.
    private readonly ConcurrentDictionary<string, bool> _underWay = new(StringComparer.Ordinal);

    // Kept here and not by whoever looks: a look that breaks off has started some already.
    private readonly List<Task> _started = [];
    private long? _sweptAt;

    /// <summary>Reads the files that are due, and for which there is room, to their ends.</summary>
    /// <returns>How many.</returns>
    public async Task<int> ReadDueAsync(CancellationToken cancellationToken)
    {
        var started = await StartDueAsync(cancellationToken);
        await Task.WhenAll(started);
        return started.Count;
    }

    /// <summary>Frees the files of nodes that are gone. What the file itself did to the node, such as taking all its memory, it would do to the next: it is counted.</summary>
    public async Task ReleaseLapsedAsync(Session session)
    {
        foreach (var (workspace, id) in await queue.ReleaseLapsedAsync(session, WorkKind.Import))
            await Import.NodeEndedAsync(session, workspace, id);
    }

    /// <summary>Deletes files in the database that nobody is going to read: the upload broke, or the node that had read one ended before it could.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        await ImportParts.DeleteAbandonedAsync(database, time.GetUtcNow(), cancellationToken);
        _sweptAt = time.GetTimestamp();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await signal.RepeatAsync(WorkKind.Import, Poll, time, LookAsync, LogWorkerFailed, stoppingToken);
        }
        finally
        {
            await Task.WhenAll(_started).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        if (_sweptAt is not { } sweptAt || time.GetElapsedTime(sweptAt) >= SweepInterval)
            await SweepAsync(cancellationToken);
        await StartDueAsync(cancellationToken);
    }

    /// <summary>One look: starts what there is room for, and does not wait for it, so that a small file waits for no large one.</summary>
    private async Task<List<Task>> StartDueAsync(CancellationToken cancellationToken)
    {
        _started.RemoveAll(task => task.IsCompleted);
        if (keeper.MayRelease)
            await database.WriteAsync(ReleaseLapsedAsync, cancellationToken);
        var started = new List<Task>();
        var due = await database.ReadAsync(session => queue.DueLanesAsync(session, WorkKind.Import), cancellationToken);
        foreach (var workspace in due.Where(workspace => !_underWay.ContainsKey(workspace)).Take(FilesAtOnce - _underWay.Count))
        {
            foreach (var claim in await database.WriteAsync(session => queue.ClaimAsync(session, WorkKind.Import, workspace, 1, WorkKeeper.Lease), cancellationToken))
            {
                _underWay[workspace] = true;
                var reading = RunAsync(claim, cancellationToken);
                started.Add(reading);
                _started.Add(reading);
            }
        }

        return started;
    }

    private async Task RunAsync(Claim claim, CancellationToken stopping)
    {
        try
        {
            await Task.Run(() => TryAsync(claim, stopping), CancellationToken.None);
        }
        catch (Exception exception)
        {
            // It is due again once its lease is over, and is not the others' trouble.
            LogWorkerFailed(exception);
        }
        finally
        {
            _underWay.TryRemove(claim.WorkspaceId, out _);
            signal.Wake(WorkKind.Import);
        }
    }

    private async Task TryAsync(Claim claim, CancellationToken stopping)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using var kept = keeper.Keep(claim, WorkKeeper.Lease, lost.Cancel);
        try
        {
            await ReadOrHoldUpAsync(claim, lost.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The node stops: another one, or this one when it is back, goes on.
            await database.WriteAsync(session => claim.RescheduleAsync(session, time.UnixNow()), CancellationToken.None);
        }
        catch (Exception exception) when (exception is OperationCanceledException || lost.IsCancellationRequested)
        {
            LogLost(claim.SubjectId);
        }
    }

    /// <summary>A fault of ours ends no import. Where not even that can be written, as on a full disk, the claim is kept meanwhile: one that lapses tells of a node that ended.</summary>
    private async Task ReadOrHoldUpAsync(Claim claim, CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync(claim, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            LogHeldUp(exception, claim.SubjectId);
            while (!await TryHoldUpAsync(claim, exception, cancellationToken))
                await Task.Delay(ImportFault.FirstPause, time, cancellationToken);
        }
    }

    private async Task ReadAsync(Claim claim, CancellationToken cancellationToken)
    {
        var import = await database.ReadAsync(session => Import.FindAsync(session, claim.WorkspaceId, claim.CampaignId, claim.SubjectId), cancellationToken)
            ?? throw new InvalidOperationException($"Import {claim.SubjectId} is owed and does not exist.");
        if (import is { Error: null, Failures: >= MostNodeEnds })
        {
            await EndAsync(claim, new ImportEnd($"It broke {MostNodeEnds} times after row {import.RowsRead + 1}: its node ended. {ImportRows.Uncounted}", null), cancellationToken);
            return;
        }

        if ((await intakes.FindAsync(import.WorkspaceId, import.CampaignId))?.Status == CampaignStatus.Paused)
        {
            await WaitAsync(claim, cancellationToken);
            return;
        }

        using var file = files.New();
        await database.ReadAsync(async session =>
        {
            await ImportParts.LoadAsync(session, import, file.Path);
            return true;
        }, cancellationToken);
        var reading = new ImportReading(database, intakes, queue, options, time, claim, import);
        var end = await reading.ToEndAsync(file.Path, cancellationToken);
        if (end is null)
            await WaitAsync(claim, cancellationToken);
        else
            await EndAsync(claim, end, cancellationToken);
    }

    /// <summary>The campaign is paused.</summary>
    private Task<bool> WaitAsync(Claim claim, CancellationToken cancellationToken) =>
        database.WriteAsync(session => claim.RescheduleAsync(session, time.UnixNow() + (long)ImportFault.FirstPause.TotalMilliseconds), cancellationToken);

    /// <summary>It is tried again after a pause. With its campaign over, nobody waits for what could not be read.</summary>
    /// <returns>False: nor could that be written.</returns>
    private async Task<bool> TryHoldUpAsync(Claim claim, Exception fault, CancellationToken cancellationToken)
    {
        try
        {
            var campaign = await database.ReadAsync(session => session.ScalarAsync<string>(
                "SELECT status FROM campaigns WHERE workspace_id = @WorkspaceId AND id = @CampaignId AND archived_at IS NULL", claim), cancellationToken) ?? CampaignStatus.Archived;
            if (CampaignStatus.Over.Contains(campaign))
                await EndAsync(claim, new ImportEnd($"{OpenCampaign.ClosedAs(campaign).Detail} {ImportRows.Uncounted}", null), cancellationToken);
            else
                await database.WriteAsync(session => HoldUpAsync(session, claim, fault), cancellationToken);
            return true;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task HoldUpAsync(Session session, Claim claim, Exception fault)
    {
        if (!await claim.HoldsAsync(session))
            return;
        var faults = await Import.HeldUpAsync(session, claim.WorkspaceId, claim.SubjectId, ImportFault.InWords(fault));
        await claim.RescheduleAsync(session, time.UnixNow() + (long)ImportFault.PauseAfter(faults).TotalMilliseconds);
    }

    private async Task EndAsync(Claim claim, ImportEnd end, CancellationToken cancellationToken)
    {
        var ended = await database.WriteAsync(async session =>
        {
            if (!await claim.CompleteAsync(session))
                return false;
            await Import.EndAsync(session, claim.WorkspaceId, claim.SubjectId, end, time.UnixNow());
            return true;
        }, cancellationToken);
        if (ended)
            await ImportParts.DeleteAsync(database, claim.WorkspaceId, claim.SubjectId, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Import {ImportId} is held up, and tried again after a pause")]
    private partial void LogHeldUp(Exception exception, string importId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Import {ImportId} is read on by another node")]
    private partial void LogLost(string importId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Imports could not be looked for")]
    private partial void LogWorkerFailed(Exception exception);
}
