using System.Net;
using System.Text;
using Futwork.Data;
using Futwork.Leads.Imports;
using Futwork.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Futwork.Tests.Leads;

/// <summary>How a file gets into the database.</summary>
public sealed class ImportUploadTests(PostgresServer postgres) : ImportTests(postgres)
{
    private const int Part = 1 << 20;

    [Theory, MemberData(nameof(Engines))]
    public async Task Others_write_between_the_parts_of_a_file(string engine)
    {
        var server = await StartAsync(engine);
        var path = Path.Combine(Folder, "large.csv");
        await System.IO.File.WriteAllBytesAsync(path, new byte[(3 * Part) + 5]);
        var import = new Import { WorkspaceId = "w", Id = Ids.New(TimeProvider.System) };

        (await ImportParts.StageAsync(server.Database, import, path, CancellationToken.None)).ShouldBe(4);

        // Each part was committed by itself: they are there although no import is.
        (await CountAsync(server, "import_parts")).ShouldBe(4);
        (await CountAsync(server, "imports")).ShouldBe(0);
        await ImportParts.DeleteAsync(server.Database, import.WorkspaceId, import.Id, CancellationToken.None);
        (await CountAsync(server, "import_parts")).ShouldBe(0);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task An_upload_that_breaks_leaves_nothing_and_a_large_one_comes_out_as_it_went_in(string engine)
    {
        var server = await StartAsync(engine, "--Logging:LogLevel:Futwork.Hosting=None");
        var campaign = await server.CampaignAsync();
        var csv = "Phone,name\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{6_200_000_000L + i},{new string((char)('a' + (i % 26)), 60_000)}\n"));
        csv.Length.ShouldBeGreaterThan(2 * Part);
        await BreakAsync(server, engine, "INSERT", "import_parts", "part <> 1");

        (await SendAsync(server, campaign, csv)).Status.ShouldBe(HttpStatusCode.InternalServerError);
        (await CountAsync(server, "import_parts"), await CountAsync(server, "imports"), await CountAsync(server, "work")).ShouldBe((0, 0, 0));

        await server.Database.WriteAsync(session => session.ExecuteAsync(engine == "sqlite" ? "DROP TRIGGER break" : "ALTER TABLE import_parts DROP CONSTRAINT break"));
        var location = await UploadAsync(server, campaign, csv);
        (await CountAsync(server, "import_parts")).ShouldBe(3);
        await ReadDueAsync(server);
        Numbers((await server.GetAsync(location)).Json).ShouldBe([40, 40, 0, 0]);
        (await CountAsync(server, "import_parts")).ShouldBe(0);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Parts_that_nobody_is_going_to_read_are_swept_away_and_no_others(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();
        await UploadAsync(server, campaign, "Phone\n9876543210\n");
        await PartAsync("000000000001aaaaaaaaaaaa");
        // Of a larger one its first parts were deleted, and then the node died.
        await PartAsync("000000000002aaaaaaaaaaaa", part: 16);
        var fresh = Ids.New(TimeProvider.System);
        await PartAsync(fresh);
        // A node that ended the import and died before it could delete its file.
        var ended = await UploadAsync(server, campaign, "Phone\n9876543211\n");
        await server.Database.WriteAsync(session => session.ExecuteAsync("UPDATE imports SET status = 'done' WHERE id = @id", new { id = ended.Split('/')[^1] }));

        await server.Services.GetRequiredService<ImportWorker>().SweepAsync(CancellationToken.None);

        var left = await server.Database.ReadAsync(session => session.QueryAsync<string>("SELECT import_id FROM import_parts"));
        left.Count.ShouldBe(2);
        left.ShouldContain(fresh);
        left.ShouldNotContain(ended.Split('/')[^1]);

        Task PartAsync(string id, long part = 0) => server.Database.WriteAsync(session => session.ExecuteAsync(
            "INSERT INTO import_parts (workspace_id, import_id, part, bytes) VALUES ('w', @id, @part, @bytes)", new { id, part, bytes = new byte[] { 1 } }));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_workbook_that_unpacks_to_too_much_is_refused_at_once(string engine)
    {
        var server = await StartAsync(engine);
        var row = $"""<row r="1"><c r="A1" t="inlineStr"><is><t>{new string(' ', (int)Futwork.Leads.Imports.Workbook.SmallPart + 1)}Phone</t></is></c></row>""";

        var answer = await SendAsync(server, await server.CampaignAsync(), Workbook(row), ImportsApi.XlsxType);

        answer.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-request").Text("detail").ShouldContain("Save it as CSV");
        (await CountAsync(server, "import_parts")).ShouldBe(0);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_file_over_the_limit_is_refused_and_nothing_of_it_stays(string engine)
    {
        var server = await StartAsync(engine, "--Leads:ImportLimit=2000");

        (await SendAsync(server, await server.CampaignAsync(), Encoding.UTF8.GetBytes(new string('x', 3000)), "text/csv")).ShouldBeProblem(HttpStatusCode.RequestEntityTooLarge, "body-too-large");

        (await CountAsync(server, "import_parts")).ShouldBe(0);
        Directory.GetFiles(Path.Combine(Folder, "imports")).ShouldBeEmpty();
    }
}
