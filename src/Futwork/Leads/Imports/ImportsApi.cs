using System.Text;
using System.Text.Json;
using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Leads.Imports;

/// <summary>An import as it is shown: while it runs, how far it is. rows = accepted + updated + skipped + refused + blank.</summary>
/// <param name="Status"><c>running</c>, <c>done</c>, or <c>failed</c>: then what was accepted before stays.</param>
/// <param name="Error">Why it failed; while it runs, the server's fault that holds it up.</param>
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
internal sealed class ImportsApi(Database database, Intakes intakes, ImportFiles files, ImportUpload upload, TimeProvider time)
{
    public const string XlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private const int RowsShown = 100;

    /// <summary>Refused rows, which are held in memory and may be long.</summary>
    private const int RowsAtOnce = 500;

    public void Map(RouteGroupBuilder campaignLeads)
    {
        campaignLeads.MapPost("/imports", ImportAsync).WithSummary("Import a CSV or XLSX file of leads")
            .WithDescription($"The body is the file: text/csv, or {XlsxType}. It is read after the answer; ask for its progress at the Location. Send an Idempotency-Key to repeat an import safely: the first answer comes again, with Idempotency-Replayed: true.")
            .Produces<ImportView>(202).Fails(404, 409, 413, 415, 422, 503, 507)
            .WithMetadata(new ApiParameter("dryRun", "true checks every row and takes in none.", Microsoft.OpenApi.JsonSchemaType.Boolean))
            .WithMetadata(new ApiParameter(IdempotencyKey.Header, "A name of this import, up to 255 characters, unique in the workspace. Kept until Retention:Days deletes it.", InHeader: true))
            .WithMetadata(new ApiParameter("mapping", "A JSON object from header to recipientPhoneNumber, externalId, priority, notBefore, expiresAt, a field of recipientData, or null for none. Default: by the headers' names."));
        campaignLeads.MapGet("/imports/{id}", ReadAsync).WithSummary("How far an import is, and what is wrong in it").Produces<ImportView>().Fails(404);
        campaignLeads.MapGet("/imports/{id}/rejects", RejectsAsync).WithSummary("The refused rows as a CSV file, to be mended and imported").Fails(404);
    }

    private async Task<IResult> ImportAsync(Caller caller, string campaignId, HttpRequest request)
    {
        var format = request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() switch { "text/csv" => ImportFile.CsvFormat, XlsxType => ImportFile.XlsxFormat, _ => null };
        if (format is null)
            return new Problem(StatusCodes.Status415UnsupportedMediaType, "content-type-not-a-file", $"Send a file with Content-Type: text/csv or {XlsxType}.");
        var key = IdempotencyKey.Read(request, caller.WorkspaceId);
        if (key.Problem is { } badKey)
            return badKey;
        if (await intakes.FindAsync(caller.WorkspaceId, campaignId) is not { } campaign)
            return Problem.NotFound(CampaignsApi.What, campaignId);
        // A key that was used before is answered as before, whatever has become of the campaign since, as long as it is not archived.
        var before = key.Value is { } used ? await database.ReadAsync(used.FindAsync, request.HttpContext.RequestAborted) : null;
        if (before is null && campaign.Closed is { } closed)
            return closed;
        var dryRun = QueryFlag.Read(request.Query, "dryRun", out var unclear);
        if (unclear is not null)
            return Problem.Invalid(unclear);
        using var file = files.New();
        var saved = await upload.SaveAsync(request, $"{request.Path} {format} {dryRun} {request.Query["mapping"]}", file.Path);
        if (saved.Problem is { } unsaved)
            return unsaved;
        var named = key.Value is null ? null : key.Value with { Fingerprint = saved.Value! };
        if (before is not null)
            return named!.Replay(before, request.HttpContext, AddressOf);
        var begun = Begin(caller, campaign, format, file.Path, dryRun, request.Query);
        return begun.Problem ?? await TakeAsync(request.HttpContext, begun.Value!, file.Path, named);
    }

    private async Task<IResult> TakeAsync(HttpContext context, Import import, string path, IdempotencyKey? key)
    {
        var view = View(import, []);
        var response = ApiJson.Write(view);
        var taken = await upload.TakeAsync(import, path, key, response, context.RequestAborted);
        if (taken.Lost is { } lost)
            return lost;
        if (taken.Before is { } before)
            return key!.Replay(before, context, AddressOf);
        context.Response.Headers.Location = AddressOf(view);
        return TypedResults.Text(response, "application/json", Encoding.UTF8, StatusCodes.Status202Accepted);
    }

    private static string AddressOf(string response) => AddressOf(ApiJson.Read<ImportView>(response));

    private static string AddressOf(ImportView import) => $"/api/campaigns/{import.CampaignId}/leads/imports/{import.ImportId}";

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
        var headers = ApiJson.Read<string[]>(import.Headers);
        await writer.WriteAsync(Csv.Line([.. headers.Select(Csv.Harmless), ImportMapping.RejectRow, ImportMapping.RejectReason]));
        for (long after = 0; ;)
        {
            var rejects = await database.ReadAsync(session => ImportReject.AfterAsync(session, import, after, RowsAtOnce), cancellationToken);
            if (rejects.Count == 0)
                return;
            foreach (var reject in rejects)
                await writer.WriteAsync(Csv.Line(Cells(reject, headers.Length)));
            after = rejects[^1].RowNumber;
        }
    }

    /// <summary>As they stood in the file, but for what a spreadsheet would run: <see cref="ImportRowReader"/> takes that quote off when the list comes back.</summary>
    /// <param name="width">Columns of the file.</param>
    private static IEnumerable<string?> Cells(ImportReject reject, int width)
    {
        var cells = ApiJson.Read<string[]>(reject.Cells);
        var reasons = ApiJson.Read<ImportError[]>(reject.Errors).Select(error => error.Column is null ? error.Fix : $"{error.Column}: {error.Fix}");
        return [.. cells.Take(width).Select(Csv.Harmless), .. Enumerable.Repeat("", Math.Max(0, width - cells.Length)), $"{reject.RowNumber}", Csv.Harmless(string.Join(" | ", reasons))];
    }

    private static ImportView View(Import import, IEnumerable<ImportReject> rejects) => new(
        import.Id, import.CampaignId, import.Status, import.Error, import.DryRun == 1, import.ReadMapping().Document(),
        import.RowsRead, import.Accepted, import.Updated, import.Skipped, import.Refused, import.Blank, import.NotReached == Import.Unknown ? null : import.NotReached, [.. rejects.SelectMany(reject => ApiJson.Read<ImportError[]>(reject.Errors))],
        Times.FromUnix(import.CreatedAt), Times.FromUnix(import.UpdatedAt));
}
