using System.Net;
using System.Text;
using Futwork.Consent;
using Futwork.Tests.Support;

namespace Futwork.Tests.Consent;

/// <summary>The do-not-call list as a file, as spreadsheets write them.</summary>
public sealed class SuppressionFileTests(PostgresServer postgres) : ApiTests(postgres)
{
    [Theory, MemberData(nameof(Engines))]
    public async Task A_file_goes_in_its_rows_are_counted_and_come_out_again(string engine)
    {
        var server = await StartAsync(engine);
        await server.PostAsync("/api/suppressions", """{"phone": "+919876543201", "expiresAt": "2090-01-01T00:00:00Z"}""");
        const string File = "\uFEFFPhone;Source;Note;Expires At\r\n+919876543201;ncpr;;\r\n\"98765 43202\";;\"said \"\"no\"\"; twice\";31/12/2098\r\n\r\n'9876543203;;=1+1;\r\n"
            + "9.876543204E+9;;;\r\n9.87E+9;;;\r\n9876543205;;;2001-01-01\r\n9876543206;;;soon\r\n9876543202;;;2099-01-31\r\n";

        var done = (await ImportAsync(server, File)).ShouldBe(HttpStatusCode.OK).Json;

        (N(done, "rows"), N(done, "listed"), N(done, "known"), N(done, "rejected")).ShouldBe((8, 3, 2, 3));
        done["errors"]!.AsArray().Select(error => $"{error!["row"]} {error["column"]} {error["code"]} {error["value"]}").ShouldBe(
            ["7 phone invalid-phone 9.87E+9", "8 expiresAt expired 2001-01-01", "9 expiresAt invalid-expiry soon"]);
        var listed = (await server.GetAsync("/api/suppressions")).Json["data"]!.AsArray().ToDictionary(row => row!["phone"]!.GetValue<string>());
        listed.Keys.ShouldBe(["+919876543201", "+919876543202", "+919876543203", "+919876543204"], ignoreOrder: true);
        listed["+919876543201"]!["source"]!.GetValue<string>().ShouldBe("ncpr");
        listed["+919876543201"]!["expiresAt"].ShouldBeNull("for good is longer");
        listed["+919876543202"]!["expiresAt"]!.GetValue<string>().ShouldStartWith("2099-01-31");
        listed["+919876543202"]!["source"]!.GetValue<string>().ShouldBe("file");

        var export = await server.GetAsync("/api/suppressions/export");
        export.Message.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        export.Body.ShouldContain("phone,source,note,expiresAt,createdAt,callSid\r\n");
        export.Body.ShouldContain("+919876543203,file,'=1+1,,");
        var again = (await ImportAsync(server, export.Body)).Json;
        (N(again, "rows"), N(again, "listed"), N(again, "known"), N(again, "rejected")).ShouldBe((4, 0, 4, 0));
        (await server.GetAsync("/api/suppressions/export")).Body.ShouldBe(export.Body);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_long_file_is_taken_whole_and_what_is_on_it_is_not_dialled(string engine)
    {
        var server = await StartAsync(engine);
        var file = new StringBuilder("number\n");
        for (var i = 0; i < 12_000; i++)
            file.Append(7_000_000_000L + i).Append('\n');

        N((await ImportAsync(server, file.ToString())).Json, "listed").ShouldBe(12_000);

        (await server.GetAsync("/api/suppressions/export")).Body.Split("\r\n").Length.ShouldBe(12_002);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_NUL_in_a_note_does_no_harm(string engine)
    {
        var server = await StartAsync(engine);

        N((await ImportAsync(server, "phone,note\n9876543210,said\0 no\n")).Json, "listed").ShouldBe(1);
    }

    [Fact]
    public async Task A_row_that_begins_with_a_number_sign_is_on_the_list_as_well()
    {
        var server = await StartAsync("sqlite");

        N((await ImportAsync(server, "note,phone\n#7 said no,9876543210\n")).Json, "listed").ShouldBe(1);
    }

    [Fact]
    public async Task Of_many_rows_that_cannot_be_taken_all_are_counted_and_the_first_told()
    {
        var server = await StartAsync("sqlite");

        var done = (await ImportAsync(server, "phone\n" + string.Concat(Enumerable.Repeat("1\n", SuppressionFile.MostErrors + 7)))).Json;

        (N(done, "rows"), N(done, "rejected"), done["errors"]!.AsArray().Count).ShouldBe((1007, 1007, 1000));
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(2, false)]
    public void A_file_of_too_many_rows_is_refused_whole(int most, bool isTaken)
    {
        var read = SuppressionFile.Read("phone\n9876543210\n\n9876543211\n1\n", "IN", DateTimeOffset.UnixEpoch, (phone, source, _, _) => new Suppression { WorkspaceId = "w", Id = "i", Phone = phone, Source = source, CreatedAt = 1 }, most);

        (read.Value?.Taken.Count, read.Problem is null).ShouldBe(isTaken ? (2, true) : (null, false));
    }

    [Theory]
    [InlineData("", "", "empty")]
    [InlineData("name,age\n1,2\n", "", "phone")]
    [InlineData("phone\n1\n", "?country=XX", "country")]
    [InlineData("phone,note\n+919876543210,\n+919876543211,\"asked by mail\n+919876543212,\n", "", "Row 3 has a quote that is never closed")]
    public async Task A_file_that_is_none_is_refused(string file, string query, string named)
    {
        var server = await StartAsync("sqlite");

        (await ImportAsync(server, file, query)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-request").Body.ShouldContain(named);
    }

    private static int N(System.Text.Json.Nodes.JsonNode node, string name) => node[name]!.GetValue<int>();

    private static async Task<Answer> ImportAsync(TestServer server, string file, string query = "")
    {
        using var content = new StringContent(file, Encoding.UTF8, "text/csv");
        return await Answer.OfAsync(await server.Client.PostAsync($"/api/suppressions/import{query}", content));
    }
}
