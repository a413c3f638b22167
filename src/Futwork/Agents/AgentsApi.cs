using System.Text.Json;
using System.Text.Json.Serialization;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Realtime.Conversation;

namespace Futwork.Agents;

/// <summary>An agent as it is shown.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Version">The current version; the next call uses it, unless its campaign is pinned to another.</param>
/// <param name="Definition">The current version of what it is; keys masked.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
/// <param name="ArchivedAt">When it was archived; null while it is in use.</param>
/// <param name="LostSecrets">JSON pointers to its keys that cannot be opened, since they were sealed with another <c>SecretKey</c>: nobody is called meanwhile. Left out where all can.</param>
internal sealed record AgentView(
    string Id, string Name, long Version, JsonElement Definition, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset? ArchivedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? LostSecrets);

/// <summary>An agent in a list.</summary>
internal sealed record AgentSummary(string Id, string Name, long Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset? ArchivedAt);

/// <summary>A version of an agent in a list.</summary>
internal sealed record AgentVersionSummary(long Version, DateTimeOffset CreatedAt);

/// <summary>A version of an agent.</summary>
/// <param name="AgentId">Whose.</param>
/// <param name="Version">Its number, from 1.</param>
/// <param name="Definition">What the agent was; keys masked.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="LostSecrets">As of an agent.</param>
internal sealed record AgentVersionView(
    string AgentId, long Version, JsonElement Definition, DateTimeOffset CreatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? LostSecrets);

/// <summary>Asked before an agent becomes another one: what those who use it have against that; null: nothing.</summary>
/// <param name="session">The transaction that changes it.</param>
/// <param name="agent">As it is.</param>
/// <param name="before">What it is.</param>
/// <param name="after">What it is to be.</param>
internal delegate Task<Problem?> AgentChangeCheck(Session session, Agent agent, AgentDefinition before, AgentDefinition after);

/// <summary>Agents of the caller's workspace.</summary>
internal sealed class AgentsApi(Database database, RequestBody body, AgentVersions versions, Engines engines, AgentChangeCheck check, TimeProvider time)
{
    private const string What = "agent";

    public void Map(RouteGroupBuilder agents)
    {
        agents.MapPost("/", CreateAsync).WithSummary("Make an agent").Takes<AgentSettings>(AgentExample.Json).Produces<AgentView>(201);
        agents.MapGet("/", ListAsync).WithSummary("List agents").ListsPages<AgentSummary>();
        agents.MapGet("/{id}", ReadAsync).WithSummary("Read an agent").Produces<AgentView>().Fails(404);
        agents.MapPatch("/{id}", ChangeAsync).WithSummary("Change an agent; a changed definition is a new version")
            .Takes<AgentSettings>().Produces<AgentView>().Fails(404, 409);
        agents.MapDelete("/{id}", ArchiveAsync).WithSummary("Archive an agent that no running or scheduled campaign uses").Produces<AgentSummary>().Fails(404, 409);
        agents.MapGet("/{id}/versions", VersionsAsync).WithSummary("List the versions of an agent").ListsPages<AgentVersionSummary>(archived: false).Fails(404);
        agents.MapGet("/{id}/versions/{version:long}", VersionAsync).WithSummary("Read a version of an agent").Produces<AgentVersionView>().Fails(404);
    }

    private async Task<IResult> CreateAsync(Caller caller, HttpRequest request)
    {
        var read = await body.JsonAsync(request);
        if (read.Problem is { } unread)
            return unread;
        var settings = SecretFields.Read<AgentSettings>(read.Value);
        if ((settings.Problem ?? settings.Value!.Check(engines)) is { } problem)
            return problem;
        var now = time.UnixNow();
        var agent = new Agent { WorkspaceId = caller.WorkspaceId, Id = Ids.New(time), CurrentVersion = 1, CreatedAt = now, UpdatedAt = now };
        agent.Name = settings.Value!.Name;
        var version = versions.Write(agent, settings.Value.Definition, now);
        await database.WriteAsync(async session =>
        {
            await agent.InsertAsync(session);
            await version.InsertAsync(session);
        });
        return TypedResults.Created($"/api/agents/{agent.Id}", View(agent, settings.Value.Definition));
    }

    private Task<IResult> ListAsync(Caller caller, PageRequest page, HttpContext context) =>
        page.AnswerAsync<Agent, AgentSummary>(context, database,
            $"SELECT * FROM agents WHERE workspace_id = @WorkspaceId{page.UnlessArchived}", new { caller.WorkspaceId }, Summary, agent => agent.Id);

