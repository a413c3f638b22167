using Futwork.Hosting;

namespace Futwork.Outcomes;

internal static class OutcomesExtensions
{
    /// <summary>Adds what follows from the end of a call, and of a campaign; on nodes with the role <c>jobs</c> also what follows from the clock.</summary>
    public static WebApplicationBuilder AddOutcomes(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddSingleton<Settlement>()
            .AddSingleton<RetryTimes>()
            .AddSingleton<UndialledLeads>()
            .AddSingleton<CampaignEnds>()
            .AddSingleton<EmptyCampaigns>()
            .AddSingleton<ChangedRetries>()
            .AddSingleton<CampaignClock>()
            .AddSingleton<Redial>()
            .AddSingleton<CampaignProgress>()
            .AddSingleton<Analyst>();
        if (HostingOptions.From(builder.Configuration).HasRole("jobs"))
            builder.Services.AddHosted<CampaignClock>();
        return builder;
    }

    public static void MapOutcomes(this WebApplication app)
    {
        var campaigns = app.MapGroup("/api/campaigns").WithTags("Campaigns");
        app.Services.GetRequiredService<CampaignEnds>().Map(campaigns);
        app.Services.GetRequiredService<CampaignProgress>().Map(campaigns);
    }
}
