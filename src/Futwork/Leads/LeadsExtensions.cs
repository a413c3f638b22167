namespace Futwork.Leads;

internal static class LeadsExtensions
{
    /// <summary>The people to call.</summary>
    public static WebApplicationBuilder AddLeads(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddSingleton(LeadsOptions.From(builder.Configuration))
            .AddSingleton<Intakes>()
            .AddSingleton<LeadWriter>()
            .AddSingleton<LeadPush>()
            .AddSingleton<LeadBatch>()
            .AddSingleton<LeadsApi>()
            .AddSingleton<LeadExplain>();
        return builder;
    }

    public static void MapLeads(this WebApplication app)
    {
        var campaignLeads = app.MapGroup("/api/campaigns/{campaignId}/leads").WithTags("Leads");
        var leads = app.MapGroup("/api/leads").WithTags("Leads");
        app.Services.GetRequiredService<LeadPush>().Map(campaignLeads);
        app.Services.GetRequiredService<LeadBatch>().Map(campaignLeads);
        app.Services.GetRequiredService<LeadsApi>().Map(campaignLeads, leads);
        app.Services.GetRequiredService<LeadExplain>().Map(leads);
    }
}
