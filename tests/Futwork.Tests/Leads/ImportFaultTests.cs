using System.Net;
using System.Text.Json.Nodes;
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
    public async Task What_breaks_five_times_is_failed_and_the_rows_that_were_left_are_counted(string engine)
    {
        var server = await StartAsync(engine, Unlogged);
        var location = await UploadAsync(server, await server.CampaignAsync(), File());
        await BreakAsync(server, engine, "INSERT", "leads", $"phone <> '+91{BreaksAt}'");

        for (var attempt = 0; attempt < 5; attempt++)
        {
            (await server.GetAsync(location)).Text("status").ShouldBe("running");
            (await ReadDueAsync(server)).ShouldBe(1);
            await LapseAsync(server);
        }

        var view = (await server.GetAsync(location)).Json;
        view["status"]!.GetValue<string>().ShouldBe("failed", view.ToJsonString());
        view["error"]!.GetValue<string>().ShouldContain("broke 5 times");
        Numbers(view).ShouldBe([ImportReading.RowsAtOnce, ImportReading.RowsAtOnce, 0, 0]);
        view["notReached"]!.GetValue<long>().ShouldBe(Rows - ImportReading.RowsAtOnce);
        (await ReadDueAsync(server)).ShouldBe(0);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_dry_run_that_breaks_after_its_first_rows_ends_as_well(string engine)
    {
        var server = await StartAsync(engine, Unlogged);
        var location = await UploadAsync(server, await server.CampaignAsync(), File(), "?dryRun=true");
        // A refused row breaks it, in the second portion.
        await BreakAsync(server, engine, "UPDATE", "imports", $"rows_read <= {ImportReading.RowsAtOnce}");

        for (var attempt = 0; attempt < 5; attempt++)
        {
            (await ReadDueAsync(server)).ShouldBe(1, $"attempt {attempt}");
            await LapseAsync(server);
        }

        var view = (await server.GetAsync(location)).Json;
        view["status"]!.GetValue<string>().ShouldBe("failed", view.ToJsonString());
        (view["rows"]!.GetValue<long>() + view["notReached"]!.GetValue<long>()).ShouldBe(Rows);
        (await ReadDueAsync(server)).ShouldBe(0);
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

    private static string File() => "Phone\n" + string.Concat(Enumerable.Range(0, Rows).Select(i => $"{(i == ImportReading.RowsAtOnce + 5 ? BreaksAt : $"{6_100_000_000L + i}")}\n"));
}
