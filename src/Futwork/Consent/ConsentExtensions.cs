namespace Futwork.Consent;

internal static class ConsentExtensions
{
    /// <summary>Who may not be called, and how often anybody.</summary>
    public static WebApplicationBuilder AddConsent(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SuppressionsApi>();
        return builder;
    }

    public static void MapConsent(this WebApplication app)
    {
        app.Services.GetRequiredService<SuppressionsApi>().Map(app.MapGroup("/api/suppressions").WithTags("Do not call"));
    }
}
