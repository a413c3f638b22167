using System.Diagnostics;
using Futwork.Data;

namespace Futwork.Benchmarks.Queues;

/// <summary>
/// Leads, their orders and what lies around them, as many as asked for: a hundred campaigns on twenty trunks, people of four countries. A tenth of the orders is due, half is done, the
/// others sleep; a tenth of the leads has a call behind it.
/// </summary>
internal sealed class ClaimTables(Database database, TimeProvider clock)
{
    public const int Campaigns = 100;
    public const int Trunks = 20;

    /// <summary>Calls at once over each trunk.</summary>
    public const int MostCalls = 10;

    private const int OnATrunk = Campaigns / Trunks;
    private const string Workspace = "5f0000000000000000000001";

    /// <summary>A workspace that bounds how often one person is called. It has the last of the trunks, with its campaigns.</summary>
    private const string Capped = "5f0000000000000000000002";

    private const string Indexes =
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('work', 'leads', 'lead_progress', 'calls') AND indexname NOT LIKE '%_pkey'";

    private const string Id = "lpad(to_hex(i), 24, '0')";

    /// <summary>Half of the people are in India, a quarter in North America, where the area tells the timezone or leaves two, and an eighth each in Britain and Germany.</summary>
    private const string Phone =
        """
        CASE WHEN i / 1000 % 8 < 4 THEN '+91' || (6000000000 + i)
            WHEN i / 1000 % 8 < 6 THEN '+1' || (ARRAY['212', '312', '415', '208'])[1 + i / 8000 % 4] || lpad((i % 10000000)::text, 7, '0')
            WHEN i / 1000 % 8 = 6 THEN '+447' || lpad(i::text, 9, '0') ELSE '+4915' || lpad(i::text, 9, '0') END
        """;

    private static readonly string Campaign = $"lpad(to_hex(i % {Campaigns}), 24, '0')";
    private static readonly string OfWorkspace = $"CASE WHEN i % {Campaigns} >= {Campaigns - OnATrunk} THEN '{Capped}' ELSE '{Workspace}' END";

    /// <summary>What the campaigns of a trunk say of hours, each something else: nothing, by their own clock, by the person's, by the law, by all of these.</summary>
    private static readonly string[] Hours =
    [
        "",
        ""","timezone":"Asia/Kolkata","callingWindows":[{"days":["mon","tue","wed","thu","fri","sat"],"start":"09:00","end":"21:00"}]""",
        ""","windowsIn":"person","callingWindows":[{"days":["mon","tue","wed","thu","fri"],"start":"10:00","end":"15:00"},{"days":["mon","thu"],"start":"16:00","end":"20:00"}]""",
        ""","legalPreset":"auto","holidays":["2026-12-25"],"maxConcurrentCalls":5""",
        ""","legalPreset":"auto","windowsIn":"person","timezoneField":"tz","callingWindows":[{"days":["tue","thu","sat"],"start":"09:00","end":"20:30"}],"reservedConcurrentCalls":2""",
    ];

    private int _rows;

    /// <summary>Makes workspaces, agents, trunks and campaigns.</summary>
    public Task CreateAsync() => database.WriteAsync(async session =>
    {
        foreach (var workspace in (string[])[Workspace, Capped])
        {
            var settings = workspace == Capped ? """{"contactCap":{"perDay":100,"perWeek":500}}""" : "{}";
            await session.ExecuteAsync("INSERT INTO workspaces (id, name, settings, created_at) VALUES (@workspace, 'Bench', @settings, 1)", new { workspace, settings });
            await session.ExecuteAsync(
                "INSERT INTO agents (workspace_id, id, name, current_version, created_at, updated_at) VALUES (@workspace, 'agent', 'Agent', 1, 1, 1)", new { workspace });
        }

        for (var trunk = 0; trunk < Trunks; trunk++)
            await AddTrunkAsync(session, trunk < Trunks - 1 ? Workspace : Capped, trunk);
    });

    /// <summary>Adds leads until there are so many. Indexes are made when all rows are there, as a restore would.</summary>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> GrowAsync(int rows)
    {
        var began = Stopwatch.GetTimestamp();
        var indexes = await database.ReadAsync(session => session.QueryAsync<(string Name, string Sql)>(Indexes));
        foreach (var (name, _) in indexes)
            await ExecuteAsync($"DROP INDEX {name}");
        foreach (var sql in Fill($"generate_series({_rows + 1}, {rows}) i", clock.UnixNow()))
            await ExecuteAsync(sql);
        foreach (var (_, sql) in indexes)
            await ExecuteAsync(sql);
        await ExecuteAsync("ANALYZE");
        await ExecuteAsync("CHECKPOINT");
        _rows = rows;
        return Stopwatch.GetElapsedTime(began);
    }

