using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Futwork.Simulator.Demo;
using Futwork.Simulator.Personas;
using Futwork.Tests.Support;

namespace Futwork.Tests.Journeys;

/// <summary>A file as somebody saved it from Excel: tried first, then taken in, its people called, and what was refused mended and sent again.</summary>
[Collection(RealTime.Name), Trait("kind", "journey")]
public sealed class ImportJourney(PostgresServer postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task People_of_a_file_are_called_and_the_refused_rows_come_back_to_be_mended(string engine)
    {
        var file = Path.Combine(Path.GetTempPath(), $"futwork-{Guid.NewGuid():n}.db");
        await using var platform = await Platform.StartAsync(engine == "postgres" ? await postgres.CreateDatabaseAsync() : file);
        var campaign = await platform.CampaignAsync(DemoAgent.Definition(), new JsonObject { ["duplicates"] = "skip", ["timezone"] = "Asia/Kolkata" });
        // Whoever answers by these two digits is busy, so that nobody has to be talked to.
        var digits = PersonaBook.BuiltIn().Personas.First(persona => persona.Name == "busy").Number;
        var (busy, formula, other) = ($"99997898{digits}", $"99997897{digits}.0", $"99997896{digits}");
        // A quote that keeps the number text, all digits of a short form, decimals; then a number whose digits are gone, a formula, a later call, an empty line.
        var sheet = "\uFEFFMobile No.;customer_name;place;externalId;Not before\r\n"
            + $"'+91{busy};\"Rao; Asha\";Pune;crm-1;\r\n"
            + "9.2E+11;Bob;Pune;crm-2;\r\n"
            + $"{formula};#N/A;Pune;crm-3;\r\n"
            + "9.19999789998E+11;Dan;Pune;crm-4;2099-01-01 10:00\r\n"
            + ";;;;\r\n";

        var dry = await ImportAsync(platform, campaign, sheet, "?dryRun=true");
        Counts(dry).ShouldBe((5, 2, 2, 1));
        (await platform.Server.GetAsync($"/api/leads?campaignId={campaign}")).Json["data"]!.AsArray().ShouldBeEmpty();

        var import = await ImportAsync(platform, campaign, sheet);
        Counts(import).ShouldBe((5, 2, 2, 1));
        import["errors"]!.AsArray().Select(error => $"{error!["row"]} {error["column"]} {error["code"]}").ShouldBe(["3 Mobile No. excel-rounded-number", "4 customer_name formula-error"]);
        var called = await OfAsync(platform, "crm-1");
        await called.Final.WaitAsync(Patience);
        called.Statuses.ShouldBe(["busy"]);
        called.SignatureProblems.ShouldBeEmpty();
        called.Text.ShouldContain("\"recipientData\":" + """{"customer_name":"Rao; Asha","place":"Pune"}""");

        // Both are mended: one to a number that is there by now, one to a person who is busy as well, as another number of the same phone.
        var rejects = await platform.Server.Client.GetStringAsync($"/api/campaigns/{campaign}/leads/imports/{import["importId"]}/rejects");
        rejects.ShouldContain("import error");
        var mended = await ImportAsync(platform, campaign, rejects.Replace("9.2E+11", busy).Replace("#N/A", "Carl").Replace(formula, $"0{busy[..^2]}{busy[^2..]}"));
        mended["mapping"]!.AsObject().ContainsKey("import error").ShouldBeFalse();
        (mended["rows"]!.GetValue<long>(), mended["skipped"]!.GetValue<long>()).ShouldBe((2, 2), mended.ToJsonString());

        var second = await ImportAsync(platform, campaign, rejects.Replace("9.2E+11", other).Replace("#N/A", "Carl"));
        (second["accepted"]!.GetValue<long>(), second["refused"]!.GetValue<long>()).ShouldBe((2, 0), second.ToJsonString());
        var leads = (await platform.Server.GetAsync($"/api/leads?campaignId={campaign}")).Json["data"]!.AsArray();
        leads.Select(lead => lead!["externalId"]!.GetValue<string>()).Order().ShouldBe(["crm-1", "crm-2", "crm-3", "crm-4"]);
        var later = (await platform.Server.GetAsync($"/api/leads/{await IdAsync(platform, "crm-4")}/explain")).Json;
        later["earliestCallAt"]!.GetValue<DateTimeOffset>().ShouldBe(new DateTimeOffset(2099, 1, 1, 10, 0, 0, TimeSpan.FromHours(5.5)));
        await (await OfAsync(platform, "crm-2")).Final.WaitAsync(Patience);
        await (await OfAsync(platform, "crm-3")).Final.WaitAsync(Patience);
    }

    private static (long Rows, long Accepted, long Refused, long Blank) Counts(JsonNode view) =>
        (view["rows"]!.GetValue<long>(), view["accepted"]!.GetValue<long>(), view["refused"]!.GetValue<long>(), view["blank"]!.GetValue<long>());

    private static async Task<string> IdAsync(Platform platform, string externalId) =>
        (await platform.Server.GetAsync($"/api/leads?externalId={externalId}")).Json["data"]![0]!["leadId"]!.GetValue<string>();

    private static async Task<Journey> OfAsync(Platform platform, string externalId) => platform.Of(await IdAsync(platform, externalId));

    private static async Task<JsonNode> ImportAsync(Platform platform, string campaign, string csv, string query = "")
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(csv));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        var answer = await Answer.OfAsync(await platform.Server.Client.PostAsync($"/api/campaigns/{campaign}/leads/imports{query}", content));
        var location = answer.ShouldBe(HttpStatusCode.Accepted).Message.Headers.Location!.ToString();
        JsonNode? view = null;
        await Eventually.HappensAsync(async () => (view = (await platform.Server.GetAsync(location)).Json)["status"]!.GetValue<string>() != "running");
        return view!;
    }
}
