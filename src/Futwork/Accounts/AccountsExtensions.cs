using Futwork.Hosting;

namespace Futwork.Accounts;

internal static class AccountsExtensions
{
    /// <summary>Workspaces and the keys that open them.</summary>
    public static WebApplicationBuilder AddAccounts(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddSingleton(AccountsOptions.From(builder.Configuration))
            .AddHostedService<Bootstrap>()
            .AddSingleton<ApiKeysApi>();
        return builder;
    }

    /// <summary>From here on, a request under <c>/api</c> has a caller.</summary>
    public static void UseAccounts(this WebApplication app) => app.UseMiddleware<ApiKeyAuthentication>();

    public static void MapAccounts(this WebApplication app)
    {
        var keys = app.MapGroup("/api/api-keys").WithTags("API keys");
        keys.MapPost("/", (ApiKeysApi api, Caller caller, HttpRequest request) => api.CreateAsync(caller, request))
            .WithSummary("Make an API key; the answer shows it, once").Takes<ApiKeyRequest>("""{"name": "CRM"}""").Produces<NewApiKeyView>(201);
        keys.MapGet("/", (ApiKeysApi api, Caller caller, PageRequest page, HttpContext context) => api.ListAsync(caller, page, context))
            .WithSummary("List API keys").ListsPages<ApiKeyView>();
        keys.MapGet("/{id}", (ApiKeysApi api, Caller caller, string id) => api.ReadAsync(caller, id))
            .WithSummary("Read an API key").Produces<ApiKeyView>().Fails(404);
        keys.MapPatch("/{id}", (ApiKeysApi api, Caller caller, string id, HttpRequest request) => api.ChangeAsync(caller, id, request))
            .WithSummary("Rename an API key").Takes<ApiKeyRequest>().Produces<ApiKeyView>().Fails(404);
        keys.MapDelete("/{id}", (ApiKeysApi api, Caller caller, string id) => api.ArchiveAsync(caller, id))
            .WithSummary("Revoke an API key; it stops working at once").Produces<ApiKeyView>().Fails(404, 409);
    }
}
