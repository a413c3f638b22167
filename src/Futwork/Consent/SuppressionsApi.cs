using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Consent;

/// <summary>A number that may not be called, as it is shown.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Phone">The number, E.164.</param>
/// <param name="Source"><c>api</c>, or <c>call</c> when the person asked for it on a call.</param>
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
    private const string What = "suppression";
    private const string Example = """{"phone": "+919876543210", "note": "asked by e-mail"}""";

    public void Map(RouteGroupBuilder suppressions)
    {
        suppressions.MapPost("/", CreateAsync).WithSummary("Call a number no more").Takes<SuppressionSettings>(Example).Produces<SuppressionView>(201);
        suppressions.MapGet("/", ListAsync).WithSummary("List the numbers that may not be called").ListsPages<SuppressionView>(archived: false);
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
            Source = Suppression.ByApi,
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