    private static async Task AddTrunkAsync(Session session, string workspace, int number)
    {
        var trunk = $"trunk-{number}";
        // So many calls a second that the pace bounds none of the rounds.
        await session.ExecuteAsync(
            """
            INSERT INTO trunks (workspace_id, id, name, carrier, provider, settings, caller_ids, hosted, max_calls, calls_per_second, pacing, created_at, updated_at)
            VALUES (@workspace, @trunk, 'Trunk', 'sip', 'bench', '{}', '["+918035735856","+918035735857","+918035735858"]', 1, @MostCalls, 1000, '{"callerIdUse":{"rotate":true}}', 1, 1)
            """, new { workspace, trunk, MostCalls });
        for (var campaign = number * OnATrunk; campaign < (number + 1) * OnATrunk; campaign++)
        {
            var settings = $$"""{"name":"Campaign","agentId":"agent","trunkId":"{{trunk}}"{{Hours[campaign % OnATrunk]}}}""";
            await session.ExecuteAsync(
                """
                INSERT INTO campaigns (workspace_id, id, name, status, agent_id, trunk_id, settings, created_at, updated_at)
                VALUES (@workspace, @id, 'Campaign', 'running', 'agent', @trunk, @settings, 1, 1)
                """, new { workspace, id = $"{campaign:x24}", trunk, settings });
        }
    }

    /// <summary>The statements that fill the tables.</summary>
    /// <param name="rows">SQL: the numbers of the leads.</param>
    /// <param name="now">Unix milliseconds.</param>
    private static string[] Fill(string rows, long now) =>
    [
        $$"""
        INSERT INTO leads (workspace_id, campaign_id, id, phone_sent, phone, recipient_data, created_at)
        SELECT {{OfWorkspace}}, {{Campaign}}, {{Id}}, {{Phone}}, {{Phone}}, '{"customer_name":"Asha Rao","place":"Pune"}', 1 FROM {{rows}}
        """,
        // A tenth is due, a half is done, the others sleep; a tenth has a priority, of those that sleep.
        $"""
        INSERT INTO work (workspace_id, id, kind, lane, campaign_id, subject_id, state, due_at, attempts, fence, created_at, priority)
        SELECT {OfWorkspace}, {Id}, 'dial', {Campaign}, {Campaign}, {Id},
            CASE WHEN i / {Campaigns} % 2 = 0 THEN 'done' ELSE 'ready' END,
            CASE WHEN i / {Campaigns} % 10 = 1 THEN {now} - i ELSE {now} + 3600000 + i END, 0, 0, 1,
            CASE WHEN i / {Campaigns} % 10 = 3 THEN 5 ELSE 0 END FROM {rows}
        """,
        $"""
        INSERT INTO lead_progress (workspace_id, lead_id, campaign_id, status, outcome, attempts, last_call_id, updated_at)
        SELECT {OfWorkspace}, {Id}, {Campaign}, 'busy', 'busy', 1, 'call-' || i, 1 FROM {rows} WHERE i / {Campaigns} % 10 = 0
        """,
        $"""
        INSERT INTO calls (workspace_id, id, lead_id, campaign_id, agent_id, agent_version, trunk_id, work_id, fence, node, attempt, direction, status, to_number, from_number,
            created_at, dial_at, ended_at, outcome, trunk_fault, updated_at)
        SELECT {OfWorkspace}, 'call-' || i, {Id}, {Campaign}, 'agent', 1, 'trunk-' || (i % {Campaigns} / {OnATrunk}), {Id}, 1, 'before', 1, 'outbound', 'busy', {Phone}, '+918035735856',
            placed, placed, placed, 'busy', 0, placed FROM {rows}, LATERAL (SELECT {now} - 60000 - (i % 2592000)::bigint * 1000) moment (placed) WHERE i / {Campaigns} % 10 = 0
        """,
        $"""
        INSERT INTO suppressions (workspace_id, id, phone, source, created_at)
        SELECT {OfWorkspace}, {Id}, {Phone}, 'api', 1 FROM {rows} WHERE i % 1000 = 0
        """,
    ];

    // The usual limit of a command is half a minute.
    private async Task ExecuteAsync(string sql)
    {
        await using var command = database.Postgres!.CreateCommand(sql);
        command.CommandTimeout = 3600;
        await command.ExecuteNonQueryAsync();
    }
}
