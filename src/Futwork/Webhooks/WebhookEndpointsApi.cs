using System.Text.Json.Serialization;
using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Webhooks;

/// <summary>A webhook endpoint as it is shown.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Url">Where webhooks are posted.</param>
/// <param name="Statuses">The call statuses it is told of.</param>
/// <param name="Headers">The client's own headers of its posts; what they say is masked.</param>
/// <param name="Enabled">Whether anything is sent.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
/// <param name="ArchivedAt">When it was archived; null while it is in use.</param>
internal record WebhookEndpointView(
    string Id, string Name, string Url, IReadOnlyList<string> Statuses, IReadOnlyDictionary<string, string> Headers, bool Enabled,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset? ArchivedAt)
{
    public static WebhookEndpointView Of(WebhookEndpoint endpoint, SecretBox box) => new(
        endpoint.Id, endpoint.Name, endpoint.Url, ApiJson.Read<string[]>(endpoint.Statuses), EndpointHeaders.Shown(endpoint, box), endpoint.DisabledAt is null,
        Times.FromUnix(endpoint.CreatedAt), Times.FromUnix(endpoint.UpdatedAt), Times.FromUnix(endpoint.ArchivedAt));
}

/// <summary>A new webhook endpoint, with its secret.</summary>
/// <param name="View">What is shown of it from now on.</param>
/// <param name="Secret">What deliveries to it are signed with.</param>
internal sealed record NewWebhookEndpointView([property: JsonIgnore] WebhookEndpointView View, string Secret) : WebhookEndpointView(View);

/// <summary>What deliveries to an endpoint are signed with.</summary>
internal sealed record WebhookSecretView(string Secret);

/// <summary>Webhook endpoints of the caller's workspace.</summary>
internal sealed class WebhookEndpointsApi(Database database, RequestBody body, SecretBox secrets, TimeProvider time)
{
    private const string What = "webhook endpoint";
    private const string Example = """{"name": "CRM", "url": "https://crm.example.org/futwork"}""";

    public void Map(RouteGroupBuilder endpoints)
    {
        endpoints.MapPost("/", CreateAsync).WithSummary("Make a webhook endpoint").Takes<WebhookEndpointSettings>(Example).Produces<NewWebhookEndpointView>(201);
        endpoints.MapGet("/", ListAsync).WithSummary("List webhook endpoints").ListsPages<WebhookEndpointView>();
        endpoints.MapGet("/{id}", ReadAsync).WithSummary("Read a webhook endpoint").Produces<WebhookEndpointView>().Fails(404);
        endpoints.MapGet("/{id}/secret", SecretAsync).WithSummary("Show the secret that deliveries are signed with").Produces<WebhookSecretView>().Fails(404, 409);
        endpoints.MapPatch("/{id}", ChangeAsync).WithSummary("Change a webhook endpoint").Takes<WebhookEndpointSettings>().Produces<WebhookEndpointView>().Fails(404);
        endpoints.MapDelete("/{id}", ArchiveAsync).WithSummary("Archive a webhook endpoint; nothing more is sent to it").Produces<WebhookEndpointView>().Fails(404);
    }

    private async Task<IResult> CreateAsync(Caller caller, HttpRequest request)
    {
        var read = await body.ReadAsync<WebhookEndpointSettings>(request);
        var endpoint = new WebhookEndpoint { WorkspaceId = caller.WorkspaceId, Id = Ids.New(time), CreatedAt = time.UnixNow() };
        if ((read.Problem ?? read.Value!.Check() ?? Fill(endpoint, read.Value!)) is { } problem)
            return problem;
        var secret = GiveSecret(endpoint, read.Value!.Secret);
        await database.WriteAsync(endpoint.InsertAsync);
        return TypedResults.Created($"/api/webhook-endpoints/{endpoint.Id}", new NewWebhookEndpointView(WebhookEndpointView.Of(endpoint, secrets), secret));
    }

    private Task<IResult> ListAsync(Caller caller, PageRequest page, HttpContext context) =>
        page.AnswerAsync<WebhookEndpoint, WebhookEndpointView>(context, database,
            $"SELECT * FROM webhook_endpoints WHERE workspace_id = @WorkspaceId{page.UnlessArchived}", new { caller.WorkspaceId },
            row => WebhookEndpointView.Of(row, secrets), row => row.Id);

