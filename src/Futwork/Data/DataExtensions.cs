namespace Futwork.Data;

internal static class DataExtensions
{
    /// <summary>Adds the database that the setting <c>Database</c> names; without one, a SQLite file in the data folder.</summary>
    public static IServiceCollection AddData(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(_ => new Database(configuration["Database"] is { Length: > 0 } named ? named : SqliteFile(configuration)));
        services.AddSingleton<Migrator>();
        services.AddSingleton<DatabaseWatch>();
        services.AddSingleton<TableStatistics>();
        services.AddSingleton<StalledTransactions>();
        return services;
    }

    private static string SqliteFile(IConfiguration configuration) => Path.Combine(DataFolder.Make(DataFolder.Of(configuration)), "futwork.db");

    /// <summary>Unix milliseconds, as the tables keep times.</summary>
    public static long UnixNow(this TimeProvider time) => time.GetUtcNow().ToUnixTimeMilliseconds();
}
