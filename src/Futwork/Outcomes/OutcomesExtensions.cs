namespace Futwork.Outcomes;

internal static class OutcomesExtensions
{
    /// <summary>Adds what follows from the end of a call.</summary>
    public static WebApplicationBuilder AddOutcomes(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddSingleton<Settlement>()
            .AddSingleton<UndialledLeads>()
            .AddSingleton<Analyst>();
        return builder;
    }
}
