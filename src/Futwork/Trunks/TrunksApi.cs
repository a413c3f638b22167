using System.Text.Json;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Queue;
using Futwork.Realtime.Telephony;

namespace Futwork.Trunks;

/// <summary>A trunk as it is shown.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Carrier">Which carrier dials.</param>
/// <param name="Provider">The name of the carrier as webhooks show it.</param>
/// <param name="Settings">The carrier's own settings, passwords masked.</param>
/// <param name="CallerIds">The numbers that calls may come from.</param>
/// <param name="Inbound">Calls that come in: the numbers that are answered, and from where.</param>
/// <param name="HostedTelephony">Whether the line belongs to the platform.</param>
/// <param name="MaxConcurrentCalls">The most calls at once.</param>
/// <param name="CallsPerSecond">The most new calls in any second.</param>
/// <param name="Limit">How the carrier counts new calls.</param>
/// <param name="CallerIdUse">How the numbers that calls come from take turns.</param>
/// <param name="CircuitBreaker">When a line that fails is left alone for a while.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
/// <param name="ArchivedAt">When it was archived; null while it is in use.</param>
/// <param name="Health">What the node that answers knows of the line: whether its gateways live and its registration holds.</param>
/// <param name="Dialling">Whether calls are made over it at this moment, and why not.</param>
internal sealed record TrunkView(
    string Id, string Name, string Carrier, string Provider, JsonElement Settings, IReadOnlyList<string> CallerIds, InboundSettings Inbound, bool HostedTelephony,
    long MaxConcurrentCalls, double CallsPerSecond, TrunkLimit Limit, CallerIdUse CallerIdUse, CircuitBreakerSettings CircuitBreaker, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset? ArchivedAt,
    LineHealth? Health, DiallingView Dialling);

/// <summary>Trunks of the caller's workspace.</summary>
internal sealed class TrunksApi(Database database, RequestBody body, SecretFields secrets, IEnumerable<ICarrier> carriers, Breakers breakers, KnownCallers callers, Recalls recalls, WorkSignal signal, TimeProvider time)
{
    private const string What = "trunk";

    private const string Example =
        """
        {"name": "Office line", "carrier": "sip", "settings": {"host": "sip.example.org", "username": "futwork", "password": "secret-of-the-line"},
         "callerIds": ["+918035735856"], "maxConcurrentCalls": 10, "callsPerSecond": 1}
        """;

    public void Map(RouteGroupBuilder trunks)
    {
        trunks.MapPost("/", CreateAsync).WithSummary("Make a trunk: a line to a carrier").Takes<TrunkSettings>(Example).Produces<TrunkView>(201);
        trunks.MapGet("/", ListAsync).WithSummary("List trunks").ListsPages<TrunkView>();
        trunks.MapGet("/{id}", ReadAsync).WithSummary("Read a trunk").Produces<TrunkView>().Fails(404);
        trunks.MapPatch("/{id}", ChangeAsync).WithSummary("Change a trunk").Takes<TrunkSettings>().Produces<TrunkView>().Fails(404, 409);
        trunks.MapPost("/{id}/resume", ResumeAsync).WithSummary("Use a trunk again that its circuit breaker has paused, or that its carrier wanted left alone")
            .Produces<TrunkView>().Fails(404);
        trunks.MapDelete("/{id}", ArchiveAsync).WithSummary("Archive a trunk that no running or scheduled campaign uses").Produces<TrunkView>().Fails(404, 409);
    }

    private async Task<IResult> CreateAsync(Caller caller, HttpRequest request)
    {
        var read = await body.JsonAsync(request);
        if (read.Problem is { } unread)
            return unread;
        var settings = SecretFields.Read<TrunkSettings>(read.Value);
        if ((settings.Problem ?? settings.Value!.Check(carriers)) is { } problem)
            return problem;
        var trunk = new Trunk { WorkspaceId = caller.WorkspaceId, Id = Ids.New(time), CreatedAt = time.UnixNow() };
        Fill(trunk, settings.Value!);
        return await database.WriteAsync<IResult>(async session =>
        {
            if (await trunk.ReadInbound().CheckCampaignsAsync(session, caller.WorkspaceId) is { } unknown)
                return unknown;
            await trunk.InsertAsync(session);
            await trunk.RouteNumbersAsync(session);
            session.AfterCommit(callers.Forget);
            return TypedResults.Created($"/api/trunks/{trunk.Id}", View(trunk, TrunkLine.Kept(trunk)));
        });
    }

