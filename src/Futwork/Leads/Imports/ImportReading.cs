using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Queue;

namespace Futwork.Leads.Imports;

/// <summary>How an import ended.</summary>
/// <param name="Error">Why it was not read to its end; null when it was.</param>
/// <param name="NotReached">The rows that were left; null when the file cannot be read on, so that nobody can tell.</param>
internal sealed record ImportEnd(string? Error, long? NotReached);

/// <summary>One node reading one file, from where it was left on.</summary>
internal sealed class ImportReading(
    Database database, Intakes intakes, WorkQueue queue, LeadsOptions options, TimeProvider time, Claim claim, Import import)
{
    /// <summary>The rows of one transaction.</summary>
    public const int RowsAtOnce = 5000;

    /// <summary>With so many rows refused, each of which is kept with its reasons, it is given up: something is wrong with the whole file.</summary>
    public const int MostRefused = 2_000_000;

    private readonly ImportMapping _mapping = import.ReadMapping();
    private readonly ImportTrial _trial = new();

    /// <returns>Null: the campaign is paused, and the rest waits.</returns>
    public async Task<ImportEnd?> ToEndAsync(string path, CancellationToken cancellationToken)
    {
        if (import is { DryRun: 1, RowsRead: > 0 })
            await database.WriteAsync(BeginAnewAsync, cancellationToken);
        var number = import.RowsRead + 1;
        var writing = Task.CompletedTask;
        using var file = new ImportRows(path, import.Format, number);
        try
        {
            while (file.Next(RowsAtOnce) is { Count: > 0 } chunk)
            {
                var campaign = await intakes.FindAsync(import.WorkspaceId, import.CampaignId);
                if (campaign is null or { Closed: not null })
                {
                    await writing;
                    return campaign?.Status == CampaignStatus.Paused ? null : Stop(campaign?.Closed?.Detail ?? "The campaign is gone.", file, chunk.Count);
                }

                if (import.Refused > MostRefused)
                {
                    await writing;
                    return Stop($"More than {MostRefused} rows were refused. Mend the file, or its mapping, and send the rest again.", file, chunk.Count);
                }

                using var reader = new ImportRowReader(_mapping, campaign, import.WorkspaceId, options, time);
                ImportRow[] rows = [.. chunk.Select(cells => reader.Read(++number, cells))];
                await writing;
                writing = Task.Run(() => database.WriteAsync(session => WriteAsync(session, rows), cancellationToken), cancellationToken);
            }

            await writing;
            return file.Fault is { } fault ? new ImportEnd($"After row {number}: {fault} {ImportRows.Uncounted}", null) : new ImportEnd(null, 0);
        }
        catch
        {
            // Nothing of ours is written behind the back of who goes on.
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private static ImportEnd Stop(string why, ImportRows file, long rest) =>
        file.CountRest() is { } more ? new ImportEnd(why, rest + more) : new ImportEnd($"{why} {ImportRows.Uncounted}", null);

    private async Task BeginAnewAsync(Session session)
    {
        await HoldAsync(session);
        await import.BeginAnewAsync(session);
    }

    private async Task HoldAsync(Session session)
    {
        if (!await claim.HoldsAsync(session))
            throw new OperationCanceledException("Another node reads the file now.");
    }

    private async Task WriteAsync(Session session, ImportRow[] rows)
    {
        await HoldAsync(session);
        ImportRow[] good = [.. rows.Where(row => row.Lead is not null)];
        Lead[] leads = [.. good.Select(row => row.Lead!)];
        var written = import.DryRun == 1
            ? await _trial.WriteAsync(session, leads)
            : await new LeadGroup(queue, [.. leads.Select(lead => new NewLead(lead, null))]).WriteAsync(session);
        var duplicates = good.Zip(written, (row, outcome) => (Row: row, Outcome: outcome!)).Where(one => one.Outcome.Existing is not null).ToArray();
        ImportRow[] refused =
        [
            .. rows.Where(row => row.Errors.Count > 0).Concat(duplicates.Select(one => one.Row.Duplicate(one.Outcome, _mapping))).OrderBy(row => row.Number),
        ];
        await ImportReject.InsertAsync(session, import, refused);
        long updated = written.Count(outcome => outcome!.Updated);
        long skipped = written.Count(outcome => outcome!.Instead is not null) - updated;
        var counts = new ImportCounts(good.Length - duplicates.Length - updated - skipped, updated, skipped, refused.Length, rows.Count(row => row.IsBlank));
        await import.CountAsync(session, counts, time.UnixNow());
    }
}