    private Task<IResult> ReadAsync(Caller caller, string id) =>
        database.ReadAsync<IResult>(async session =>
        {
            if (await Agent.FindAsync(session, caller.WorkspaceId, id) is not { } agent)
                return Problem.NotFound(What, id);
            var definition = await versions.FindAsync(session, agent.WorkspaceId, agent.Id, agent.CurrentVersion);
            return TypedResults.Ok(View(agent, definition!));
        });

    private async Task<IResult> ChangeAsync(Caller caller, string id, HttpRequest request)
    {
        var patch = await body.JsonAsync(request);
        if (patch.Problem is { } problem)
            return problem;
        return await database.WriteAsync<IResult>(async session =>
        {
            if (await Agent.FindAsync(session, caller.WorkspaceId, id, forUpdate: true) is not { } agent)
                return Problem.NotFound(What, id);
            var current = await versions.FindAsync(session, agent.WorkspaceId, agent.Id, agent.CurrentVersion);
            var stored = new AgentSettings { Name = agent.Name, Definition = current! };
            var changed = SecretFields.Change(stored, patch.Value);
            if ((changed.Problem ?? changed.Value!.Check(engines)) is { } wrong)
                return wrong;
            if (await check(session, agent, current!, changed.Value!.Definition) is { } objection)
                return objection;
            await SaveAsync(session, agent, stored, changed.Value!);
            return TypedResults.Ok(View(agent, changed.Value!.Definition));
        });
    }

    private async Task SaveAsync(Session session, Agent agent, AgentSettings before, AgentSettings after)
    {
        agent.Name = after.Name;
        agent.UpdatedAt = time.UnixNow();
        var isNew = ApiJson.Write(after.Definition) != ApiJson.Write(before.Definition);
        if (isNew)
            agent.CurrentVersion++;
        await agent.UpdateAsync(session);
        if (isNew)
            await versions.Write(agent, after.Definition, agent.UpdatedAt).InsertAsync(session);
    }

    private Task<IResult> ArchiveAsync(Caller caller, string id) =>
        database.WriteAsync<IResult>(async session =>
        {
            if (await Agent.FindAsync(session, caller.WorkspaceId, id, forUpdate: true) is not { } agent)
                return Problem.NotFound(What, id);
            var user = await session.FirstOrDefaultAsync<string>(
                "SELECT name FROM campaigns WHERE workspace_id = @WorkspaceId AND agent_id = @id AND status IN ('running', 'scheduled') LIMIT 1", new { caller.WorkspaceId, id });
            if (user is not null)
                return Problem.Conflict("agent-in-use", $"It talks in the campaign '{user}', or will; pause or end that first.");
            agent.ArchivedAt ??= time.UnixNow();
            await agent.UpdateAsync(session);
            return TypedResults.Ok(Summary(agent));
        });

    private async Task<IResult> VersionsAsync(Caller caller, string id, PageRequest page, HttpContext context)
    {
        if (await database.ReadAsync(session => Agent.FindAsync(session, caller.WorkspaceId, id)) is null)
            return Problem.NotFound(What, id);
        return await page.AnswerAsync<AgentVersion, AgentVersionSummary>(context, database,
            "SELECT version, created_at FROM agent_versions WHERE workspace_id = @WorkspaceId AND agent_id = @id", new { caller.WorkspaceId, id },
            row => new AgentVersionSummary(row.Version, Times.FromUnix(row.CreatedAt)), row => $"{row.Version}", "version", isNumber: true);
    }

    private async Task<IResult> VersionAsync(Caller caller, string id, long version)
    {
        if (await database.ReadAsync(session => AgentVersion.FindAsync(session, caller.WorkspaceId, id, version)) is not { } row)
            return Problem.NotFound("agent version", $"{id}/{version}");
        var definition = versions.Read(row);
        return TypedResults.Ok(new AgentVersionView(row.AgentId, row.Version, Shown(definition), Times.FromUnix(row.CreatedAt), Lost(row.WorkspaceId, definition)));
    }

    private static JsonElement Shown(AgentDefinition definition) => SecretFields.Mask(JsonSerializer.SerializeToElement(definition, ApiJson.Options));

    private List<string>? Lost(string workspaceId, AgentDefinition definition) => versions.Lost(workspaceId, definition) is { Count: > 0 } lost ? lost : null;

    private AgentView View(Agent agent, AgentDefinition definition) => new(
        agent.Id, agent.Name, agent.CurrentVersion, Shown(definition),
        Times.FromUnix(agent.CreatedAt), Times.FromUnix(agent.UpdatedAt), Times.FromUnix(agent.ArchivedAt), Lost(agent.WorkspaceId, definition));

    private static AgentSummary Summary(Agent agent) => new(
        agent.Id, agent.Name, agent.CurrentVersion, Times.FromUnix(agent.CreatedAt), Times.FromUnix(agent.UpdatedAt), Times.FromUnix(agent.ArchivedAt));
}
