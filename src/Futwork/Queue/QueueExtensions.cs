namespace Futwork.Queue;

internal static class QueueExtensions
{
    /// <summary>Adds the queue, its wake-up and the name that this process leases by.</summary>
    public static IServiceCollection AddQueue(this IServiceCollection services)
    {
        services.AddSingleton(_ => Node.ThisProcess());
        services.AddSingleton<WorkSignal>();
        services.AddSingleton<WorkQueue>();
        services.AddSingleton<WorkKeeper>();
        services.AddHostedService(provider => provider.GetRequiredService<WorkKeeper>());
        services.AddSingleton<Recalls>();
        services.AddHostedService(provider => provider.GetRequiredService<Recalls>());
        services.AddHostedService<WorkSignalRelay>();
        return services;
    }
}
