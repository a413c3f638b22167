using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Futwork.Tests.Support;
using Npgsql;

namespace Futwork.Benchmarks.Intake;

/// <summary>
/// A file of leads through the public API, on PostgreSQL that waits for its disk: from the upload's first byte to the end of the import. Beside it the bare
/// COPY of the very rows that came of it, into tables with the same columns and indexes on the same server.
/// </summary>
internal static class ImportBench
{
    private const string ApiKey = "bench-key-0123456789abcdef";
    private static readonly TimeSpan Ask = TimeSpan.FromMilliseconds(50);

    /// <param name="rows">Rows of the file.</param>
    /// <param name="duplicates">What the campaign does with a number that it has already.</param>
    public static async Task RunAsync(int rows, string duplicates, TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("futwork-bench-");
        await using var postgres = new PostgresServer(durable: true);
        var connectionString = await postgres.CreateDatabaseAsync();
        var csv = Path.Combine(folder.FullName, "leads.csv");
        await WriteAsync(csv, rows);
        await using (var server = Program.Build(
        [
            "--urls=http://127.0.0.1:0", $"--Data={folder.FullName}", $"--Database={connectionString}", $"--Accounts:BootstrapKey={ApiKey}",
            "--Roles=api,jobs", "--Logging:LogLevel:Default=Warning",
        ]))
        {
            await server.StartAsync();
            using var http = new HttpClient { BaseAddress = new Uri(server.Urls.First()), Timeout = Timeout.InfiniteTimeSpan };
            http.DefaultRequestHeaders.Add("x-api-key", ApiKey);
            var campaign = await IntakeBench.CampaignAsync(http, duplicates);
            await output.WriteLineAsync($"{rows} rows, {new FileInfo(csv).Length >> 20} MiB, duplicates: {duplicates}; load {Load()}");
            await ImportAsync(http, campaign, csv, rows, output);
            await server.StopAsync();
        }

        await CopyAsync(connectionString, folder.FullName, rows, output);
        folder.Delete(recursive: true);
    }

    private static async Task WriteAsync(string path, int rows)
    {
        await using var file = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 16);
        await file.WriteLineAsync("recipientPhoneNumber,externalId,customer_name,place");
        for (var i = 0; i < rows; i++)
            await file.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{6_000_000_000L + (i * 7919L % 3_999_999_979L)},crm-{i:00000000},Asha Rao {i % 977},Pune {i % 31}"));
    }

    private static async Task ImportAsync(HttpClient http, string campaign, string csv, int rows, TextWriter output)
    {
        var (started, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await using var file = File.OpenRead(csv);
        using var body = new StreamContent(file, 1 << 16);
        body.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var answer = await http.PostAsync($"/api/campaigns/{campaign}/leads/imports", body);
        answer.EnsureSuccessStatusCode();
        var uploaded = Stopwatch.GetElapsedTime(started);
        JsonNode view;
        do
        {
            await Task.Delay(Ask);
            view = JsonNode.Parse(await http.GetStringAsync(answer.Headers.Location))!;
        }
        while ((string)view["status"]! == "running");
        var whole = Stopwatch.GetElapsedTime(started);
        if ((long)view["accepted"]! != rows)
            throw new InvalidOperationException($"Not all rows were accepted: {view.ToJsonString()}");
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"import: {whole.TotalSeconds:0.0} s, {rows / whole.TotalSeconds:0} rows/s (upload {uploaded.TotalSeconds:0.0} s; processor of server and client {(Environment.CpuUsage.TotalTime - cpu).TotalSeconds:0.0} s); load {Load()}"));
    }

    private static async Task CopyAsync(string connectionString, string folder, int rows, TextWriter output)
    {
        await using var source = NpgsqlDataSource.Create(connectionString + ";Command Timeout=0");
        var total = TimeSpan.Zero;
        foreach (var table in new[] { "leads", "work" })
        {
            var path = Path.Combine(folder, table);
            await using var connection = await source.OpenConnectionAsync();
            await using (var file = File.Create(path))
            await using (var from = await connection.BeginRawBinaryCopyAsync($"COPY (SELECT * FROM {table}{(table == "work" ? " WHERE kind = 'dial'" : "")}) TO STDOUT (FORMAT binary)"))
                await from.CopyToAsync(file);
            await using (var command = new NpgsqlCommand($"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL); CHECKPOINT", connection))
                await command.ExecuteNonQueryAsync();
            var started = Stopwatch.GetTimestamp();
            await using (var file = File.OpenRead(path))
            await using (var to = await connection.BeginRawBinaryCopyAsync($"COPY bare_{table} FROM STDIN (FORMAT binary)"))
                await file.CopyToAsync(to);
            var took = Stopwatch.GetElapsedTime(started);
            total += took;
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"bare COPY into {table}: {took.TotalSeconds:0.0} s, {rows / took.TotalSeconds:0} rows/s; load {Load()}"));
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"bare COPY into both: {total.TotalSeconds:0.0} s, {rows / total.TotalSeconds:0} rows/s"));
    }

    private static string Load() => $"{MachineLoad.OfOneMinute:0.00}";
}
