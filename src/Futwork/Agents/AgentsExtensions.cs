namespace Futwork.Agents;

internal static class AgentsExtensions
{
    /// <summary>Who talks.</summary>
    public static WebApplicationBuilder AddAgents(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Engines>().AddSingleton<AgentVersions>().AddSingleton<AgentsApi>();
        return builder;
    }

    public static void MapAgents(this WebApplication app) =>
        app.Services.GetRequiredService<AgentsApi>().Map(app.MapGroup("/api/agents").WithTags("Agents"));
}
