using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Accounts;

/// <summary>What can be said about a key.</summary>
/// <param name="Name">What it is for; 1 to 100 characters.</param>
internal sealed record ApiKeyRequest(string Name);

/// <summary>A key as it is shown.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Prefix">Its first characters, to tell keys apart.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ArchivedAt">When it was revoked; null while it works.</param>
internal sealed record ApiKeyView(string Id, string Name, string Prefix, DateTimeOffset CreatedAt, DateTimeOffset? ArchivedAt)
{
    public static ApiKeyView Of(ApiKey key) => new(key.Id, key.Name, key.Prefix, Times.FromUnix(key.CreatedAt), Times.FromUnix(key.ArchivedAt));
}

/// <summary>A new key, the only time it is shown whole.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Key">The key itself: keep it now, it is never shown again.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record NewApiKeyView(string Id, string Name, string Key, DateTimeOffset CreatedAt);

/// <summary>API keys of the caller's workspace.</summary>
internal sealed class ApiKeysApi(Database database, RequestBody body, TimeProvider time)
{
    private const string What = "API key";

    public void Map(RouteGroupBuilder keys)
    {
        keys.MapPost("/", CreateAsync).WithSummary("Make an API key; the answer shows it, once")
            .Takes<ApiKeyRequest>("""{"name": "CRM"}""").Produces<NewApiKeyView>(201);
        keys.MapGet("/", ListAsync).WithSummary("List API keys").ListsPages<ApiKeyView>();
        keys.MapGet("/{id}", ReadAsync).WithSummary("Read an API key").Produces<ApiKeyView>().Fails(404);
        keys.MapPatch("/{id}", ChangeAsync).WithSummary("Rename an API key").Takes<ApiKeyRequest>().Produces<ApiKeyView>().Fails(404);
        keys.MapDelete("/{id}", ArchiveAsync).WithSummary("Revoke an API key; it stops working at once").Produces<ApiKeyView>().Fails(404, 409);
    }

    private async Task<IResult> CreateAsync(Caller caller, HttpRequest request)
    {
        var read = await body.ReadAsync<ApiKeyRequest>(request);
        if (read.Problem is { } problem || (problem = Rules.Name(read.Value!.Name)) is not null)
            return problem;
        var secret = ApiKey.Generate();
        var key = ApiKey.Create(caller.WorkspaceId, read.Value!.Name, secret, time);
        await database.WriteAsync(key.InsertAsync, request.HttpContext.RequestAborted);
        return TypedResults.Created($"/api/api-keys/{key.Id}", new NewApiKeyView(key.Id, key.Name, secret, Times.FromUnix(key.CreatedAt)));
    }

    private Task<IResult> ListAsync(Caller caller, PageRequest page, HttpContext context) =>
        page.AnswerAsync<ApiKey, ApiKeyView>(context, database,
            $"SELECT * FROM api_keys WHERE workspace_id = @WorkspaceId{page.UnlessArchived}", new { caller.WorkspaceId }, ApiKeyView.Of, key => key.Id);

    private async Task<IResult> ReadAsync(Caller caller, string id) =>
        await database.ReadAsync(session => FindAsync(session, caller, id)) is { } key
            ? TypedResults.Ok(ApiKeyView.Of(key))
            : Problem.NotFound(What, id);

    private async Task<IResult> ChangeAsync(Caller caller, string id, HttpRequest request)
    {
        var patch = await body.JsonAsync(request);
        if (patch.Problem is { } problem)
            return problem;
        return await database.WriteAsync<IResult>(async session =>
        {
            if (await FindAsync(session, caller, id) is not { } key)
                return Problem.NotFound(What, id);
            var changed = MergePatch.Apply(new ApiKeyRequest(key.Name), patch.Value);
            if (changed.Problem is { } wrong || (wrong = Rules.Name(changed.Value!.Name)) is not null)
                return wrong;
            key.Name = changed.Value!.Name;
            await session.ExecuteAsync("UPDATE api_keys SET name = @Name WHERE workspace_id = @WorkspaceId AND id = @Id", key);
            return TypedResults.Ok(ApiKeyView.Of(key));
        });
    }

    private Task<IResult> ArchiveAsync(Caller caller, string id) =>
        database.WriteAsync<IResult>(async session =>
        {
            // The workspace's row is locked so that two requests cannot each revoke the other's last key.
            await session.ScalarAsync<string>("SELECT id FROM workspaces WHERE id = @WorkspaceId" + session.ForUpdate, new { caller.WorkspaceId });
            if (await FindAsync(session, caller, id) is not { } key)
                return Problem.NotFound(What, id);
            if (key.ArchivedAt is null && await IsLastAsync(session, key))
                return Problem.Conflict("last-api-key", "This is the workspace's only working key; without it nobody could enter. Make another one first.");
            key.ArchivedAt ??= time.UnixNow();
            await session.ExecuteAsync("UPDATE api_keys SET archived_at = @ArchivedAt WHERE workspace_id = @WorkspaceId AND id = @Id", key);
            return TypedResults.Ok(ApiKeyView.Of(key));
        });

    private static Task<ApiKey?> FindAsync(Session session, Caller caller, string id) =>
        session.FirstOrDefaultAsync<ApiKey>(
            "SELECT * FROM api_keys WHERE workspace_id = @WorkspaceId AND id = @id", new { caller.WorkspaceId, id });

    private static async Task<bool> IsLastAsync(Session session, ApiKey key) =>
        await session.ScalarAsync<long>(
            "SELECT count(*) FROM api_keys WHERE workspace_id = @WorkspaceId AND id <> @Id AND archived_at IS NULL", key) == 0;
}
