using Futwork.Leads.Imports;
using Futwork.Tests.Support;

namespace Futwork.Tests.Leads;

/// <summary>Imports that are left off at any point: every row counts once, and no lead is there twice.</summary>
public sealed class ImportCrashTests(PostgresServer postgres) : ImportTests(postgres)
{
    private const int Rows = (2 * ImportReading.RowsAtOnce) + 7;
    private const int Refused = 3;

    public static TheoryData<string, int> AbandonmentPoints => new()
    {
        { "sqlite", 1 }, { "sqlite", 3 }, { "postgres", 1 }, { "postgres", 3 },
    };

    /// <param name="portions">Written before the node was gone: some, or all, and only the end was not told.</param>
    [Theory, MemberData(nameof(AbandonmentPoints))]
    public async Task Whoever_takes_over_goes_on_at_the_same_row(string engine, int portions)
    {
        var server = await StartAsync(engine);
        var location = await UploadAsync(server, await server.CampaignAsync(), Csv());
        await AbandonAsync(server, portions);
        var before = Math.Min(Rows, portions * ImportReading.RowsAtOnce);
        (await server.GetAsync(location)).Json["rows"]!.GetValue<long>().ShouldBe(before);

        await LapseAsync(server);
        (await ReadDueAsync(server)).ShouldBe(1);

        await ShouldBeDoneAsync(server, location);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task It_may_be_left_off_again_and_again(string engine)
    {
        var server = await StartAsync(engine);
        var location = await UploadAsync(server, await server.CampaignAsync(), Csv());
        for (var portions = 0; portions <= 2; portions++)
        {
            await AbandonAsync(server, portions);
            await LapseAsync(server);
        }

        await ReadDueAsync(server);

        await ShouldBeDoneAsync(server, location);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_file_that_takes_its_node_with_it_at_the_same_rows_five_times_is_given_up(string engine)
    {
        var server = await StartAsync(engine);
        var location = await UploadAsync(server, await server.CampaignAsync(), Csv());
        foreach (var portions in new[] { 0, 0, 1, 1, 1, 1, 1 })
        {
            await AbandonAsync(server, portions);
            await LapseAsync(server);
        }

        (await CountAsync(server, "imports WHERE failures = 4 AND status = 'running'")).ShouldBe(1);
        await ReadDueAsync(server);

        var view = (await server.GetAsync(location)).Json;
        (view["status"]!.GetValue<string>(), view["rows"]!.GetValue<long>()).ShouldBe(("failed", ImportReading.RowsAtOnce));
        view["notReached"].ShouldBeNull();
        view["error"]!.GetValue<string>().ShouldBe($"It broke 5 times after row {ImportReading.RowsAtOnce + 1}: its node ended. {ImportRows.Uncounted}");
        (await CountAsync(server, "import_parts")).ShouldBe(0);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_database_that_fails_in_the_middle_costs_nothing_but_time(string engine)
    {
        var server = await StartAsync(engine, Unlogged);
        var location = await UploadAsync(server, await server.CampaignAsync(), Csv());
        // The first portion goes through; the second fails when all of it but its counts is written.
        await BreakAsync(server, engine, "UPDATE", "imports", $"rows_read <= {ImportReading.RowsAtOnce}");
        for (var attempt = 0; attempt < 2; attempt++)
        {
            await ReadDueAsync(server);
            await LapseAsync(server);
        }

        (await CountAsync(server, "leads")).ShouldBe(ImportReading.RowsAtOnce - 1);
        (await CountAsync(server, "imports WHERE failures = 2 AND status = 'running'")).ShouldBe(1);
        await MendAsync(server, engine, "imports");
        await ReadDueAsync(server);

        await ShouldBeDoneAsync(server, location);
        (await CountAsync(server, "imports WHERE failures = 0")).ShouldBe(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_campaign_that_is_paused_midway_keeps_the_rest_until_it_is_resumed(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();
        await server.PostAsync($"/api/campaigns/{campaign}/start");
        var location = await UploadAsync(server, campaign, Csv());
        await AbandonAsync(server, 1);
        await server.PostAsync($"/api/campaigns/{campaign}/pause");
        await LapseAsync(server);
        await ReadDueAsync(server);
        var paused = (await server.GetAsync(location)).Json;
        (paused["status"]!.GetValue<string>(), paused["rows"]!.GetValue<long>()).ShouldBe(("running", ImportReading.RowsAtOnce));
        // It is looked at again after a pause, not at once.
        (await ReadDueAsync(server)).ShouldBe(0);

        await server.PostAsync($"/api/campaigns/{campaign}/resume");
        await LapseAsync(server);
        await ReadDueAsync(server);

        await ShouldBeDoneAsync(server, location);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_campaign_that_is_cancelled_midway_keeps_what_is_in_and_counts_the_rest(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();
        await server.PostAsync($"/api/campaigns/{campaign}/start");
        var location = await UploadAsync(server, campaign, Csv());
        await AbandonAsync(server, 1);
        await server.PostAsync($"/api/campaigns/{campaign}/cancel");
        await LapseAsync(server);

        await ReadDueAsync(server);

        var view = (await server.GetAsync(location)).Json;
        (view["status"]!.GetValue<string>(), view["rows"]!.GetValue<long>(), view["notReached"]!.GetValue<long>())
            .ShouldBe(("failed", ImportReading.RowsAtOnce, Rows - ImportReading.RowsAtOnce));
        (await CountAsync(server, "leads")).ShouldBe(ImportReading.RowsAtOnce - 1);
        (await CountAsync(server, "import_parts")).ShouldBe(0);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_check_that_another_node_has_ended_is_not_begun_anew_by_one_that_stood_still(string engine)
    {
        var server = await StartAsync(engine);
        var location = await UploadAsync(server, await server.CampaignAsync(), "Phone\n9876543210\n12\n", "?dryRun=true");
        var part = Path.Combine(Folder, "part.csv");
        await System.IO.File.WriteAllTextAsync(part, "Phone\n9876543210\n");
        await (await ClaimAsync(server)).Reading.ToEndAsync(part, CancellationToken.None);
        await LapseAsync(server);
        var stoodStill = (await ClaimAsync(server)).Reading;
        await LapseAsync(server);
        await ReadDueAsync(server);

        await Should.ThrowAsync<OperationCanceledException>(() => stoodStill.ToEndAsync(part, CancellationToken.None));

        var view = (await server.GetAsync(location)).Json;
        view["status"]!.GetValue<string>().ShouldBe("done");
        Numbers(view).ShouldBe([2, 1, 1, 0]);
        Errors(view).ShouldBe(["3 Phone invalid-phone 12"]);
    }

    /// <summary>Each portion has a row that is refused, and the last one repeats an external id of the first.</summary>
    private static string Csv() => "Phone,externalId\n" + string.Concat(Enumerable.Range(0, Rows).Select(i =>
        i is 10 or ImportReading.RowsAtOnce + 10 ? $"12,{i}\n" : i == Rows - 1 ? $"{6_000_000_000L + i},0\n" : $"{6_000_000_000L + i},{i}\n"));

    /// <summary>A node that writes so many portions and is never heard of again.</summary>
    private async Task AbandonAsync(TestServer server, int portions)
    {
        var (_, _, reading) = await ClaimAsync(server);
        var part = Path.Combine(Folder, "part.csv");
        await System.IO.File.WriteAllLinesAsync(part, Csv().Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(1 + (portions * ImportReading.RowsAtOnce)));
        await reading.ToEndAsync(part, CancellationToken.None);
    }

    private static async Task ShouldBeDoneAsync(TestServer server, string location)
    {
        var view = (await server.GetAsync(location)).Json;
        view["status"]!.GetValue<string>().ShouldBe("done", view.ToJsonString());
        Numbers(view).ShouldBe([Rows, Rows - Refused, Refused, 0]);
        Errors(view).ShouldBe(["12 Phone invalid-phone 12", $"{ImportReading.RowsAtOnce + 12} Phone invalid-phone 12", $"{Rows + 1} externalId duplicate-external-id 0"]);
        foreach (var rows in new[] { "leads", "work WHERE kind = 'dial'", "(SELECT DISTINCT phone FROM leads) numbers" })
            (await CountAsync(server, rows)).ShouldBe(Rows - Refused, rows);
        (await CountAsync(server, "import_rejects")).ShouldBe(Refused);
        (await CountAsync(server, "(SELECT coalesce(sum(n), 0) AS n FROM (SELECT n FROM campaign_moves UNION ALL SELECT n FROM campaign_counters) moves) total WHERE n = " + (Rows - Refused))).ShouldBe(1);
    }
}
