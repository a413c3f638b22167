using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Futwork.Leads;
using Futwork.Leads.Imports;
using Futwork.Queue;
using Futwork.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Futwork.Tests.Leads;

/// <summary>Base of the tests that import files of leads.</summary>
public abstract class ImportTests(PostgresServer postgres) : ApiTests(postgres)
{
    /// <summary>For a server whose imports are broken on purpose: what it would write of it hides what else a run has to say.</summary>
    private protected const string Unlogged = "--Logging:LogLevel:Futwork.Leads.Imports.ImportWorker=None";

    /// <summary>rows, accepted, refused, blank.</summary>
    private protected static long[] Numbers(JsonNode view) => [.. new[] { "rows", "accepted", "refused", "blank" }.Select(name => view[name]!.GetValue<long>())];

    private protected static async Task<JsonNode> ImportAsync(TestServer server, string campaign, string csv, string query = "")
    {
        var location = (await SendAsync(server, campaign, csv, query)).ShouldBe(HttpStatusCode.Accepted).Message.Headers.Location!.ToString();
        return await EndAsync(server, location);
    }

    private protected static async Task<JsonNode> EndAsync(TestServer server, string location)
    {
        JsonNode view;
        do
            view = (await server.GetAsync(location)).ShouldBe(HttpStatusCode.OK).Json;
        while (view["status"]!.GetValue<string>() == "running");
        return view;
    }

    private protected static Task<Answer> SendAsync(TestServer server, string campaign, string csv, string query = "") =>
        SendAsync(server, campaign, Encoding.UTF8.GetBytes(csv), "text/csv", query);

    private protected static async Task<Answer> SendAsync(TestServer server, string campaign, byte[] file, string type, string query = "")
    {
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return await Answer.OfAsync(await server.Client.PostAsync($"/api/campaigns/{campaign}/leads/imports{query}", content));
    }

    /// <summary>A workbook as ECMA-376 has it: shared texts, a style for days, and a second sheet.</summary>
    private protected static byte[] Workbook(string rows, params string[] texts)
    {
        const string Main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
        const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        const string Package = "http://schemas.openxmlformats.org/package/2006";
        const string Types = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
        var parts = new Dictionary<string, string>
        {
            ["[Content_Types].xml"] = $"""<Types xmlns="{Package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{Types}sheet.main+xml"/></Types>""",
            ["_rels/.rels"] = $"""<Relationships xmlns="{Package}/relationships"><Relationship Id="r1" Type="{Office}/officeDocument" Target="xl/workbook.xml"/></Relationships>""",
            ["xl/workbook.xml"] = $"""<workbook {Main} xmlns:r="{Office}"><sheets><sheet name="Leads" sheetId="1" r:id="r1"/><sheet name="Notes" sheetId="2" r:id="r2"/></sheets></workbook>""",
            ["xl/_rels/workbook.xml.rels"] = $"""<Relationships xmlns="{Package}/relationships"><Relationship Id="r1" Type="{Office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{Office}/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="r3" Type="{Office}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r4" Type="{Office}/styles" Target="styles.xml"/></Relationships>""",
            ["xl/styles.xml"] = $"""<styleSheet {Main}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>""",
            ["xl/sharedStrings.xml"] = $"""<sst {Main}>{string.Concat(texts.Select(text => $"<si><t>{text}</t></si>"))}</sst>""",
            ["xl/worksheets/sheet1.xml"] = $"""<worksheet {Main}><sheetData>{rows}</sheetData></worksheet>""",
            ["xl/worksheets/sheet2.xml"] = $"""<worksheet {Main}><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>""",
        };
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create))
        {
            foreach (var (name, text) in parts)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return file.ToArray();
    }

    private protected static Task<long> CountAsync(TestServer server, string rows) =>
        server.Database.ReadAsync(session => session.ScalarAsync<long>($"SELECT count(*) FROM {rows}"));

    private protected static IEnumerable<string> Errors(JsonNode view) =>
        view["errors"]!.AsArray().Select(error => $"{error!["row"]} {error["column"]} {error["code"]} {error["value"]}");

    /// <summary>Uploads a file that nobody reads yet.</summary>
    /// <returns>Its address.</returns>
    private protected static async Task<string> UploadAsync(TestServer server, string campaign, string csv, string query = "") =>
        (await SendAsync(server, campaign, csv, query)).ShouldBe(HttpStatusCode.Accepted).Message.Headers.Location!.ToString();

    /// <summary>As a node that has claimed an import and reads it from where it was left.</summary>
    private protected static async Task<(Claim Claim, Import Import, ImportReading Reading)> ClaimAsync(TestServer server)
    {
        var queue = server.Services.GetRequiredService<WorkQueue>();
        var claim = await server.Database.WriteAsync(async session =>
        {
            await server.Services.GetRequiredService<ImportWorker>().ReleaseLapsedAsync(session);
            var lane = await session.ScalarAsync<string>("SELECT lane FROM work WHERE kind = 'import'");
            return (await queue.ClaimAsync(session, WorkKind.Import, lane!, 1, WorkKeeper.Lease)).Single();
        });
        var import = (await server.Database.ReadAsync(session => Import.FindAsync(session, claim.WorkspaceId, claim.CampaignId, claim.SubjectId)))!;
        var reading = new ImportReading(server.Database, server.Services.GetRequiredService<Intakes>(), queue, new LeadsOptions(), TimeProvider.System, claim, import);
        return (claim, import, reading);
    }

    /// <summary>A database that fails, from now on, at whoever writes a row of a table otherwise than allowed: a column, and what it may be.</summary>
    /// <param name="write">INSERT or UPDATE.</param>
    private protected static Task BreakAsync(TestServer server, string engine, string write, string table, string allowed) =>
        server.Database.WriteAsync(session => session.ExecuteAsync(engine == "sqlite"
            ? $"CREATE TRIGGER break BEFORE {write} ON {table} WHEN NOT (new.{allowed}) BEGIN SELECT RAISE(ABORT, 'broken'); END"
            : $"ALTER TABLE {table} ADD CONSTRAINT break CHECK ({allowed})"));

    /// <summary>A database that was broken by <see cref="BreakAsync"/> works again.</summary>
    private protected static Task MendAsync(TestServer server, string engine, string table) =>
        server.Database.WriteAsync(session => session.ExecuteAsync(engine == "sqlite" ? "DROP TRIGGER break" : $"ALTER TABLE {table} DROP CONSTRAINT break"));

    /// <summary>Whoever held an import is gone, and what is due is due now.</summary>
    private protected static Task LapseAsync(TestServer server) =>
        server.Database.WriteAsync(session => session.ExecuteAsync("UPDATE work SET lease_until = 0, due_at = 0 WHERE kind = 'import'"));

    /// <summary>As a node that has been up for a while: one that has just started takes nobody for gone.</summary>
    private protected static async Task<int> ReadDueAsync(TestServer server)
    {
        var worker = server.Services.GetRequiredService<ImportWorker>();
        await server.Database.WriteAsync(worker.ReleaseLapsedAsync);
        return await worker.ReadDueAsync(CancellationToken.None);
    }
}
