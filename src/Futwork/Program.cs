using Futwork.Accounts;
using Futwork.Agents;
using Futwork.Calls;
using Futwork.Campaigns;
using Futwork.Consent;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Leads;
using Futwork.Outcomes;
using Futwork.Providers;
using Futwork.Providers.Local;
using Futwork.Queue;
using Futwork.Trunks;
using Futwork.Webhooks;

namespace Futwork;

/// <summary>The table of contents of the server, in the order in which a lead meets its parts.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        try
        {
            UserHome.Ensure();
            await using var app = Build(args);
            foreach (var missing in LocalSpeech.Check())
                await Console.Error.WriteLineAsync($"Embedded speech: {missing}");
            await app.RunAsync();
            return 0;
        }
        catch (Exception exception) when (StartFault.Explain(exception) is { } reason)
        {
            await Console.Error.WriteLineAsync(reason);
            return 2;
        }
    }

    /// <summary>The whole server, not yet started. Tests replace what reaches outside the machine.</summary>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? replace = null)
    {
        // Settings are read once: watching for changes would keep an eye on every file below the working folder.
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false", .. args]);
        builder.AddHosting();
        builder.Services.AddData(builder.Configuration);
        builder.Services.AddQueue();
        builder.Services.AddProviders();
        builder.AddLeads();
        builder.AddCalls();
        builder.AddOutcomes();
        builder.AddDeliveries();
        builder.AddWebhookEndpoints();
        builder.AddCampaigns();
        builder.AddConsent();
        builder.AddTrunks();
        builder.AddAgents();
        builder.AddAccounts();
        replace?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseHosting();
        app.UseAccounts();
        app.MapHosting();
        if (!app.Services.GetRequiredService<HostingOptions>().HasRole("api"))
            return app;
        app.MapLeads();
        app.MapCalls();
        app.MapOutcomes();
        app.MapDeliveries();
        app.MapWebhookEndpoints();
        app.MapCampaigns();
        app.MapConsent();
        app.MapTrunks();
        app.MapAgents();
        app.MapAccounts();
        return app;
    }
}
