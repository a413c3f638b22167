using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Accounts;

/// <summary>What can be said about a workspace.</summary>
internal sealed record WorkspaceSettings
{
    private const int MostCalls = 100_000;

    /// <summary>What it is called; 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The most calls at once over all its trunks. Default: as many as the trunks allow.</summary>
    public int? MaxConcurrentCalls { get; init; }

    /// <summary>What is wrong; null when nothing is.</summary>
    public Problem? Check()
    {
        var errors = new List<FieldError>();
        if (Rules.NameError(Name) is { } name)
            errors.Add(name);
        if (MaxConcurrentCalls is < 1 or > MostCalls)
            errors.Add(Rules.Wrong("/maxConcurrentCalls", $"It must be from 1 to {MostCalls}; leave it out for as many as the trunks allow.", MaxConcurrentCalls));
        return errors.Count > 0 ? Problem.Invalid(errors) : null;
    }
}

/// <summary>A workspace as it is shown.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is called.</param>
/// <param name="MaxConcurrentCalls">The most calls at once over all its trunks; null is as many as the trunks allow.</param>
/// <param name="Calls">Its calls at this moment.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record WorkspaceView(string Id, string Name, long? MaxConcurrentCalls, long Calls, DateTimeOffset CreatedAt);

/// <summary>The caller's workspace.</summary>
internal sealed class WorkspaceApi(Database database, RequestBody body)
{
    private const string Example = """{"maxConcurrentCalls": 100}""";

    public void Map(RouteGroupBuilder workspace)
    {
        workspace.MapGet("/", ReadAsync).WithSummary("Read the workspace that the key belongs to").Produces<WorkspaceView>();
        workspace.MapPatch("/", ChangeAsync).WithSummary("Change the workspace").Takes<WorkspaceSettings>(Example).Produces<WorkspaceView>();
    }

    private async Task<IResult> ReadAsync(Caller caller) => TypedResults.Ok(await database.ReadAsync(session => ViewAsync(session, caller)));

    private async Task<IResult> ChangeAsync(Caller caller, HttpRequest request)
    {
        var patch = await body.JsonAsync(request);
        if (patch.Problem is { } problem)
            return problem;
        return await database.WriteAsync<IResult>(async session =>
        {
            var kept = await ViewAsync(session, caller);
            var changed = MergePatch.Apply(new WorkspaceSettings { Name = kept.Name, MaxConcurrentCalls = (int?)kept.MaxConcurrentCalls }, patch.Value);
            if ((changed.Problem ?? changed.Value!.Check()) is { } wrong)
                return wrong;
            await session.ExecuteAsync(
                "UPDATE workspaces SET name = @Name, max_calls = @MaxConcurrentCalls WHERE id = @WorkspaceId",
                new { changed.Value!.Name, changed.Value.MaxConcurrentCalls, caller.WorkspaceId });
            return TypedResults.Ok(await ViewAsync(session, caller));
        });
    }

    private static async Task<WorkspaceView> ViewAsync(Session session, Caller caller)
    {
        var row = await session.FirstOrDefaultAsync<Row>(
            """
            SELECT id, name, max_calls, created_at, (SELECT count(*) FROM calls c WHERE c.workspace_id = w.id AND c.ended_at IS NULL) AS calls
            FROM workspaces w WHERE id = @WorkspaceId
            """, new { caller.WorkspaceId });
        return new WorkspaceView(row!.Id, row.Name, row.MaxCalls, row.Calls, Times.FromUnix(row.CreatedAt));
    }

    private sealed record Row
    {
        public string Id { get; init; } = "";

        public string Name { get; init; } = "";

        public long? MaxCalls { get; init; }

        public long Calls { get; init; }

        public long CreatedAt { get; init; }
    }
}
