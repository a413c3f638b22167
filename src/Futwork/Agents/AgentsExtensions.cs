namespace Futwork.Agents;

internal static class AgentsExtensions
{
    /// <summary>Who talks.</summary>
    public static WebApplicationBuilder AddAgents(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Engines>().AddSingleton<AgentVersions>().AddSingleton<AgentsApi>().AddSingleton<AgentTestApi>();
        return builder;
    }

    public static void MapAgents(this WebApplication app)
    {
        var agents = app.MapGroup("/api/agents").WithTags("Agents");
        app.Services.GetRequiredService<AgentsApi>().Map(agents);
        app.Services.GetRequiredService<AgentTestApi>().Map(agents);
    }
}