    private Task<IResult> ListAsync(Caller caller, PageRequest page, HttpContext context) =>
        page.AnswerAsync<Trunk, TrunkView>(context, database,
            $"SELECT * FROM trunks WHERE workspace_id = @WorkspaceId{page.UnlessArchived}", new { caller.WorkspaceId }, row => View(row, TrunkLine.Kept(row)), row => row.Id);

    private async Task<IResult> ReadAsync(Caller caller, string id) =>
        await database.ReadAsync<IResult>(async session => await Trunk.FindAsync(session, caller.WorkspaceId, id) is { } trunk
            ? TypedResults.Ok(View(trunk, await TrunkLine.ReadAsync(session, trunk, time.UnixNow())))
            : Problem.NotFound(What, id));

    private Task<IResult> ResumeAsync(Caller caller, string id) =>
        database.WriteAsync<IResult>(async session =>
        {
            if (await Trunk.FindAsync(session, caller.WorkspaceId, id, forUpdate: true) is not { } trunk)
                return Problem.NotFound(What, id);
            var line = await breakers.ResumeAsync(session, trunk);
            session.AfterCommit(() => signal.Set(WorkKind.Dial));
            return TypedResults.Ok(View(trunk, line));
        });

    private async Task<IResult> ChangeAsync(Caller caller, string id, HttpRequest request)
    {
        var patch = await body.JsonAsync(request);
        if (patch.Problem is { } problem)
            return problem;
        return await database.WriteAsync<IResult>(async session =>
        {
            if (await Trunk.FindAsync(session, caller.WorkspaceId, id, forUpdate: true) is not { } trunk)
                return Problem.NotFound(What, id);
            var changed = SecretFields.Change(SettingsOf(trunk), patch.Value);
            if ((changed.Problem ?? changed.Value!.Check(carriers)) is { } wrong)
                return wrong;
            if (await CheckUseAsync(session, trunk, changed.Value!) is { } used)
                return used;
            var rules = trunk.CallerIds + trunk.Pacing;
            Fill(trunk, changed.Value!);
            if (await changed.Value!.Inbound.CheckCampaignsAsync(session, caller.WorkspaceId) is { } unknown)
                return unknown;
            await trunk.UpdateAsync(session);
            await trunk.BringNearAsync(session);
            if (rules != trunk.CallerIds + trunk.Pacing)
                await RecallAsync(session, trunk);
            await trunk.RouteNumbersAsync(session);
            session.AfterCommit(callers.Forget);
            return TypedResults.Ok(View(trunk, await TrunkLine.ReadAsync(session, trunk, time.UnixNow())));
        });
    }

