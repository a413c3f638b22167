using Futwork.Hosting;
using Futwork.Leads.Imports;

namespace Futwork.Leads;

internal static class LeadsExtensions
{
    /// <summary>The people to call; on nodes with the role <c>jobs</c> or <c>media</c> also the deletion of what is too old.</summary>
    public static WebApplicationBuilder AddLeads(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddSingleton(LeadsOptions.From(builder.Configuration))
            .AddSingleton<Intakes>()
            .AddSingleton<LeadWriter>()
            .AddSingleton<LeadPush>()
            .AddSingleton<LeadBatch>()
            .AddSingleton<ImportFiles>()
            .AddHosted<ImportFiles>()
            .AddSingleton<ImportWorker>()
            .AddSingleton<ImportUpload>()
            .AddSingleton<ImportsApi>()
            .AddSingleton<LeadsApi>()
            .AddSingleton<LeadExplain>()
            .AddSingleton<RedialInto>()
            .AddSingleton<RedialApi>()
            .AddSingleton(RetentionOptions.From(builder.Configuration))
            .AddSingleton<Archive>()
            .AddSingleton<Retention>();
        var hosting = HostingOptions.From(builder.Configuration);
        if (hosting.HasRole("jobs"))
            builder.Services.AddHosted<ImportWorker>();
        if (hosting.HasRole("jobs") || hosting.HasRole("media"))
            builder.Services.AddHosted<Retention>();
        return builder;
    }

    public static void MapLeads(this WebApplication app)
    {
        var campaignLeads = app.MapGroup("/api/campaigns/{campaignId}/leads").WithTags("Leads");
        var leads = app.MapGroup("/api/leads").WithTags("Leads");
        app.Services.GetRequiredService<LeadPush>().Map(campaignLeads);
        app.Services.GetRequiredService<LeadBatch>().Map(campaignLeads);
        app.Services.GetRequiredService<ImportsApi>().Map(campaignLeads);
        app.Services.GetRequiredService<LeadsApi>().Map(campaignLeads, leads);
        app.Services.GetRequiredService<LeadExplain>().Map(leads);
        app.Services.GetRequiredService<RedialApi>().Map(app.MapGroup("/api/campaigns").WithTags("Campaigns"));
    }
}
