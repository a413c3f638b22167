using Futwork.Agents;

namespace Futwork.Campaigns;

internal static class CampaignsExtensions
{
    /// <summary>Who is called, by whom, over which line, and when.</summary>
    public static WebApplicationBuilder AddCampaigns(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(new AgentChangeCheck(CampaignChecks.CheckChangeAsync)).AddSingleton<CampaignChecks>().AddSingleton<CampaignsApi>().AddSingleton<CampaignActions>().AddSingleton<AnswerHours>();
        return builder;
    }

    public static void MapCampaigns(this WebApplication app)
    {
        var campaigns = app.MapGroup("/api/campaigns").WithTags("Campaigns");
        app.Services.GetRequiredService<CampaignsApi>().Map(campaigns);
        app.Services.GetRequiredService<CampaignActions>().Map(campaigns);
    }
}
