using Futwork.Consent;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Queue;

namespace Futwork.Accounts;

/// <summary>A workspace as it is shown.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is called.</param>
/// <param name="MaxConcurrentCalls">The most calls at once over all its trunks; null is as many as the trunks allow.</param>
/// <param name="ContactCap">How often one person is called at most, by all campaigns together.</param>
/// <param name="Calls">Its calls at this moment.</param>
internal sealed record WorkspaceView(string Id, string Name, int? MaxConcurrentCalls, ContactCap ContactCap, long Calls);

/// <summary>The caller's workspace.</summary>
internal sealed class WorkspaceApi(Database database, RequestBody body, Recalls recalls)
{
    private const string Example = """{"maxConcurrentCalls": 100, "contactCap": {"perDay": 2, "perWeek": 5}}""";

    public void Map(RouteGroupBuilder workspace)
    {
        workspace.MapGet("/", ReadAsync).WithSummary("Read the workspace that the key belongs to").Produces<WorkspaceView>();
        workspace.MapPatch("/", ChangeAsync).WithSummary("Change the workspace").Takes<WorkspaceSettings>(Example).Produces<WorkspaceView>();
    }

    private async Task<IResult> ReadAsync(Caller caller) => TypedResults.Ok(await database.ReadAsync(
        async session => await ViewAsync(session, caller, await WorkspaceSettings.FindAsync(session, caller.WorkspaceId))));

    private async Task<IResult> ChangeAsync(Caller caller, HttpRequest request)
    {
        var patch = await body.JsonAsync(request);
        if (patch.Problem is { } problem)
            return problem;
        return await database.WriteAsync<IResult>(async session =>
        {
            var kept = await WorkspaceSettings.LockAsync(session, caller.WorkspaceId);
            var changed = MergePatch.Apply(kept, patch.Value);
            if ((changed.Problem ?? changed.Value!.Check()) is { } wrong)
                return wrong;
            await changed.Value!.SaveAsync(session, caller.WorkspaceId);
            if (changed.Value.ContactCap != kept.ContactCap)
                await RecallAsync(session, caller);
            return TypedResults.Ok(await ViewAsync(session, caller, changed.Value));
        });
    }

    /// <summary>Who was put off by the former bound is looked at anew.</summary>
    private async Task RecallAsync(Session session, Caller caller) => await recalls.RecallAsync(session, caller.WorkspaceId, WorkKind.Dial,
        await session.QueryAsync<string>("SELECT id FROM campaigns WHERE workspace_id = @WorkspaceId AND status IN ('running', 'paused') ORDER BY id", new { caller.WorkspaceId }));

    private static async Task<WorkspaceView> ViewAsync(Session session, Caller caller, WorkspaceSettings settings)
    {
        var calls = await session.ScalarAsync<long>(
            "SELECT count(*) FROM calls WHERE workspace_id = @WorkspaceId AND ended_at IS NULL", new { caller.WorkspaceId });
        return new WorkspaceView(caller.WorkspaceId, settings.Name, settings.MaxConcurrentCalls, settings.ContactCap, calls);
    }
}
