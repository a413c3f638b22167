using Microsoft.Data.Sqlite;

namespace Futwork.Data;

internal static class DataExtensions
{
    /// <summary>Adds the database that the setting <c>Database</c> names; without one, a SQLite file in the data folder.</summary>
    public static IServiceCollection AddData(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(_ => configuration["Database"] is { Length: > 0 } named ? Named(named) : new Database(SqliteFile(configuration)));
        services.AddSingleton<Migrator>();
        services.AddSingleton<DatabaseWatch>();
        services.AddSingleton<TableStatistics>();
        services.AddSingleton<StalledTransactions>();
        return services;
    }

    private static Database Named(string connectionString)
    {
        try
        {
            return new Database(connectionString);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            // Of Npgsql or Microsoft.Data.Sqlite: a keyword that they do not know, or a value that is no number.
            throw new ConnectionStringException($"{exception.Message.TrimEnd('.')}.");
        }
    }

    private static string SqliteFile(IConfiguration configuration) =>
        new SqliteConnectionStringBuilder { DataSource = Path.Combine(DataFolder.Make(DataFolder.Of(configuration)), "futwork.db") }.ToString();

    /// <summary>Unix milliseconds, as the tables keep times.</summary>
    public static long UnixNow(this TimeProvider time) => time.GetUtcNow().ToUnixTimeMilliseconds();
}
