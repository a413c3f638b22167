using System.Text;
using System.Text.Json;
using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Queue;
using Microsoft.AspNetCore.Http.Features;

namespace Futwork.Leads.Imports;

/// <summary>An import as it is shown: while it runs, how far it is. rows = accepted + updated + skipped + refused + blank.</summary>
/// <param name="Status"><c>running</c>, <c>done</c>, or <c>failed</c>: then <c>error</c> says why, and what was accepted before stays.</param>
/// <param name="Mapping">Which column became what.</param>
/// <param name="Rows">Read so far, without the header.</param>
/// <param name="Updated">Rows whose number the campaign has, and whose lead got their data; as the campaign's <c>duplicates</c> says.</param>
/// <param name="Skipped">Rows whose number the campaign has.</param>
/// <param name="NotReached">Rows that were left when it failed; null when the file cannot be read on, so that nobody can tell.</param>
/// <param name="Errors">What is wrong in the first rows that were refused; the list of rejects has all of them.</param>
internal sealed record ImportView(
    string ImportId, string CampaignId, string Status, string? Error, bool DryRun, IReadOnlyDictionary<string, string> Mapping,
    long Rows, long Accepted, long Updated, long Skipped, long Refused, long Blank, long? NotReached, IReadOnlyList<ImportError> Errors, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>Takes in files of leads.</summary>
internal sealed class ImportsApi(Database database, Intakes intakes, ImportFiles files, WorkQueue queue, LeadsOptions options, TimeProvider time)
{
    public const string XlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private const int RowsShown = 100;
    private const int RowsAtOnce = 5000;

    public void Map(RouteGroupBuilder campaignLeads)
    {
        campaignLeads.MapPost("/imports", ImportAsync).WithSummary("Import a CSV or XLSX file of leads")
            .WithDescription($"The body is the file: text/csv, or {XlsxType}. It is read after the answer; ask for its progress at the Location.")
            .Produces<ImportView>(202).Fails(404, 409, 413, 415, 422, 503, 507)
            .WithMetadata(new ApiParameter("dryRun", "true checks every row and takes in none.", Microsoft.OpenApi.JsonSchemaType.Boolean))
            .WithMetadata(new ApiParameter("mapping", "A JSON object from header to recipientPhoneNumber, externalId, priority, notBefore, expiresAt, a field of recipientData, or null for none. Default: by the headers' names."));
        campaignLeads.MapGet("/imports/{id}", ReadAsync).WithSummary("How far an import is, and what is wrong in it").Produces<ImportView>().Fails(404);
        campaignLeads.MapGet("/imports/{id}/rejects", RejectsAsync).WithSummary("The refused rows as a CSV file, to be mended and imported").Fails(404);
    }

    private async Task<IResult> ImportAsync(Caller caller, string campaignId, HttpRequest request)
    {
        var format = request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() switch { "text/csv" => ImportFile.CsvFormat, XlsxType => ImportFile.XlsxFormat, _ => null };
        if (format is null)
            return new Problem(StatusCodes.Status415UnsupportedMediaType, "content-type-not-a-file", $"Send a file with Content-Type: text/csv or {XlsxType}.");
        if (await intakes.FindAsync(caller.WorkspaceId, campaignId) is not { } campaign)
            return Problem.NotFound(CampaignsApi.What, campaignId);
        if (campaign.Closed is { } closed)
            return closed;
        var dryRun = QueryFlag.Read(request.Query, "dryRun", out var unclear);
        if (unclear is not null)
            return Problem.Invalid(unclear);
        using var file = files.New();
        var begun = await SaveAsync(request, file.Path) is { } problem ? problem : Begin(caller, campaign, format, file.Path, dryRun, request.Query);
        if (begun.Problem is not null)
            return begun.Problem;
        var import = begun.Value!;
        if (await AcceptAsync(import, file.Path, request.HttpContext.RequestAborted) is { } lost)
            return lost;
        return TypedResults.Accepted($"/api/campaigns/{campaignId}/leads/imports/{import.Id}", View(import, []));
    }

    private async Task<Problem?> AcceptAsync(Import import, string path, CancellationToken aborted)
    {
        long parts;
        try
        {
            parts = await ImportParts.StageAsync(database, import, path, aborted);
        }
        catch
        {
            await ImportParts.DeleteAsync(database, import.WorkspaceId, import.Id, CancellationToken.None);
            throw;
        }

        // When this breaks it may be in all the same: the parts stay until they are found abandoned.
        return await database.WriteAsync(session => AcceptAsync(session, import, parts), CancellationToken.None);
    }

    private async Task<Problem?> AcceptAsync(Session session, Import import, long parts)
    {
        if (await ImportParts.CountAsync(session, import) != parts)
            return new Problem(StatusCodes.Status503ServiceUnavailable, "upload-lost", "The file took too long to be written and was given up; nothing was read. Send it again.");
        await import.InsertAsync(session);
        await queue.EnqueueAsync(session, NewWork.Import(import.WorkspaceId, import.CampaignId, import.Id, import.CreatedAt));
        return null;
    }

    private async Task<Problem?> SaveAsync(HttpRequest request, string path)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } backstop)
            backstop.MaxRequestBodySize = options.ImportLimit;
        try
        {
            await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
            await request.Body.CopyToAsync(file, request.HttpContext.RequestAborted);
            return null;
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return new Problem(StatusCodes.Status413PayloadTooLarge, "body-too-large", $"The file is over the limit of {options.ImportLimit} bytes.");
        }
        catch (IOException exception) when (exception is not BadHttpRequestException && !request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return new Problem(StatusCodes.Status507InsufficientStorage, "no-room", "The file could not be kept on this server's disk; nothing was read. Try again later.");
        }
    }

    private Checked<Import> Begin(Caller caller, OpenCampaign campaign, string format, string path, bool dryRun, IQueryCollection query)
    {
        Checked<ImportMapping> mapping;
        try
        {
            var said = query["mapping"].ToString() is { Length: > 0 } json ? JsonSerializer.Deserialize<Dictionary<string, string?>>(json, ApiJson.Options) : null;
            mapping = ImportFile.Rows(path, format).FirstOrDefault() is { } headers
                ? ImportMapping.Of(headers, said ?? [], campaign.Intake.Schema)
                : Problem.Invalid(new FieldError(null, "The file is empty; its first row must name the columns."));
        }
        catch (InvalidDataException exception)
        {
            return Problem.Invalid(new FieldError(null, exception.Message));
        }
        catch (JsonException)
        {
            return Problem.Invalid(new FieldError(null, "It must be a JSON object from header to field, such as {\"Mobile\": \"recipientPhoneNumber\"}.", Parameter: "mapping"));
        }

        var now = time.UnixNow();
        return mapping.Problem is { } wrong ? wrong : new Import
        {
            WorkspaceId = caller.WorkspaceId,
            Id = Ids.New(time),
            CampaignId = campaign.Id,
            Format = format,
            DryRun = dryRun ? 1 : 0,
            Headers = ApiJson.Write(mapping.Value!.Headers),
            Mapping = ApiJson.Write(mapping.Value.Fields),
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    private Task<IResult> ReadAsync(Caller caller, string campaignId, string id) =>
        database.ReadAsync<IResult>(async session =>
            await Import.FindAsync(session, caller.WorkspaceId, campaignId, id) is { } import
                ? TypedResults.Ok(View(import, await ImportReject.AfterAsync(session, import, 0, RowsShown)))
                : Problem.NotFound("import", id));

    private async Task<IResult> RejectsAsync(Caller caller, string campaignId, string id, HttpContext context)
    {
        if (await database.ReadAsync(session => Import.FindAsync(session, caller.WorkspaceId, campaignId, id)) is not { } import)
            return Problem.NotFound("import", id);
        return TypedResults.Stream(body => WriteRejectsAsync(import, body, context.RequestAborted), "text/csv; charset=utf-8", $"rejects-{id}.csv");
    }

    private async Task WriteRejectsAsync(Import import, Stream body, CancellationToken cancellationToken)
    {
        // With a byte order mark, by which Excel knows that it is UTF-8.
        await using var writer = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await writer.WriteAsync(Csv.Line([.. ApiJson.Read<string[]>(import.Headers).Select(Csv.Harmless), ImportMapping.RejectRow, ImportMapping.RejectReason]));
        for (long after = 0; ;)
        {
            var rejects = await database.ReadAsync(session => ImportReject.AfterAsync(session, import, after, RowsAtOnce), cancellationToken);
            if (rejects.Count == 0)
                return;
            foreach (var reject in rejects)
                await writer.WriteAsync(Csv.Line(Cells(import, reject)));
            after = rejects[^1].RowNumber;
        }
    }

    /// <summary>As they stood in the file, but for what a spreadsheet would run: <see cref="ImportRowReader"/> takes that quote off when the list comes back.</summary>
    private static IEnumerable<string?> Cells(Import import, ImportReject reject)
    {
        var (cells, width) = (ApiJson.Read<string[]>(reject.Cells), ApiJson.Read<string[]>(import.Headers).Length);
        var reasons = ApiJson.Read<ImportError[]>(reject.Errors).Select(error => error.Column is null ? error.Fix : $"{error.Column}: {error.Fix}");
        return [.. cells.Take(width).Select(Csv.Harmless), .. Enumerable.Repeat("", Math.Max(0, width - cells.Length)), $"{reject.RowNumber}", Csv.Harmless(string.Join(" | ", reasons))];
    }

    private static ImportView View(Import import, IEnumerable<ImportReject> rejects) => new(
        import.Id, import.CampaignId, import.Status, import.Error, import.DryRun == 1, import.ReadMapping().Document(),
        import.RowsRead, import.Accepted, import.Updated, import.Skipped, import.Refused, import.Blank, import.NotReached == Import.Unknown ? null : import.NotReached, [.. rejects.SelectMany(reject => ApiJson.Read<ImportError[]>(reject.Errors))],
        Times.FromUnix(import.CreatedAt), Times.FromUnix(import.UpdatedAt));
}
