using System.Net;
using System.Text;
using Futwork.Leads.Imports;
using Futwork.Tests.Support;

namespace Futwork.Tests.Leads;

/// <summary>Columns: how many there may be, and those that are the lead's own fields.</summary>
public sealed class ImportColumnTests(PostgresServer postgres) : ImportTests(postgres)
{
    [Theory, MemberData(nameof(Engines))]
    public async Task When_and_how_soon_to_call_are_columns_too(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync("""{"timezone": "Asia/Kolkata"}""");
        const string Csv = """
            Phone,name,Priority,Not before,expires_at
            9876543210,Asha,9,2090-01-02 10:00,2090-01-02T18:00:00+05:30
            9876543211,Bob,,2090-01-02,
            9876543212,Carl,,,
            9876543213,Dan,high,tomorrow,2090-01-02
            9876543214,Eve,10,2090-01-03 10:00,2090-01-02 10:00
            """;

        var location = await UploadAsync(server, campaign, Csv);
        await ReadDueAsync(server);

        var view = (await server.GetAsync(location)).Json;
        Numbers(view).ShouldBe([5, 3, 2, 0]);
        Errors(view).ShouldBe([
            "5 Priority invalid high", "5 Not before invalid tomorrow", "5 expires_at invalid 2090-01-02",
            "6 Priority invalid 10",
        ]);
        view["errors"]![2]!["fix"]!.GetValue<string>().ShouldContain("18:00");
        var leads = (await server.GetAsync("/api/leads")).Json["data"]!.AsArray().OrderBy(lead => lead!["normalizedPhoneNumber"]!.GetValue<string>()).ToList();
        leads.Select(lead => lead!["recipientData"]!.ToJsonString()).ShouldBe(["""{"name":"Asha"}""", """{"name":"Bob"}""", """{"name":"Carl"}"""]);
        leads.Select(lead => $"{lead!["priority"]} {lead["notBefore"]} {lead["expiresAt"]}").ShouldBe([
            "9 2090-01-02T04:30:00+00:00 2090-01-02T12:30:00+00:00", "0 2090-01-01T18:30:00+00:00 ", "0  ",
        ]);
        (await CountAsync(server, "work WHERE kind = 'dial' AND priority = 9 AND due_at = 3787014600000 AND expires_at = 3787043400000")).ShouldBe(1);
    }

    [Fact]
    public async Task A_header_wider_than_any_sheet_is_refused_and_one_that_is_as_wide_is_taken()
    {
        var server = await StartAsync("sqlite", "--Roles=api");
        var campaign = await server.CampaignAsync();
        var columns = "Phone" + string.Concat(Enumerable.Range(2, WorkbookSheet.LastColumn - 1).Select(column => $",c{column}"));

        var refused = await SendAsync(server, campaign, $"{columns},more\n9876543210\n");

        refused.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-request").Text("detail").ShouldStartWith("Row 1, the header, has 16385 columns; at most 16384 are read");
        (await SendAsync(server, campaign, $"{columns}\n9876543210\n")).ShouldBe(HttpStatusCode.Accepted);
        // The list of what that refuses has two more.
        (await SendAsync(server, campaign, $"{columns},{ImportMapping.RejectRow},{ImportMapping.RejectReason}\n9876543210\n")).ShouldBe(HttpStatusCode.Accepted);
    }

    [Theory]
    [InlineData(ImportFile.CsvFormat)]
    [InlineData(ImportFile.XlsxFormat)]
    public async Task A_header_that_is_no_name_but_a_text_is_refused_with_its_column_and_how_it_begins(string format)
    {
        var server = await StartAsync("sqlite", "--Roles=api");
        var campaign = await server.CampaignAsync();
        var (longest, longer) = (new string('a', 1000), new string('b', 1001));
        const string Row = """<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>""";

        var answer = format == ImportFile.CsvFormat
            ? await SendAsync(server, campaign, $"Phone,{longest},{longer}\n")
            : await SendAsync(server, campaign, Workbook(Row, "Phone", longest, longer), ImportsApi.XlsxType);

        var problem = answer.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-request");
        problem.Text("detail").ShouldStartWith("Row 1, column 3: the header has 1001 letters");
        problem.Json["errors"]![0]!["sent"]!.GetValue<string>().ShouldStartWith("\"bbb");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Of_a_row_with_very_many_faults_the_first_are_told(string engine)
    {
        var server = await StartAsync(engine);
        var (columns, cells) = (new StringBuilder("Phone"), new StringBuilder("9876543210"));
        for (var column = 1; column <= 30; column++)
        {
            columns.Append($",c{column}");
            cells.Append(",#N/A");
        }

        var location = await UploadAsync(server, await server.CampaignAsync(), $"{columns}\n{cells}\n");
        await ReadDueAsync(server);

        var view = (await server.GetAsync(location)).Json;
        Numbers(view).ShouldBe([1, 0, 1, 0]);
        Errors(view).ShouldBe(Enumerable.Range(1, 20).Select(column => $"2 c{column} formula-error #N/A"));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_time_without_an_offset_needs_the_campaigns_timezone_and_an_end_before_the_beginning_is_refused(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();
        const string Csv = """
            Phone,notBefore,expiresAt
            9876543210,2090-01-02 10:00,
            9876543211,2090-01-03T10:00:00+05:30,2090-01-02T10:00:00Z
            9876543212,,2020-01-02T10:00:00Z
            """;

        var location = await UploadAsync(server, campaign, Csv);
        await ReadDueAsync(server);

        var view = (await server.GetAsync(location)).Json;
        Errors(view).ShouldBe([
            "2 notBefore invalid 2090-01-02 10:00", "3 expiresAt invalid \"2090-01-02T10:00:00+00:00\"", "4 expiresAt invalid \"2020-01-02T10:00:00+00:00\"",
        ]);
        view["errors"]![0]!["fix"]!.GetValue<string>().ShouldContain("give the campaign a timezone");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_field_of_the_lead_schema_of_such_a_name_stays_data_and_the_client_may_say_either(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync("""{"leadSchema": [{"name": "priority", "required": true}]}""");
        const string Csv = "Phone,priority,urgency\n9876543210,gold,7\n9876543211,,7\n";

        var location = await UploadAsync(server, campaign, Csv, $"?mapping={Uri.EscapeDataString("""{"urgency": "priority"}""")}");
        await ReadDueAsync(server);

        var view = (await server.GetAsync(location)).Json;
        view["mapping"]!.ToJsonString().ShouldBe("""{"Phone":"recipientPhoneNumber","priority":"/recipientData/priority","urgency":"priority"}""");
        Errors(view).ShouldBe(["3 priority missing "]);
        var lead = (await server.GetAsync("/api/leads")).Json["data"]![0]!;
        $"{lead["priority"]} {lead["recipientData"]!.ToJsonString()}".ShouldBe("""7 {"priority":"gold"}""");
    }
}