    private async Task<IResult> ReadAsync(Caller caller, string id) =>
        await database.ReadAsync(session => WebhookEndpoint.FindAsync(session, caller.WorkspaceId, id)) is { } endpoint
            ? TypedResults.Ok(WebhookEndpointView.Of(endpoint, secrets))
            : Problem.NotFound(What, id);

    private async Task<IResult> SecretAsync(Caller caller, string id)
    {
        if (await database.ReadAsync(session => WebhookEndpoint.FindAsync(session, caller.WorkspaceId, id)) is not { } endpoint)
            return Problem.NotFound(What, id);
        return secrets.TryOpen(endpoint.WorkspaceId, endpoint.Secret) is { } secret
            ? TypedResults.Ok(new WebhookSecretView(secret))
            : Problem.SecretLost(LostSecretException.Says($"The secret of webhook endpoint {id}"));
    }

    private async Task<IResult> ChangeAsync(Caller caller, string id, HttpRequest request)
    {
        var patch = await body.JsonAsync(request);
        if (patch.Problem is { } problem)
            return problem;
        return await database.WriteAsync<IResult>(async session =>
        {
            if (await WebhookEndpoint.FindAsync(session, caller.WorkspaceId, id, forUpdate: true) is not { } endpoint)
                return Problem.NotFound(What, id);
            var changed = MergePatch.Apply(SettingsOf(endpoint), patch.Value);
            if ((changed.Problem ?? changed.Value!.Check() ?? Fill(endpoint, changed.Value!)) is { } wrong)
                return wrong;
            if (patch.Value.TryGetProperty("secret", out _))
                GiveSecret(endpoint, changed.Value!.Secret);
            await endpoint.UpdateAsync(session);
            return TypedResults.Ok(WebhookEndpointView.Of(endpoint, secrets));
        });
    }

    private Task<IResult> ArchiveAsync(Caller caller, string id) =>
        database.WriteAsync<IResult>(async session =>
        {
            if (await WebhookEndpoint.FindAsync(session, caller.WorkspaceId, id, forUpdate: true) is not { } endpoint)
                return Problem.NotFound(What, id);
            endpoint.ArchivedAt ??= time.UnixNow();
            await endpoint.UpdateAsync(session);
            return TypedResults.Ok(WebhookEndpointView.Of(endpoint, secrets));
        });

    /// <summary>Without the secret, and with the masks of the headers: where the key that they were sealed with is lost, everything can still be changed, and they replaced.</summary>
    private WebhookEndpointSettings SettingsOf(WebhookEndpoint endpoint) => new()
    {
        Name = endpoint.Name,
        Url = endpoint.Url,
        Statuses = ApiJson.Read<string[]>(endpoint.Statuses),
        Headers = EndpointHeaders.Shown(endpoint, secrets),
        Enabled = endpoint.DisabledAt is null,
    };

    /// <returns>Why it cannot be; null when it was.</returns>
    private Problem? Fill(WebhookEndpoint endpoint, WebhookEndpointSettings settings)
    {
        var headers = EndpointHeaders.Seal(endpoint, settings, secrets);
        if (headers.Problem is { } problem)
            return problem;
        var now = time.UnixNow();
        endpoint.Name = settings.Name;
        endpoint.Url = settings.Url;
        endpoint.Statuses = ApiJson.Write(settings.Statuses.Distinct());
        endpoint.Headers = headers.Value!;
        endpoint.DisabledAt = settings.Enabled ? null : endpoint.DisabledAt ?? now;
        endpoint.UpdatedAt = now;
        return null;
    }

    /// <returns>What deliveries are signed with from now on: what was said, or else a new one.</returns>
    private string GiveSecret(WebhookEndpoint endpoint, string? said)
    {
        var secret = said ?? WebhookEndpoint.GenerateSecret();
        endpoint.Secret = secrets.Seal(endpoint.WorkspaceId, secret);
        return secret;
    }
}

internal static class WebhookEndpointsExtensions
{
    /// <summary>Where workspaces want to hear of their calls.</summary>
    public static WebApplicationBuilder AddWebhookEndpoints(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<WebhookEndpointsApi>();
        return builder;
    }

    public static void MapWebhookEndpoints(this WebApplication app) =>
        app.Services.GetRequiredService<WebhookEndpointsApi>().Map(app.MapGroup("/api/webhook-endpoints").WithTags("Webhook endpoints"));
}