    /// <summary>Numbers that are called from stay: who gives one back stops calling from it first.</summary>
    private static async Task<Problem?> CheckUseAsync(Session session, Trunk trunk, TrunkSettings changed)
    {
        var gone = trunk.CallerIdList().Except(changed.CallerIds, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        if (gone.Count == 0)
            return null;
        var campaigns = await session.QueryAsync<(string Name, string Settings)>(
            "SELECT name, settings FROM campaigns WHERE workspace_id = @WorkspaceId AND trunk_id = @Id AND status IN ('running', 'scheduled')", trunk);
        var users = campaigns.Select(campaign => (campaign.Name, Numbers: ApiJson.Read<Presented>(campaign.Settings).All().Where(gone.Contains).ToList()))
            .Where(user => user.Numbers.Count > 0).ToList();
        return users.Count == 0 ? null : Problem.Conflict("caller-id-in-use",
            $"Campaigns call from numbers that would be gone: {string.Join("; ", users.Select(user => $"'{user.Name}' from {string.Join(", ", user.Numbers)}"))}. Give them others first, or pause them.");
    }

    private Task<IResult> ArchiveAsync(Caller caller, string id) =>
        database.WriteAsync<IResult>(async session =>
        {
            if (await Trunk.FindAsync(session, caller.WorkspaceId, id, forUpdate: true) is not { } trunk)
                return Problem.NotFound(What, id);
            var user = await session.FirstOrDefaultAsync<string>(
                "SELECT name FROM campaigns WHERE workspace_id = @WorkspaceId AND trunk_id = @id AND status IN ('running', 'scheduled') LIMIT 1", new { caller.WorkspaceId, id });
            if (user is not null)
                return Problem.Conflict("trunk-in-use", $"The campaign '{user}' calls over it, or will; pause or end that first.");
            trunk.ArchivedAt ??= time.UnixNow();
            await trunk.UpdateAsync(session);
            await trunk.RouteNumbersAsync(session);
            return TypedResults.Ok(View(trunk, await TrunkLine.ReadAsync(session, trunk, time.UnixNow())));
        });

    /// <summary>Leads that were put off because no number could call them are looked at anew.</summary>
    private async Task RecallAsync(Session session, Trunk trunk) => await recalls.RecallAsync(session, trunk.WorkspaceId, WorkKind.Dial,
        await session.QueryAsync<string>("SELECT id FROM campaigns WHERE workspace_id = @WorkspaceId AND trunk_id = @Id AND archived_at IS NULL ORDER BY id", trunk));

    private TrunkSettings SettingsOf(Trunk trunk) => new()
    {
        Name = trunk.Name,
        Carrier = trunk.Carrier,
        Provider = trunk.Provider,
        Settings = secrets.OpenOrKeep(trunk.WorkspaceId, trunk.Settings),
        CallerIds = trunk.CallerIdList(),
        Inbound = trunk.ReadInbound(),
        HostedTelephony = trunk.Hosted != 0,
        MaxConcurrentCalls = (int)trunk.MaxCalls,
        CallsPerSecond = trunk.CallsPerSecond,
        Limit = trunk.ReadPacing().Limit,
        CallerIdUse = trunk.ReadPacing().CallerIdUse,
        CircuitBreaker = trunk.ReadPacing().CircuitBreaker,
    };

    private void Fill(Trunk trunk, TrunkSettings settings)
    {
        trunk.Name = settings.Name;
        trunk.Carrier = settings.Carrier;
        trunk.Provider = settings.Provider ?? settings.Carrier;
        trunk.Settings = secrets.Seal(trunk.WorkspaceId, settings.Settings);
        trunk.CallerIds = ApiJson.Write(settings.CallerIds);
        trunk.Inbound = ApiJson.Write(settings.Inbound);
        trunk.Hosted = settings.HostedTelephony ? 1 : 0;
        trunk.MaxCalls = settings.MaxConcurrentCalls;
        trunk.CallsPerSecond = settings.CallsPerSecond;
        trunk.Pacing = ApiJson.Write(settings.Pacing());
        trunk.UpdatedAt = time.UnixNow();
    }

    private TrunkView View(Trunk trunk, TrunkLine line)
    {
        var pacing = trunk.ReadPacing();
        var settings = secrets.OpenOrKeep(trunk.WorkspaceId, trunk.Settings);
        var health = trunk.ArchivedAt is null ? carriers.FirstOrDefault(carrier => carrier.Name == trunk.Carrier)?.Health(settings) : null;
        return new TrunkView(
            trunk.Id, trunk.Name, trunk.Carrier, trunk.Provider, SecretFields.Mask(settings), trunk.CallerIdList(), trunk.ReadInbound(), trunk.Hosted != 0,
            trunk.MaxCalls, trunk.CallsPerSecond, pacing.Limit, pacing.CallerIdUse, pacing.CircuitBreaker, Times.FromUnix(trunk.CreatedAt), Times.FromUnix(trunk.UpdatedAt),
            Times.FromUnix(trunk.ArchivedAt), health, DiallingView.Of(line, time.UnixNow()));
    }

    /// <summary>The numbers that a campaign calls from, of its settings.</summary>
    private sealed record Presented(string? CallerId, IReadOnlyList<string>? CallerIds)
    {
        public IEnumerable<string> All() => CallerIds is { Count: > 0 } ? CallerIds : CallerId is null ? [] : [CallerId];
    }
}
