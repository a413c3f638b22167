using Futwork.Data;
using Futwork.Hosting;
using Futwork.Queue;
using Microsoft.AspNetCore.Http.Features;

namespace Futwork.Leads.Imports;

/// <summary>What became of a file that was to be taken in; nothing else: it is in.</summary>
/// <param name="Before">Its key was used before, and this was answered then.</param>
/// <param name="Lost">It is refused.</param>
internal sealed record ImportTaken(KeptAnswer? Before = null, Problem? Lost = null);

/// <summary>The way of a file of leads: onto the disk of this node, where it can be looked at, and from there into the database with its import.</summary>
internal sealed class ImportUpload(Database database, WorkQueue queue, LeadsOptions options)
{
    private const int AtOnce = 1 << 16;

    /// <summary>Writes the body of a request to where it can be read.</summary>
    /// <param name="request">The request.</param>
    /// <param name="asked">What it asks for beside the body.</param>
    /// <param name="path">Where to.</param>
    /// <returns>What the request is told apart by, see <see cref="IdempotencyKey"/>.</returns>
    public async Task<Checked<string>> SaveAsync(HttpRequest request, string asked, string path)
    {
        var aborted = request.HttpContext.RequestAborted;
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } backstop)
            backstop.MaxRequestBodySize = options.ImportLimit;
        try
        {
            await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
            using var fingerprint = IdempotencyKey.BeginFingerprint(asked);
            var buffer = new byte[AtOnce];
            while (await request.Body.ReadAsync(buffer, aborted) is > 0 and var count)
            {
                fingerprint.AppendData(buffer, 0, count);
                await file.WriteAsync(buffer.AsMemory(0, count), aborted);
            }

            return Convert.ToHexStringLower(fingerprint.GetCurrentHash());
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return new Problem(StatusCodes.Status413PayloadTooLarge, "body-too-large", $"The file is over the limit of {options.ImportLimit} bytes.");
        }
        catch (IOException exception) when (exception is not BadHttpRequestException && !aborted.IsCancellationRequested)
        {
            return new Problem(StatusCodes.Status507InsufficientStorage, "no-room", "The file could not be kept on this server's disk; nothing was read. Try again later.");
        }
    }

    /// <summary>Puts a file into the database, with its import and the duty to read it.</summary>
    /// <param name="import">The import.</param>
    /// <param name="path">The file.</param>
    /// <param name="key">The client's name for it; null: it has none.</param>
    /// <param name="response">What is answered, also to whoever repeats the key.</param>
    /// <param name="aborted">The client is gone.</param>
    public async Task<ImportTaken> TakeAsync(Import import, string path, IdempotencyKey? key, string response, CancellationToken aborted)
    {
        var parts = await StageAsync(import, path, aborted);
        // A key that somebody else gives back at this moment is asked for again. When this breaks it may be in all the same: the parts stay until they are found abandoned, and who repeats
        // the key is told.
        ImportTaken? taken = null;
        while (taken is null)
            taken = await database.WriteAsync(session => TryTakeAsync(session, import, parts, key, response), CancellationToken.None);
        if (taken.Before is not null)
            await ImportParts.DeleteAsync(database, import.WorkspaceId, import.Id, CancellationToken.None);
        return taken;
    }

    private async Task<long> StageAsync(Import import, string path, CancellationToken aborted)
    {
        try
        {
            return await ImportParts.StageAsync(database, import, path, aborted);
        }
        catch
        {
            await ImportParts.DeleteAsync(database, import.WorkspaceId, import.Id, CancellationToken.None);
            throw;
        }
    }

    private async Task<ImportTaken?> TryTakeAsync(Session session, Import import, long parts, IdempotencyKey? key, string response)
    {
        if (await ImportParts.CountAsync(session, import) != parts)
            return new ImportTaken(Lost: new Problem(
                StatusCodes.Status503ServiceUnavailable, "upload-lost", "The file took too long to be written and was given up; nothing was read. Send it again."));
        if (key is not null && (await IdempotencyKey.TakeAsync(session, [(key, response)], StatusCodes.Status202Accepted, import.CreatedAt)).Count == 0)
            return await key.FindAsync(session) is { } kept ? new ImportTaken(Before: kept) : null;
        await import.InsertAsync(session);
        await queue.EnqueueAsync(session, NewWork.Import(import.WorkspaceId, import.CampaignId, import.Id, import.CreatedAt));
        return new ImportTaken();
    }
}
