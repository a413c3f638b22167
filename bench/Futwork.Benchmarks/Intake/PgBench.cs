using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Futwork.Benchmarks.Intake;

/// <summary>PostgreSQL's own pgbench, which inserts one row in each transaction.</summary>
internal static class PgBench
{
    private const string Table = "CREATE TABLE bench_rows (id bigserial PRIMARY KEY, phone text NOT NULL, data text NOT NULL, created_at bigint NOT NULL)";

    /// <summary>A row of about the size of a lead.</summary>
    private const string Script = """
        \set n random(1, 999999999)
        INSERT INTO bench_rows (phone, data, created_at) VALUES ('+916000000000', '{ "customer_name": "Asha Rao", "place": "Pune" }', :n);
        """;

    private const string Told = "tps = ";

    /// <summary>How many rows a second.</summary>
    public static async Task<double> InsertAsync(string connectionString, int clients, int seconds)
    {
        var to = new NpgsqlConnectionStringBuilder(connectionString);
        await using (var connection = new NpgsqlConnection(connectionString))
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand($"DROP TABLE IF EXISTS bench_rows; {Table}", connection);
            await command.ExecuteNonQueryAsync();
        }

        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, Script);
        string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
        using var run = Process.Start(new ProcessStartInfo(
            Futwork.Tests.Support.PostgresServer.Binary("pgbench"),
            ["-n", "-M", "prepared", "-f", script, "-c", Text(clients), "-j", "2", "-T", Text(seconds), "-h", to.Host!, "-p", Text(to.Port), "-U", to.Username!, to.Database!])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var output = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();
        File.Delete(script);
        var told = output.Split('\n').FirstOrDefault(line => line.StartsWith(Told, StringComparison.Ordinal)) ?? throw new InvalidOperationException($"pgbench has failed: {output}");
        return double.Parse(told[Told.Length..].Split(' ')[0], CultureInfo.InvariantCulture);
    }
}
