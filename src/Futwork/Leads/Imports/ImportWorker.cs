using Futwork.Data;
using Futwork.Hosting;
using Futwork.Queue;

namespace Futwork.Leads.Imports;

/// <summary>
/// Reads files of leads. Each is a duty of the queue: some thousand rows go into one transaction, which also moves the import's counts and in which the
/// claim holds. So whoever takes over from a node that died goes on at the same row.
/// </summary>
internal sealed partial class ImportWorker(
    Database database, Intakes intakes, WorkQueue queue, WorkKeeper keeper, WorkSignal signal, LeadsOptions options, HostingOptions hosting, TimeProvider time,
    ILogger<ImportWorker> logger) : BackgroundService
{
    private const int FilesAtOnce = 2;
    private const int MostFailures = 5;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Reads the files that are due.</summary>
    /// <returns>How many.</returns>
    public async Task<int> ReadDueAsync(CancellationToken cancellationToken)
    {
        await database.WriteAsync(session => queue.ReleaseLapsedAsync(session, WorkKind.Import), cancellationToken);
        var claims = new List<Claim>();
        foreach (var workspace in (await database.ReadAsync(session => queue.DueLanesAsync(session, WorkKind.Import), cancellationToken)).Take(FilesAtOnce))
            claims.AddRange(await database.WriteAsync(session => queue.ClaimAsync(session, WorkKind.Import, workspace, 1, WorkKeeper.Lease), cancellationToken));
        await Task.WhenAll(claims.Select(claim => Task.Run(() => TryAsync(claim, cancellationToken), cancellationToken)));
        return claims.Count;
    }

    /// <summary>A new file below the data folder, for one that comes or is read.</summary>
    public string NewPath() => Path.Combine(Directory.CreateDirectory(Path.Combine(hosting.Data, "imports")).FullName, Path.GetRandomFileName());

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        signal.RepeatAsync(WorkKind.Import, Poll, time, ReadAllAsync, LogWorkerFailed, stoppingToken);

    private async Task ReadAllAsync(CancellationToken cancellationToken)
    {
        while (await ReadDueAsync(cancellationToken) > 0)
            cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task TryAsync(Claim claim, CancellationToken stopping)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using var kept = keeper.Keep(claim, WorkKeeper.Lease, lost.Cancel);
        var import = await database.ReadAsync(session => Import.FindAsync(session, claim.WorkspaceId, claim.CampaignId, claim.SubjectId), stopping)
            ?? throw new InvalidOperationException($"Import {claim.SubjectId} is owed and does not exist.");
        var path = NewPath();
        try
        {
            await database.ReadAsync(async session =>
            {
                await ImportParts.LoadAsync(session, import, path);
                return true;
            }, lost.Token);
            await ReadAsync(claim, import, path, lost.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The node stops: another one, or this one when it is back, goes on.
            await database.WriteAsync(session => claim.RescheduleAsync(session, time.UnixNow()), CancellationToken.None);
        }
        catch (Exception exception) when (!lost.IsCancellationRequested)
        {
            LogFailed(exception, import.Id);
            await FailOnceAsync(claim, import, exception);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private async Task ReadAsync(Claim claim, Import import, string path, CancellationToken cancellationToken)
    {
        if (import is { DryRun: 1, RowsRead: > 0 })
            await database.WriteAsync(import.BeginAnewAsync, cancellationToken);
        var reading = new ImportReading(database, intakes, queue, options, time, claim, import);
        var end = await reading.ToEndAsync(path, cancellationToken);
        await database.WriteAsync(
            session => end is null ? claim.RescheduleAsync(session, time.UnixNow() + (long)Pause.TotalMilliseconds) : EndAsync(session, claim, import, end),
            cancellationToken);
    }

    /// <summary>It goes on after a pause; not for ever, when it always breaks at the same rows.</summary>
    private Task FailOnceAsync(Claim claim, Import import, Exception exception) => database.WriteAsync(async session =>
    {
        var now = await Import.FindAsync(session, import.WorkspaceId, import.CampaignId, import.Id);
        if (now!.Failures + 1 >= MostFailures)
        {
            await EndAsync(session, claim, import, new ImportEnd($"It broke {MostFailures} times after row {now.RowsRead + 1}: {exception.GetType().Name}.", 0));
            return;
        }

        if (await claim.RescheduleAsync(session, time.UnixNow() + (long)Pause.TotalMilliseconds))
            await import.FailedOnceAsync(session);
    });

    private async Task<bool> EndAsync(Session session, Claim claim, Import import, ImportEnd end)
    {
        if (!await claim.CompleteAsync(session))
            return false;
        await import.EndAsync(session, end.Error, end.NotReached, time.UnixNow());
        return true;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Import {ImportId} broke; it goes on after a pause")]
    private partial void LogFailed(Exception exception, string importId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Imports could not be looked for")]
    private partial void LogWorkerFailed(Exception exception);
}
