using System.Net;
using System.Text;
using Futwork.Hosting;
using Futwork.Leads;
using Futwork.Leads.Imports;
using Futwork.Queue;
using Futwork.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Futwork.Tests.Leads;

public sealed class LeadImportTests(PostgresServer postgres) : ImportTests(postgres)
{
    private const string Schema = """{"leadSchema": [{"name": "customer_name", "required": true}, {"name": "amount", "type": "number"}]}""";

    // As Excel saves it: a byte order mark, semicolons, a quote before the plus, a number that lost its digits, and one that did not.
    private const string File = "\uFEFFMobile;Customer Name;Amount;externalId\r\n"
        + "'+919876543210;\"Rao; Asha\";12.50;a\r\n4.47E+11;Bob;1;b\r\n;Carl;2;c\r\n;;;\r\n9.19876543211E+11;Dan;x;d\r\n9876543212.0;Eve;3;a\r\n9876543213;;4;f\r\n9876543214;Flo;5;g\r\n";

    [Theory, MemberData(nameof(Engines))]
    public async Task A_file_from_Excel_is_read_and_every_row_is_accounted_for(string engine)
    {
        var server = await StartAsync(engine, "--Roles=api,jobs");
        var campaign = await server.CampaignAsync(Schema);

        var dry = await ImportAsync(server, campaign, File, "?dryRun=true");
        (await CountAsync(server, "leads")).ShouldBe(0);
        var import = await ImportAsync(server, campaign, File);

        foreach (var view in new[] { dry, import })
        {
            view["status"]!.GetValue<string>().ShouldBe("done", view.ToJsonString());
            Numbers(view).ShouldBe([8, 2, 5, 1]);
            var errors = view["errors"]!.AsArray().Select(error => $"{error!["row"]} {error["column"]} {error["code"]} {error["value"]}");
            errors.ShouldBe(["3 Mobile excel-rounded-number 4.47E+11", "4 Mobile missing ", "6 Amount invalid \"x\"", "7 externalId duplicate-external-id a", "8 Customer Name missing "]);
        }

        (await CountAsync(server, "work WHERE kind = 'dial'")).ShouldBe(2);
        var lead = (await server.GetAsync("/api/leads?externalId=a")).Json["data"]![0]!;
        lead["normalizedPhoneNumber"]!.GetValue<string>().ShouldBe("+919876543210");
        lead["recipientData"]!.ToJsonString().ShouldBe("""{"customer_name":"Rao; Asha","amount":12.50}""");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_refused_rows_come_back_as_a_file_that_can_be_mended_and_imported(string engine)
    {
        var server = await StartAsync(engine, "--Roles=api,jobs");
        var campaign = await server.CampaignAsync(Schema);
        var import = await ImportAsync(server, campaign, "Phone,Customer Name\n123,Asha\n9876543210,Bob\n");

        var rejects = await server.Client.GetStringAsync($"/api/campaigns/{campaign}/leads/imports/{import["importId"]}/rejects");
        var mended = await ImportAsync(server, campaign, rejects.Replace("123,", "9876543211,"));

        rejects.TrimStart('\uFEFF').ShouldStartWith("Phone,Customer Name,import row,import error\r\n123,Asha,2,\"Phone: ");
        Numbers(mended).ShouldBe([1, 1, 0, 0]);
    }

    [Fact]
    public async Task What_a_spreadsheet_would_run_is_harmless_in_the_list_of_refused_rows_and_comes_back_as_it_was()
    {
        var server = await StartAsync("sqlite", "--Roles=api,jobs");
        var campaign = await server.CampaignAsync();
        var import = await ImportAsync(server, campaign, "phone,customer_name\n123,\"=HYPERLINK(\"\"http://x\"\")\"\n");

        var rejects = await server.Client.GetStringAsync($"/api/campaigns/{campaign}/leads/imports/{import["importId"]}/rejects");
        var mended = await ImportAsync(server, campaign, rejects.Replace("123,", "9876543211,"));

        rejects.ShouldContain("\n123,\"'=HYPERLINK(");
        Numbers(mended).ShouldBe([1, 1, 0, 0]);
        (await server.GetAsync("/api/leads")).Json["data"]![0]!["recipientData"]!["customer_name"]!.GetValue<string>().ShouldBe("=HYPERLINK(\"http://x\")");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Columns_are_mapped_as_the_client_says(string engine)
    {
        var server = await StartAsync(engine, "--Roles=api,jobs");
        var campaign = await server.CampaignAsync();
        const string Csv = "A,B,C\n9876543210,Asha,secret\n";

        var unmapped = await SendAsync(server, campaign, Csv);
        var import = await ImportAsync(server, campaign, Csv, $"?mapping={Uri.EscapeDataString("""{"A": "recipientPhoneNumber", "B": "name", "C": null}""")}");

        unmapped.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-request").Text("detail").ShouldContain("A, B, C");
        Numbers(import).ShouldBe([1, 1, 0, 0]);
        (await server.GetAsync("/api/leads")).Json["data"]![0]!["recipientData"]!.ToJsonString().ShouldBe("""{"name":"Asha"}""");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_node_that_dies_is_followed_at_the_same_row_and_cannot_write_any_more(string engine)
    {
        var server = await StartAsync(engine, "--Roles=api");
        var campaign = await server.CampaignAsync();
        const int Rows = (3 * ImportReading.RowsAtOnce) + 7;
        var csv = "Phone,externalId\n" + string.Concat(Enumerable.Range(0, Rows).Select(i => $"{6_000_000_000L + i},{i}\n"));
        var location = (await SendAsync(server, campaign, csv)).ShouldBe(HttpStatusCode.Accepted).Message.Headers.Location!.ToString();
        var id = location.Split('/')[^1];
        var (queue, worker) = (server.Services.GetRequiredService<WorkQueue>(), server.Services.GetRequiredService<ImportWorker>());
        var lane = await server.Database.ReadAsync(session => session.ScalarAsync<string>("SELECT lane FROM work WHERE kind = 'import'"));

        var claim = (await server.Database.WriteAsync(session => queue.ClaimAsync(session, WorkKind.Import, lane!, 1, TimeSpan.FromHours(1)))).Single();
        var import = (await server.Database.ReadAsync(session => Import.FindAsync(session, claim.WorkspaceId, campaign, id)))!;
        var reading = new ImportReading(
            server.Database, server.Services.GetRequiredService<Intakes>(), queue, new LeadsOptions(), TimeProvider.System, claim, import);
        // Half of the file, and then nothing more of this node: as one that died, but that still wants to write when it is back.
        var part = Path.Combine(Folder, "part.csv");
        await System.IO.File.WriteAllLinesAsync(part, csv.Split('\n').Take(1 + ImportReading.RowsAtOnce));
        await reading.ToEndAsync(part, CancellationToken.None);
        (await server.GetAsync(location)).Json["rows"]!.GetValue<long>().ShouldBe(ImportReading.RowsAtOnce);
        (await worker.ReadDueAsync(CancellationToken.None)).ShouldBe(0);
        await LapseAsync(server);
        (await ReadDueAsync(server)).ShouldBe(1);

        var view = (await server.GetAsync(location)).Json;
        view["status"]!.GetValue<string>().ShouldBe("done", view.ToJsonString());
        Numbers(view).ShouldBe([Rows, Rows, 0, 0]);
        (await CountAsync(server, "leads")).ShouldBe(Rows);
        (await CountAsync(server, "work WHERE kind = 'dial'")).ShouldBe(Rows);
        (await CountAsync(server, "import_parts")).ShouldBe(0);
        await System.IO.File.WriteAllTextAsync(part, csv);
        await Should.ThrowAsync<OperationCanceledException>(() => reading.ToEndAsync(part, CancellationToken.None));
        (await CountAsync(server, "leads")).ShouldBe(Rows);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_campaign_that_is_over_ends_the_import_and_the_counts_add_up(string engine)
    {
        var server = await StartAsync(engine, "--Roles=api");
        var campaign = await server.CampaignAsync();
        var location = (await SendAsync(server, campaign, "Phone\n9876543210\n9876543211\n")).ShouldBe(HttpStatusCode.Accepted).Message.Headers.Location!.ToString();
        await server.Database.WriteAsync(session => session.ExecuteAsync("UPDATE campaigns SET status = 'cancelled'"));

        await server.Services.GetRequiredService<ImportWorker>().ReadDueAsync(CancellationToken.None);

        var view = (await server.GetAsync(location)).Json;
        view["status"]!.GetValue<string>().ShouldBe("failed");
        view["error"]!.GetValue<string>().ShouldContain("cancelled");
        view["notReached"]!.GetValue<long>().ShouldBe(2);
        Numbers(view).ShouldBe([0, 0, 0, 0]);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_workbook_is_read_as_a_person_sees_it(string engine)
    {
        var server = await StartAsync(engine, "--Roles=api,jobs");
        var campaign = await server.CampaignAsync("""{"leadSchema": [{"name": "amount", "type": "number"}]}""");
        const string Rows = """
            <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>name</t></is></c><c r="C1" t="s"><v>1</v></c><c r="D1" t="inlineStr"><is><t>day</t></is></c></row>
            <row r="2"><c r="A2"><v>919876543210</v></c><c r="B2" t="s"><v>2</v></c><c r="C2"><v>12.5</v></c><c r="D2" s="1"><v>46000</v></c></row>
            <row r="3"><c r="A3"><v>9.19876543211E+11</v></c><c r="B3" t="inlineStr"><is><t>Bob</t></is></c></row>
            <row r="4"><c r="A4" t="e"><v>#N/A</v></c><c r="B4" t="inlineStr"><is><t>Carl</t></is></c></row>
            <row r="5"/><row r="6"><c r="A6"/></row>
            """;

        var location = (await SendAsync(server, campaign, Workbook(Rows, "Mobile No.", "amount", "Asha"), ImportsApi.XlsxType)).ShouldBe(HttpStatusCode.Accepted)
            .Message.Headers.Location!.ToString();
        var view = await EndAsync(server, location);

        view["status"]!.GetValue<string>().ShouldBe("done", view.ToJsonString());
        view["accepted"]!.GetValue<long>().ShouldBe(2, view.ToJsonString());
        view["errors"]!.AsArray().Select(error => $"{error!["row"]} {error["column"]} {error["code"]} {error["value"]}").ShouldBe(["4 Mobile No. formula-error #N/A"]);
        var leads = (await server.GetAsync("/api/leads")).Json["data"]!.AsArray();
        leads.Select(lead => lead!["normalizedPhoneNumber"]!.GetValue<string>()).Order().ShouldBe(["+919876543210", "+919876543211"]);
        leads.Select(lead => lead!["recipientData"]!.ToJsonString()).ShouldContain("""{"name":"Asha","amount":12.5,"day":"2025-12-09"}""");
    }

    [Theory]
    [InlineData("utf-16", "Phone\tname\r\n9876543210\t\"Zoë\r\nB\"\r\n\r\n")]
    [InlineData("windows-1252", "Phone;name\r\n9876543210;\"Zoë\r\nB\"\r\n;\r\n")]
    [InlineData("utf-8", "Phone|name\n9876543210|\"Zoë\r\nB\"\n")]
    public async Task A_file_is_read_in_the_letters_and_with_the_delimiter_it_was_saved_with(string encoding, string csv)
    {
        var path = Path.Combine(Folder, "file.csv");
        await System.IO.File.WriteAllTextAsync(path, csv, CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding));

        var rows = ImportFile.Rows(path, ImportFile.CsvFormat).ToList();

        rows[0].ShouldBe(["Phone", "name"]);
        rows[1].ShouldBe(["9876543210", "Zoë\r\nB"]);
    }

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public void The_first_header_may_have_a_line_break(char delimiter) =>
        Csv.DelimiterOf(new StringReader($"\"Phone\r\nnumber\"{delimiter}name\r\n9876543210{delimiter}\"a,b;c,d;e\"\r\n")).ShouldBe(delimiter);

    [Fact]
    public void A_row_that_begins_with_a_number_sign_is_a_row() =>
        Csv.Rows(new StringReader("flat,phone\n#12,9876543210\n#N/A,9876543211\n"), ',').ShouldBe([["flat", "phone"], ["#12", "9876543210"], ["#N/A", "9876543211"]]);

    [Theory]
    [InlineData("phone,name\n1,\"Asha\n2,Ravi\n", "Row 2 has a quote that is never closed")]
    [InlineData("phone,name\n1,Asha\n2,\"Ravi\" K\n3,Zoe\n", "Row 3 has a quote that is never closed, or text behind a closing quote")]
    public void A_row_with_wrong_quotes_is_named(string csv, string named) =>
        Should.Throw<InvalidDataException>(() => Csv.Rows(new StringReader(csv), ',').Count()).Message.ShouldStartWith(named);
}
