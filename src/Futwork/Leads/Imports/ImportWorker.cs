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
    private const int MostFailures = 5;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromHours(1);

    private long? _sweptAt;

    /// <summary>Reads the files that are due.</summary>
    /// <returns>How many.</returns>
    public async Task<int> ReadDueAsync(CancellationToken cancellationToken)
    {
        await database.WriteAsync(ReleaseLapsedAsync, cancellationToken);
        var claims = new List<Claim>();
        foreach (var workspace in (await database.ReadAsync(session => queue.DueLanesAsync(session, WorkKind.Import), cancellationToken)).Take(FilesAtOnce))
            claims.AddRange(await database.WriteAsync(session => queue.ClaimAsync(session, WorkKind.Import, workspace, 1, WorkKeeper.Lease), cancellationToken));
        await Task.WhenAll(claims.Select(claim => Task.Run(() => TryAsync(claim, cancellationToken), cancellationToken)));
        return claims.Count;
    }

    /// <summary>Frees the files of nodes that are gone. What the file itself did to the node, such as taking all its memory, it would do to the next: it is counted as a failure.</summary>
    public async Task ReleaseLapsedAsync(Session session)
    {
        foreach (var (workspace, id) in await queue.ReleaseLapsedAsync(session, WorkKind.Import))
            await Import.FailedOnceAsync(session, workspace, id);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        signal.RepeatAsync(WorkKind.Import, Poll, time, ReadAllAsync, LogWorkerFailed, stoppingToken);

    /// <summary>Deletes files in the database that nobody is going to read: the upload broke, or the node that had read one ended before it could.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        await ImportParts.DeleteAbandonedAsync(database, time.GetUtcNow(), cancellationToken);
        _sweptAt = time.GetTimestamp();
    }

    private async Task ReadAllAsync(CancellationToken cancellationToken)
    {
        if (_sweptAt is not { } sweptAt || time.GetElapsedTime(sweptAt) >= SweepInterval)
            await SweepAsync(cancellationToken);
        while (await ReadDueAsync(cancellationToken) > 0)
            cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task TryAsync(Claim claim, CancellationToken stopping)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using var kept = keeper.Keep(claim, WorkKeeper.Lease, lost.Cancel);
        var import = await database.ReadAsync(session => Import.FindAsync(session, claim.WorkspaceId, claim.CampaignId, claim.SubjectId), stopping)
            ?? throw new InvalidOperationException($"Import {claim.SubjectId} is owed and does not exist.");
        using var file = files.New();
        try
        {
            await ReadAsync(claim, import, file, lost.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The node stops: another one, or this one when it is back, goes on.
            await database.WriteAsync(session => claim.RescheduleAsync(session, time.UnixNow()), CancellationToken.None);
        }
        catch (Exception exception) when (exception is OperationCanceledException || lost.IsCancellationRequested)
        {
            LogLost(import.Id);
        }
        catch (Exception exception)
        {
            LogFailed(exception, import.Id);
            await FailOnceAsync(claim, import, file, exception);
        }
    }

    private async Task ReadAsync(Claim claim, Import import, ImportTemporary file, CancellationToken cancellationToken)
    {
        if (import.Failures >= MostFailures)
        {
            await EndAsync(claim, import, new ImportEnd($"{Broke(import)} its node ended. {ImportRows.Uncounted}", null), cancellationToken);
            return;
        }

        if ((await intakes.FindAsync(import.WorkspaceId, import.CampaignId))?.Status == CampaignStatus.Paused)
        {
            await WaitAsync(claim, cancellationToken);
            return;
        }

        file.IsWhole = await database.ReadAsync(async session =>
        {
            await ImportParts.LoadAsync(session, import, file.Path);
            return true;
        }, cancellationToken);
        if (import is { DryRun: 1, RowsRead: > 0 })
            await database.WriteAsync(import.BeginAnewAsync, cancellationToken);
        var reading = new ImportReading(database, intakes, queue, options, time, claim, import);
        var end = await reading.ToEndAsync(file.Path, cancellationToken);
        if (end is null)
            await WaitAsync(claim, cancellationToken);
        else
            await EndAsync(claim, import, end, cancellationToken);
    }

    /// <summary>The campaign is paused.</summary>
    private Task<bool> WaitAsync(Claim claim, CancellationToken cancellationToken) =>
        database.WriteAsync(session => claim.RescheduleAsync(session, time.UnixNow() + (long)Pause.TotalMilliseconds), cancellationToken);

    /// <summary>It goes on after a pause; not for ever, when it always breaks at the same rows.</summary>
    private async Task FailOnceAsync(Claim claim, Import import, ImportTemporary file, Exception exception)
    {
        var now = await database.ReadAsync(session => Import.FindAsync(session, import.WorkspaceId, import.CampaignId, import.Id));
        var end = now!.Failures + 1 >= MostFailures ? Broken(now, file, exception) : null;
        if (end is not null)
        {
            await EndAsync(claim, import, end, CancellationToken.None);
            return;
        }

        await database.WriteAsync(async session =>
        {
            if (await claim.RescheduleAsync(session, time.UnixNow() + (long)Pause.TotalMilliseconds))
                await Import.FailedOnceAsync(session, import.WorkspaceId, import.Id);
        });
    }

    private static ImportEnd Broken(Import import, ImportTemporary file, Exception exception)
    {
        var error = $"{Broke(import)} {exception.GetType().Name}.";
        using var rows = new ImportRows(file.Path, import.Format, import.RowsRead + 1);
        return file.IsWhole && rows.CountRest() is { } rest ? new ImportEnd(error, rest) : new ImportEnd($"{error} {ImportRows.Uncounted}", null);
    }

    private static string Broke(Import import) => $"It broke {MostFailures} times after row {import.RowsRead + 1}:";

    private async Task EndAsync(Claim claim, Import import, ImportEnd end, CancellationToken cancellationToken)
    {
        var ended = await database.WriteAsync(async session =>
        {
            if (!await claim.CompleteAsync(session))
                return false;
            await import.EndAsync(session, end, time.UnixNow());
            return true;
        }, cancellationToken);
        if (ended)
            await ImportParts.DeleteAsync(database, import.WorkspaceId, import.Id, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Import {ImportId} broke; it goes on after a pause")]
    private partial void LogFailed(Exception exception, string importId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Import {ImportId} is read on by another node")]
    private partial void LogLost(string importId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Imports could not be looked for")]
    private partial void LogWorkerFailed(Exception exception);
}
