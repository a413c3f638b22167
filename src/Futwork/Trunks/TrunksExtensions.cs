namespace Futwork.Trunks;

internal static class TrunksExtensions
{
    /// <summary>Lines to carriers.</summary>
    public static WebApplicationBuilder AddTrunks(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<TrunksApi>();
        return builder;
    }

    public static void MapTrunks(this WebApplication app) =>
        app.Services.GetRequiredService<TrunksApi>().Map(app.MapGroup("/api/trunks").WithTags("Trunks"));
}
