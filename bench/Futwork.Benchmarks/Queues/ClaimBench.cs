using System.Diagnostics;
using Futwork.Calls;
using Futwork.Data;
using Futwork.Tests.Support;

namespace Futwork.Benchmarks.Queues;

/// <summary>
/// What pulling work costs with ever more leads in the tables: two nodes pull from a hundred campaigns, first by the claim alone, then by whole rounds of their twenty trunks, as the
/// dialer does it. What was pulled is given back between, so that each pull finds the same mixture, whatever the size.
/// </summary>
internal static class ClaimBench
{
    /// <summary>What a server has in memory after a while, in seconds.</summary>
    private const int WarmUp = 10;

    /// <summary>The just-in-time compiler works for so long: it would make the first size, which is the smallest, look dear, and the others cheap beside it.</summary>
    private const int FirstWarmUp = 40;

    private const int LanesOfALook = 10;

    /// <summary>How often all trunks are looked at for their plans: until a statement is prepared, and its plan chosen for good.</summary>
    private const int Explained = 3;

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestLog = TimeSpan.FromSeconds(30);

    /// <summary>A Thursday, at noon in India: some of the people of each campaign sleep, and as many whenever the bench runs.</summary>
    private static readonly DateTimeOffset Noon = new(2026, 11, 26, 6, 30, 0, TimeSpan.Zero);

    /// <param name="sizes">How many leads, the fewest first.</param>
    /// <param name="seconds">How long each is measured.</param>
    /// <returns>False: a statement of a round read a large table from end to end.</returns>
    public static async Task<bool> RunAsync(IReadOnlyList<int> sizes, int seconds, TextWriter output)
    {
        await using var postgres = new PostgresServer(durable: true);
        var folder = Directory.CreateTempSubdirectory("futwork-claim-");
        var connectionString = await postgres.CreateDatabaseAsync();
        var clock = Clock();
        await using var first = await PullingNode.CreateAsync(connectionString, folder.FullName, clock);
        await using var second = await PullingNode.CreateAsync(connectionString, folder.FullName, clock);
        var tables = new ClaimTables(first.Database, clock);
        await tables.CreateAsync();
        var found = new List<Measured>();
        foreach (var size in sizes)
        {
            var took = await tables.GrowAsync(size);
            await output.WriteLineAsync($"{size:N0} leads and orders ({took.TotalSeconds:0} s to make them), {ClaimTables.Campaigns} campaigns on {ClaimTables.Trunks} trunks, two nodes");
            found.Add(await MeasureAsync([first, second], size, seconds, found.Count == 0 ? FirstWarmUp : WarmUp));
            await output.WriteLineAsync(found[^1].ToString());
        }

        if (found.Count > 1)
            await output.WriteLineAsync(found[^1].Beside(found[0]));
        var plans = await ExplainAsync(postgres, $"{connectionString};{PlanLog.Options}", folder.FullName, clock, first);
        folder.Delete(recursive: true);
        await output.WriteLineAsync($"statements of a round that touch a large table, and what PostgreSQL did:\n    {string.Join("\n    ", plans.Plans)}");
        foreach (var plan in plans.Whole)
            await output.WriteLineAsync($"!!! A LARGE TABLE IS READ FROM END TO END: {plan}");
        return plans.Whole.Count == 0;
    }

    private static DatabaseTime Clock()
    {
        var clock = new DatabaseTime(TimeProvider.System);
        var now = clock.GetTimestamp();
        clock.Set(Noon, now, now);
        return clock;
    }

    private static async Task<Measured> MeasureAsync(IReadOnlyList<PullingNode> nodes, int size, int seconds, int warmUp)
    {
        await Task.WhenAll(nodes.Select(node => ClaimsAsync(node, warmUp)));
        var claims = await Task.WhenAll(nodes.Select(node => ClaimsAsync(node, seconds)));
        await Task.WhenAll(nodes.Select(node => RoundsAsync(node, warmUp)));
        var rounds = await Task.WhenAll(nodes.Select(node => RoundsAsync(node, seconds)));
        return new Measured(size, Pulls.Of(claims), Pulls.Of(rounds));
    }

    /// <summary>Claims alone, each in a transaction of its own.</summary>
    private static async Task<Pulls> ClaimsAsync(PullingNode node, int seconds)
    {
        var pulls = new Pulls();
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began).TotalSeconds < seconds;)
        {
            var due = await pulls.LookAsync(node);
            foreach (var campaign in due.OrderBy(_ => Random.Shared.Next()).Take(LanesOfALook))
            {
                var before = Stopwatch.GetTimestamp();
                var taken = await node.ClaimAsync(campaign.Id, ClaimTables.MostCalls, Lease);
                pulls.Took(before, taken.Count);
                await node.GiveBackAsync(taken);
            }
        }

        return pulls;
    }

    /// <summary>Rounds of all trunks, as the pump makes them: lock, breaker, shares, claims, pace, numbers, whether each person may be called, and the rows of the calls.</summary>
    /// <exception cref="InvalidOperationException">None of them took a call: nothing was measured.</exception>
    private static async Task<Pulls> RoundsAsync(PullingNode node, int seconds)
    {
        var pulls = new Pulls();
        var calls = 0;
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began).TotalSeconds < seconds;)
        {
            var due = await pulls.LookAsync(node);
            foreach (var (workspace, trunk, campaigns) in DueCampaigns.ByTrunk(due).OrderBy(_ => Random.Shared.Next()).ToList())
            {
                var before = Stopwatch.GetTimestamp();
                var orders = await node.TakeAsync(workspace, trunk, campaigns);
                pulls.Took(before, orders.Count);
                calls += orders.Count;
                if (orders.Count > 0)
                    await node.EndAsync(orders, campaigns);
            }
        }

        return calls > 0 ? pulls : throw new InvalidOperationException("No round took a call.");
    }

    /// <summary>Some more rounds, by a node whose statements PostgreSQL explains; another one ends the calls.</summary>
    private static async Task<PlanLog> ExplainAsync(PostgresServer postgres, string connectionString, string folder, TimeProvider clock, PullingNode other)
    {
        var plans = new PlanLog();
        postgres.OnSaid = plans.Read;
        await using var node = await PullingNode.CreateAsync(connectionString, folder, clock);
        for (var i = 0; i < Explained; i++)
        {
            foreach (var (workspace, trunk, campaigns) in DueCampaigns.ByTrunk(await node.DueAsync()))
            {
                if (await node.TakeAsync(workspace, trunk, campaigns) is { Count: > 0 } orders)
                    await other.EndAsync(orders, campaigns);
            }
        }

        await node.Database.ReadAsync(session => session.QueryAsync<string>(PlanLog.EndSql));
        await plans.Ended.WaitAsync(LongestLog);
        postgres.OnSaid = null;
        return plans;
    }
}
