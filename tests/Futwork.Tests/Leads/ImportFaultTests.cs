using System.Net;
using System.Text.Json.Nodes;
using Futwork.Hosting;
using Futwork.Leads;
using Futwork.Leads.Imports;
using Futwork.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Futwork.Tests.Leads;

/// <summary>What keeps a file from being read, and what is told of it.</summary>
public sealed class ImportFaultTests(PostgresServer postgres) : ImportTests(postgres)
{
    private const int Rows = ImportReading.RowsAtOnce + 10;

    /// <summary>A database that takes no lead of row so-and-so.</summary>
    private const string BreaksAt = "6000009999";

    [Theory, MemberData(nameof(Engines))]
    public async Task What_breaks_is_tried_again_for_as_long_as_it_does_and_loses_no_row(string engine)
    {
        var server = await StartAsync(engine, Unlogged);
        var location = await UploadAsync(server, await server.CampaignAsync(), File());
        await BreakAsync(server, engine, "INSERT", "leads", $"phone <> '+91{BreaksAt}'");

        for (var attempt = 1; attempt <= 7; attempt++)
        {
            (await ReadDueAsync(server)).ShouldBe(1);
            (await CountAsync(server, $"imports WHERE failures = {attempt}")).ShouldBe(1);
            (await ReadDueAsync(server)).ShouldBe(0, "It is due after a pause, not at once.");
            await LapseAsync(server);
        }

        var held = (await server.GetAsync(location)).Json;
        held["status"]!.GetValue<string>().ShouldBe("running");
        held["error"]!.GetValue<string>().ShouldStartWith("The database fails (");
        Numbers(held).ShouldBe([ImportReading.RowsAtOnce, ImportReading.RowsAtOnce, 0, 0]);
        // Nor does it count as the file's doing that its node ends meanwhile.
        await ClaimAsync(server);
        await LapseAsync(server);
        (await ReadDueAsync(server)).ShouldBe(1);
        (await CountAsync(server, "imports WHERE failures = 1 AND status = 'running'")).ShouldBe(1);

        await MendAsync(server, engine, "leads");
        await LapseAsync(server);
        await ReadDueAsync(server);

        await ShouldBeDoneAsync(server, location);
        (await CountAsync(server, "leads")).ShouldBe(Rows);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_dry_run_that_breaks_after_its_first_rows_waits_longer_each_time_as_well(string engine)
    {
        var server = await StartAsync(engine, Unlogged);
        var location = await UploadAsync(server, await server.CampaignAsync(), File(), "?dryRun=true");
        // The second portion breaks it.
        await BreakAsync(server, engine, "UPDATE", "imports", $"rows_read <= {ImportReading.RowsAtOnce}");

        for (var attempt = 1; attempt <= 6; attempt++)
        {
            (await ReadDueAsync(server)).ShouldBe(1);
            (await CountAsync(server, $"imports WHERE failures = {attempt} AND status = 'running'")).ShouldBe(1);
            await LapseAsync(server);
        }

        await MendAsync(server, engine, "imports");
        await ReadDueAsync(server);

        await ShouldBeDoneAsync(server, location);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_disk_that_fails_holds_a_file_up_and_whoever_cancels_its_campaign_ends_it_all_the_same(string engine)
    {
        var server = await StartAsync(engine, Unlogged);
        var campaign = await server.CampaignAsync();
        await server.PostAsync($"/api/campaigns/{campaign}/start");
        var location = await UploadAsync(server, campaign, "Phone\n9876543210\n");
        var folder = Path.Combine(Folder, "imports");
        Directory.Delete(folder);
        await System.IO.File.WriteAllTextAsync(folder, "A file where the folder should be.");

        (await ReadDueAsync(server)).ShouldBe(1);
        var held = (await server.GetAsync(location)).Json;
        held["status"]!.GetValue<string>().ShouldBe("running", held.ToJsonString());
        held["error"]!.GetValue<string>().ShouldStartWith("The disk of the server fails (");
        await server.PostAsync($"/api/campaigns/{campaign}/cancel");
        await LapseAsync(server);
        await ReadDueAsync(server);

        var view = (await server.GetAsync(location)).Json;
        view["status"]!.GetValue<string>().ShouldBe("failed", view.ToJsonString());
        view["error"]!.GetValue<string>().ShouldStartWith("The campaign is cancelled");
        view["notReached"].ShouldBeNull();
        (await CountAsync(server, "import_parts")).ShouldBe(0);
    }

    [Fact]
    public async Task A_small_file_does_not_wait_for_the_large_one_of_another_workspace()
    {
        var server = await StartAsync("postgres", "--Roles=api,jobs");
        var campaign = await server.CampaignAsync();
        using var other = await server.OtherWorkspaceAsync();
        var (agent, trunk) = (await MakeAsync("agents", TestSettings.PlainAgent), await MakeAsync("trunks", TestSettings.Trunk));
        var small = await MakeAsync("campaigns", $$"""{"name": "Small", "agentId": "{{agent}}", "trunkId": "{{trunk}}"}""");
        var (held, free) = (new TaskCompletionSource(), new TaskCompletionSource());
        var holding = server.Database.WriteAsync(async session =>
        {
            await session.ExecuteAsync("SET LOCAL idle_in_transaction_session_timeout = 0");
            await session.ScalarAsync<string>("SELECT id FROM campaigns WHERE id = @campaign FOR UPDATE", new { campaign });
            held.SetResult();
            await free.Task;
        });
        await held.Task;
        // As a large one: it gets no further until its campaign is let go.
        var large = await UploadAsync(server, campaign, "Phone\n9876543210\n");
        await Eventually.HappensAsync(async () => await CountAsync(server, "work WHERE kind = 'import' AND state = 'leased'") == 1);

        (await PostAsync($"/api/campaigns/{small}/leads/imports", "Phone\n9876543211\n", "text/csv")).ShouldBe(HttpStatusCode.Accepted);
        await Eventually.HappensAsync(async () => await CountAsync(server, "imports WHERE status = 'done'") == 1);
        (await server.GetAsync(large)).Text("status").ShouldBe("running");

        free.SetResult();
        await holding;
        (await EndAsync(server, large))["status"]!.GetValue<string>().ShouldBe("done");

        async Task<string> MakeAsync(string what, string json) => (await PostAsync($"/api/{what}", json, "application/json")).ShouldBe(HttpStatusCode.Created).Id;

        async Task<Answer> PostAsync(string path, string body, string type)
        {
            using var content = new StringContent(body, System.Text.Encoding.UTF8, type);
            return await Answer.OfAsync(await other.PostAsync(path, content));
        }
    }

    [Fact]
    public void The_pause_after_a_fault_doubles_up_to_five_minutes() =>
        new long[] { 1, 2, 3, 6, 7, 1_000_000 }.Select(faults => ImportFault.PauseAfter(faults).TotalSeconds).ShouldBe([5d, 10d, 20d, 160d, 300d, 300d]);

    [Theory]
    [InlineData(ImportFile.CsvFormat)]
    [InlineData(ImportFile.XlsxFormat)]
    public void What_the_disk_fails_at_is_no_fault_of_the_file(string format) =>
        Should.Throw<IOException>(() => ImportFile.Rows(Path.Combine(Folder, "gone"), format).Count());

    [Fact]
    public async Task A_portion_of_a_wide_file_is_bounded_by_its_cells_also_where_nothing_is_in_them()
    {
        const int Wide = 200;
        var path = Path.Combine(Folder, "wide.csv");
        var more = new string(',', 40_000);
        await System.IO.File.WriteAllTextAsync(path, $"Phone{more}\n" + string.Concat(Enumerable.Range(0, Wide).Select(i => $"{9_876_543_210L + i}{more}\n")));
        using var rows = new ImportRows(path, ImportFile.CsvFormat, skip: 1);

        var portions = new List<int>();
        while (rows.Next(ImportReading.RowsAtOnce) is { Count: > 0 } portion)
            portions.Add(portion.Count);

        rows.Fault.ShouldBeNull();
        portions.Sum().ShouldBe(Wide);
        // Each cell takes eight bytes: 5,000 such rows at once would be 1.6 GB of nothing.
        portions.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("True", HttpStatusCode.Accepted)]
    [InlineData("yes", HttpStatusCode.UnprocessableEntity)]
    public async Task A_dry_run_is_one_however_it_is_written_and_what_is_unclear_takes_in_nothing(string dryRun, HttpStatusCode status)
    {
        var server = await StartAsync("sqlite");
        var campaign = await server.CampaignAsync();
        using var content = new StringContent("Phone,name\n9876543210,Asha\n", System.Text.Encoding.UTF8, "text/csv");

        (await server.Client.PostAsync($"/api/campaigns/{campaign}/leads/imports?dryRun={dryRun}", content)).StatusCode.ShouldBe(status);
        await ReadDueAsync(server);

        (await server.GetAsync("/api/leads")).Json["data"]!.AsArray().ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_file_that_cannot_be_read_on_takes_in_what_is_before_and_says_that_the_rest_is_not_known(string engine)
    {
        var server = await StartAsync(engine);
        var broken = "Phone,name\n9876543210,Asha\n9876543211,Bob\n9876543212,\"" + new string('x', 5_000_000) + "\n9876543213,Dan\n";
        var location = await UploadAsync(server, await server.CampaignAsync(), broken);

        await ReadDueAsync(server);

        var view = (await server.GetAsync(location)).Json;
        view["status"]!.GetValue<string>().ShouldBe("failed", view.ToJsonString());
        Numbers(view).ShouldBe([2, 2, 0, 0]);
        view["error"]!.GetValue<string>().ShouldStartWith("After row 3: ");
        view["error"]!.GetValue<string>().ShouldEndWith(ImportRows.Uncounted);
        view["notReached"].ShouldBeNull();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_cell_of_JSON_that_no_push_may_have_refuses_its_row_and_keeps_no_other_from_being_read(string engine)
    {
        var server = await StartAsync(engine);
        var deep = new string('[', 64) + new string(']', 64);
        string[] cells = ["""["a", {"b": 1}]""", """["\ud800"]""", """[{"\ud800": 1}]""", deep, """["c"]"""];
        var csv = Csv.Line("Phone", "more") + string.Concat(cells.Select((cell, i) => Csv.Line($"{9_876_543_210L + i}", cell)));
        var location = await UploadAsync(server, await server.CampaignAsync("""{"leadSchema": [{"name": "more", "type": "array"}]}"""), csv);

        await ReadDueAsync(server);

        var view = (await server.GetAsync(location)).Json;
        view["status"]!.GetValue<string>().ShouldBe("done", view.ToJsonString());
        Numbers(view).ShouldBe([5, 2, 3, 0]);
        view["errors"]!.AsArray().Select(error => $"{error!["row"]} {error["column"]} {error["code"]}").ShouldBe(["3 more invalid", "4 more invalid", "5 more invalid"]);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task With_too_many_rows_refused_the_rest_is_given_up_and_counted(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();

        var tooMany = await ReadAfterAsync(server, campaign, ImportReading.MostRefused + 1);
        tooMany["status"]!.GetValue<string>().ShouldBe("failed", tooMany.ToJsonString());
        tooMany["error"]!.GetValue<string>().ShouldStartWith("More than 2000000 rows were refused. ");
        (tooMany["accepted"]!.GetValue<long>(), tooMany["notReached"]!.GetValue<long>()).ShouldBe((0, 2));

        var justNot = await ReadAfterAsync(server, campaign, ImportReading.MostRefused);
        justNot["status"]!.GetValue<string>().ShouldBe("done", justNot.ToJsonString());
        (justNot["accepted"]!.GetValue<long>(), justNot["notReached"]!.GetValue<long>()).ShouldBe((2, 0));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_has_lost_the_claim_stops_without_a_failure(string engine)
    {
        var server = await StartAsync(engine);
        var location = await UploadAsync(server, await server.CampaignAsync(), File());
        // Another node takes it over as soon as the first rows are written.
        await server.Database.WriteAsync(session => session.ExecuteAsync(
            engine == "sqlite"
                ? "CREATE TRIGGER lose AFTER UPDATE ON imports WHEN new.rows_read > old.rows_read BEGIN UPDATE work SET fence = fence + 1 WHERE kind = 'import'; END"
                : """
                  CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN UPDATE work SET fence = fence + 1 WHERE kind = ''import''; RETURN new; END';
                  CREATE TRIGGER lose AFTER UPDATE OF rows_read ON imports FOR EACH ROW EXECUTE FUNCTION lose()
                  """));

        (await ReadDueAsync(server)).ShouldBe(1);

        var view = (await server.GetAsync(location)).Json;
        view["status"]!.GetValue<string>().ShouldBe("running");
        Numbers(view).ShouldBe([ImportReading.RowsAtOnce, ImportReading.RowsAtOnce, 0, 0]);
        (await CountAsync(server, "imports WHERE failures = 0")).ShouldBe(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Files_of_a_killed_process_go_when_the_next_one_starts_and_those_of_a_living_one_stay(string engine)
    {
        var first = await StartAsync(engine);
        var folder = Directory.CreateDirectory(Path.Combine(Folder, "imports")).FullName;
        var left = Path.Combine(folder, "left.behind");
        await System.IO.File.WriteAllTextAsync(left, "9876543210,Asha");
        using var held = first.Services.GetRequiredService<ImportFiles>().New();

        await StartAsync(engine);

        System.IO.File.Exists(left).ShouldBeFalse();
        System.IO.File.Exists(held.Path).ShouldBeTrue();
        held.Dispose();
        Directory.GetFiles(folder).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Old_imports_go_with_their_refused_rows_and_those_that_run_stay(string engine)
    {
        var server = await StartAsync(engine, "--Retention:Days=30");
        var campaign = await server.CampaignAsync();
        await UploadAsync(server, campaign, "Phone\n1\n2\n");
        await ReadDueAsync(server);
        (await CountAsync(server, "import_rejects")).ShouldBe(2);
        await UploadAsync(server, campaign, "Phone\n3\n");
        var retention = server.Services.GetRequiredService<Retention>();
        (await retention.DeleteAsync(CancellationToken.None)).Imports.ShouldBe(0);
        // Both came in 1970.
        await server.Database.WriteAsync(async session =>
        {
            foreach (var (table, column) in new[] { ("imports", "id"), ("import_rejects", "import_id"), ("import_parts", "import_id"), ("work", "subject_id") })
                await session.ExecuteAsync($"UPDATE {table} SET {column} = '000000000000' || substr({column}, 13)");
        });

        (await retention.DeleteAsync(CancellationToken.None)).Imports.ShouldBe(1);

        (await CountAsync(server, "import_rejects")).ShouldBe(0);
        (await CountAsync(server, "imports WHERE status = 'running'"), await CountAsync(server, "imports"), await CountAsync(server, "work")).ShouldBe((1, 1, 1));
        (await ReadDueAsync(server)).ShouldBe(1);
    }

    /// <summary>Reads a file of two good rows to its end, as one of which so many rows before were refused.</summary>
    private static async Task<JsonNode> ReadAfterAsync(TestServer server, string campaign, long refused)
    {
        var location = await UploadAsync(server, campaign, "Phone\n9876543210\n9876543211\n");
        await server.Database.WriteAsync(session => session.ExecuteAsync("UPDATE imports SET refused = @refused WHERE status = 'running'", new { refused }));
        (await ReadDueAsync(server)).ShouldBe(1);
        return (await server.GetAsync(location)).Json;
    }

    /// <summary>Every row of <see cref="File"/> is in, or checked, and nothing is told that held it up.</summary>
    private static async Task ShouldBeDoneAsync(TestServer server, string location)
    {
        var view = (await server.GetAsync(location)).Json;
        view["status"]!.GetValue<string>().ShouldBe("done", view.ToJsonString());
        view["error"].ShouldBeNull();
        Numbers(view).ShouldBe([Rows, Rows, 0, 0]);
    }

    private static string File() => "Phone\n" + string.Concat(Enumerable.Range(0, Rows).Select(i => $"{(i == ImportReading.RowsAtOnce + 5 ? BreaksAt : $"{6_100_000_000L + i}")}\n"));
}
