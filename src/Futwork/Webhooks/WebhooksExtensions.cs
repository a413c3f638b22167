using Futwork.Hosting;

namespace Futwork.Webhooks;

internal static class WebhooksExtensions
{
    /// <summary>Adds what freezes, signs and sends webhooks; on nodes with the role <c>jobs</c> also the worker that does.</summary>
    public static WebApplicationBuilder AddDeliveries(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddSingleton(WebhooksOptions.From(builder.Configuration))
            .AddSingleton<LiveFeed>()
            .AddSingleton<RecordingLinks>()
            .AddSingleton<Deliveries>()
            .AddSingleton<EndpointClient>()
            .AddSingleton<DeliveryWorker>()
            .AddSingleton<DeliveriesApi>();
        if (HostingOptions.From(builder.Configuration).HasRole("jobs"))
            builder.Services.AddHosted<DeliveryWorker>();
        return builder;
    }

    public static void MapDeliveries(this WebApplication app) =>
        app.Services.GetRequiredService<DeliveriesApi>().Map(app.MapGroup("/api/deliveries").WithTags("Webhook deliveries"));
}
