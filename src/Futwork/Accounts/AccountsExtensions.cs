namespace Futwork.Accounts;

internal static class AccountsExtensions
{
    /// <summary>Workspaces and the keys that open them.</summary>
    public static WebApplicationBuilder AddAccounts(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddSingleton(AccountsOptions.From(builder.Configuration))
            .AddHostedService<Bootstrap>()
            .AddSingleton<ApiKeysApi>()
            .AddSingleton<WorkspaceApi>();
        return builder;
    }

    /// <summary>From here on, a request under <c>/api</c> has a caller.</summary>
    public static void UseAccounts(this WebApplication app) => app.UseMiddleware<ApiKeyAuthentication>();

    public static void MapAccounts(this WebApplication app)
    {
        app.Services.GetRequiredService<ApiKeysApi>().Map(app.MapGroup("/api/api-keys").WithTags("API keys"));
        app.Services.GetRequiredService<WorkspaceApi>().Map(app.MapGroup("/api/workspace").WithTags("Workspace"));
    }
}
