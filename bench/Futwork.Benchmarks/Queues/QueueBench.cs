using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Futwork.Data;
using Futwork.Queue;
using Futwork.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Futwork.Benchmarks.Queues;

/// <summary>
/// Jobs that do nothing, from claim to done, beside pg-boss and graphile-worker on the same PostgreSQL in the same run. Two workers each. pg-boss fetches and
/// completes fifty by two statements; ours claims fifty and completes each in a transaction of its own, as the platform does, or all in one.
/// </summary>
internal static class QueueBench
{
    private const int Batch = 50;
    private const int AtOnce = 16;
    private const string Packages = "pg-boss@10.4.2 graphile-worker@0.17.3 pg@8.16.3";
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(int jobs, TextWriter output)
    {
        jobs = (jobs + 999) / 1000 * 1000;
        await using var postgres = new PostgresServer(durable: true);
        var folder = Directory.CreateTempSubdirectory("futwork-queues-");
        await ProcessAsync("npm", folder.FullName, ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", .. Packages.Split(' ')]);
        var script = Path.Combine(folder.FullName, "queues.mjs");
        await using (var source = typeof(QueueBench).Assembly.GetManifestResourceStream("Futwork.Benchmarks.Queues.queues.mjs")!)
        await using (var file = File.Create(script))
            await source.CopyToAsync(file);
        await output.WriteLineAsync($"{jobs} jobs, {Packages}");
        await OursAsync("Futwork, each done by itself", postgres, jobs, alone: true, output);
        await OursAsync("Futwork, fifty done together", postgres, jobs, alone: false, output);
        foreach (var library in (string[])["boss", "graphile"])
        {
            var address = Url(await postgres.CreateDatabaseAsync());
            var text = await ProcessAsync("node", folder.FullName, [script, library, address, $"{jobs}", $"{Batch}"]);
            var result = JsonElement.Parse(text.Trim().Split('\n')[^1]);
            await WriteAsync(output, library == "boss" ? "pg-boss" : "graphile-worker", result.GetProperty("done").GetInt32(), result.GetProperty("seconds").GetDouble());
        }

        folder.Delete(recursive: true);
    }

    private static async Task OursAsync(string name, PostgresServer postgres, int jobs, bool alone, TextWriter output)
    {
        var connectionString = await postgres.CreateDatabaseAsync();
        await using var database = new Database(connectionString);
        await new Migrator(database, TimeProvider.System, NullLogger<Migrator>.Instance).MigrateAsync();
        var filler = new WorkQueue(TimeProvider.System, new WorkSignal(), new Node("filler"));
        var now = TimeProvider.System.UnixNow();
        for (var i = 0; i < jobs; i += 1000)
            await database.WriteAsync(session => filler.EnqueueManyAsync(
                session, [.. Enumerable.Range(i, 1000).Select(subject => NewWork.Deliver("w", "lane", "c", $"{subject}", now - jobs + subject))]));
        await database.WriteAsync(session => session.ExecuteAsync("ANALYZE;"));
        var began = Stopwatch.GetTimestamp();
        var done = await Task.WhenAll(PullAsync(database, "one", alone), PullAsync(database, "two", alone));
        await WriteAsync(output, name, done.Sum(), Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    private static async Task<int> PullAsync(Database database, string node, bool alone)
    {
        var queue = new WorkQueue(TimeProvider.System, new WorkSignal(), new Node(node));
        var done = 0;
        while (true)
        {
            var claims = await database.WriteAsync(session => queue.ClaimAsync(session, WorkKind.Deliver, "lane", Batch, Lease));
            if (claims.Count == 0)
                return done;
            if (alone)
                await Parallel.ForEachAsync(claims, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (claim, stop) => await database.WriteAsync(claim.CompleteAsync, stop));
            else
                await database.WriteAsync(async session =>
                {
                    foreach (var claim in claims)
                        await claim.CompleteAsync(session);
                });
            done += claims.Count;
        }
    }

    private static Task WriteAsync(TextWriter output, string name, int done, double seconds) =>
        output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{name,-30} {done / seconds,8:0} jobs/s ({done} in {seconds:0.0} s)"));

    private static string Url(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        return $"postgres://{builder.Username}@{builder.Host}:{builder.Port}/{builder.Database}";
    }

    private static async Task<string> ProcessAsync(string program, string folder, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? text : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed: {await errors}");
    }
}
