using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Consent;

/// <summary>A number that may not be called, as it is shown.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Phone">The number, E.164.</param>
/// <param name="Source"><c>api</c>; <c>call</c> when the person asked for it on a call, whatever listed the number since; <c>file</c>; or what the client calls it.</param>
/// <param name="Note">Why.</param>
/// <param name="CallSid">The call in which the person asked for it.</param>
/// <param name="ExpiresAt">From then on it may be called again; null is never.</param>
/// <param name="CreatedAt">When it was listed.</param>
internal sealed record SuppressionView(string Id, string Phone, string Source, string? Note, string? CallSid, DateTimeOffset? ExpiresAt, DateTimeOffset CreatedAt)
{
    public static SuppressionView Of(Suppression row) => new(
        row.Id, row.Phone, row.Source, row.Note, row.CallId, Times.FromUnix(row.ExpiresAt), Times.FromUnix(row.CreatedAt));
}

/// <summary>The do-not-call list of the caller's workspace: what is on it is not dialled any more, whatever campaign it is in.</summary>
internal sealed class SuppressionsApi(Database database, RequestBody body, TimeProvider time)
{
    private const int LargestFile = 32 * 1024 * 1024;
    private const int AtOnce = 5000;
    private const string What = "suppression";
    private const string Example = """{"phone": "+919876543210", "note": "asked by e-mail"}""";

    public void Map(RouteGroupBuilder suppressions)
    {
        suppressions.MapPost("/", CreateAsync).WithSummary("Call a number no more").Takes<SuppressionSettings>(Example).Produces<SuppressionView>(201);
        suppressions.MapGet("/", ListAsync).WithSummary("List the numbers that may not be called").ListsPages<SuppressionView>(archived: false);
        suppressions.MapPost("/import", ImportAsync).WithSummary("Call the numbers of a CSV file no more; the first line names the columns: phone, and if wanted source, note, expiresAt")
            .Accepts<string>("text/csv").Produces<SuppressionImport>().Fails(413, 422);
        suppressions.MapGet("/export", ExportAsync).WithSummary("The list as a CSV file").Produces<string>(200, "text/csv");
        suppressions.MapGet("/{id}", ReadAsync).WithSummary("Read a suppression").Produces<SuppressionView>().Fails(404);
        suppressions.MapDelete("/{id}", DeleteAsync).WithSummary("Allow a number to be called again").Produces<SuppressionView>().Fails(404);
    }

    private async Task<IResult> CreateAsync(Caller caller, HttpRequest request)
    {
        var read = await body.ReadAsync<SuppressionSettings>(request);
        if (read.Problem is { } unread)
            return unread;
        var phone = read.Value!.Check(time.GetUtcNow());
        if (phone.Problem is { } problem)
            return problem;
        var listed = new Suppression
        {
            WorkspaceId = caller.WorkspaceId,
            Id = Ids.New(time),
            Phone = phone.Value!,
            Source = read.Value!.Source,
            Note = read.Value!.Note,
            ExpiresAt = read.Value.ExpiresAt?.ToUnixTimeMilliseconds(),
            CreatedAt = time.UnixNow(),
        };
        var kept = await database.WriteAsync(async session =>
        {
            await listed.SaveAsync(session);
            return (await Suppression.FindAsync(session, caller.WorkspaceId, "phone", listed.Phone))!;
        });
        return TypedResults.Created($"/api/suppressions/{kept.Id}", SuppressionView.Of(kept));
    }

    private async Task<IResult> ImportAsync(Caller caller, HttpRequest request, string? country)
    {
        if (!PhoneNumber.IsCountry(country ??= PhoneNumber.UsualCountry))
            return Problem.Invalid(new FieldError(null, "It must be the ISO 3166 code of a country in capitals, such as IN.", null, "country"));
        var sent = await RequestBody.TextAsync(request, LargestFile);
        if (sent.Problem is { } unread)
            return unread;
        var read = SuppressionFile.Read(sent.Value!, country, time.GetUtcNow(), (phone, source, note, expires) => new Suppression
        {
            WorkspaceId = caller.WorkspaceId,
            Id = Ids.New(time),
            Phone = phone,
            Source = source,
            Note = note,
            ExpiresAt = expires,
            CreatedAt = time.UnixNow(),
        });
        if (read.Problem is { } problem)
            return problem;
        var (rows, rejected, errors) = read.Value!;
        var listed = 0;
        // One statement must not meet a number twice; of those, the one that lasts longest counts.
        var once = rows.GroupBy(row => row.Phone, StringComparer.Ordinal).Select(same => same.MaxBy(row => row.ExpiresAt ?? long.MaxValue)!);
        foreach (var chunk in once.Chunk(AtOnce))
            listed += (await database.WriteAsync(session => Suppression.SaveAsync(session, chunk))).Count;
        return TypedResults.Ok(new SuppressionImport(rows.Count + rejected, listed, rows.Count - listed, rejected, errors));
    }

    /// <summary>Newest first, a chunk at a time: the list may be long.</summary>
    private async Task ExportAsync(Caller caller, HttpContext context)
    {
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=do-not-call.csv";
        await context.Response.WriteAsync(SuppressionFile.Header + "\r\n", context.RequestAborted);
        for (var before = "g"; ;)
        {
            var rows = await database.ReadAsync(session => session.QueryAsync<Suppression>(
                "SELECT * FROM suppressions WHERE workspace_id = @WorkspaceId AND id < @before ORDER BY id DESC LIMIT @AtOnce",
                new { caller.WorkspaceId, before, AtOnce }), context.RequestAborted);
            await context.Response.WriteAsync(string.Concat(rows.Select(SuppressionFile.Line)), context.RequestAborted);
            if (rows.Count < AtOnce)
                return;
            before = rows[^1].Id;
        }
    }

    private Task<IResult> ListAsync(Caller caller, PageRequest page, HttpContext context) =>
        page.AnswerAsync<Suppression, SuppressionView>(context, database,
            "SELECT * FROM suppressions WHERE workspace_id = @WorkspaceId", new { caller.WorkspaceId }, SuppressionView.Of, row => row.Id);

    private async Task<IResult> ReadAsync(Caller caller, string id) =>
        await database.ReadAsync(session => Suppression.FindAsync(session, caller.WorkspaceId, "id", id)) is { } row
            ? TypedResults.Ok(SuppressionView.Of(row))
            : Problem.NotFound(What, id);

    private Task<IResult> DeleteAsync(Caller caller, string id) =>
        database.WriteAsync<IResult>(async session =>
        {
            if (await Suppression.FindAsync(session, caller.WorkspaceId, "id", id) is not { } row)
                return Problem.NotFound(What, id);
            await session.ExecuteAsync("DELETE FROM suppressions WHERE workspace_id = @WorkspaceId AND id = @Id", row);
            return TypedResults.Ok(SuppressionView.Of(row));
        });
}
