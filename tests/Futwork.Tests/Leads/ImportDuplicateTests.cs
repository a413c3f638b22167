using System.Net;
using Futwork.Tests.Support;

namespace Futwork.Tests.Leads;

/// <summary>Rows that are there already, in files large enough to be copied as a whole.</summary>
public sealed class ImportDuplicateTests(PostgresServer postgres) : ImportTests(postgres)
{
    private const int Rows = 600;

    [Theory, MemberData(nameof(Engines))]
    public async Task External_ids_that_the_campaign_or_an_earlier_row_has_are_refused_and_all_others_taken(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();
        var known = await server.LeadAsync(campaign, """{"recipientPhoneNumber": "9999789877", "recipientData": {}, "externalId": "7"}""");
        var csv = "Phone,externalId\n" + string.Concat(Enumerable.Range(0, Rows).Select(i => $"{6_000_000_000L + i},{(i == 500 ? "499" : i % 3 == 2 ? "" : $"{i}")}\n"));

        var location = await UploadAsync(server, campaign, csv);
        await ReadDueAsync(server);

        var view = (await server.GetAsync(location)).Json;
        Numbers(view).ShouldBe([Rows, Rows - 2, 2, 0]);
        Errors(view).ShouldBe(["9 externalId duplicate-external-id 7", "502 externalId duplicate-external-id 499"]);
        view["errors"]![0]!["fix"]!.GetValue<string>().ShouldContain(known);
        (await CountAsync(server, "leads")).ShouldBe(Rows - 1);
        (await CountAsync(server, "work WHERE kind = 'dial'")).ShouldBe(Rows - 1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_same_file_at_the_same_time_twice_is_taken_in_once(string engine)
    {
        var server = await StartAsync(engine, "--Roles=api,jobs");
        var campaign = await server.CampaignAsync();
        var csv = "Phone,externalId\n" + string.Concat(Enumerable.Range(0, Rows).Select(i => $"{6_000_000_000L + i},{i}\n"));

        var imports = new[] { await UploadAsync(server, campaign, csv), await UploadAsync(server, campaign, csv) };
        var batch = server.PostAsync($"/api/campaigns/{campaign}/leads/batch",
            $$"""{"leads": [{{string.Join(',', Enumerable.Range(0, Rows).Reverse().Select(i => $$"""{"recipientPhoneNumber": "{{6_000_000_000L + i}}", "recipientData": {}, "externalId": "{{i}}"}"""))}}]}""");
        var views = await Task.WhenAll(imports.Select(location => EndAsync(server, location)));

        views.ShouldAllBe(view => view["status"]!.GetValue<string>() == "done" && view["rows"]!.GetValue<long>() == Rows);
        var taken = views.Sum(view => view["accepted"]!.GetValue<long>()) + (await batch).ShouldBe(HttpStatusCode.OK).Json["accepted"]!.GetValue<long>();
        taken.ShouldBe(Rows);
        (await CountAsync(server, "leads")).ShouldBe(Rows);
        (await CountAsync(server, "work WHERE kind = 'dial'")).ShouldBe(Rows);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Known_numbers_get_the_data_of_their_last_row_and_what_is_not_said_stays(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync("""{"duplicates": "update", "timezone": "Asia/Kolkata"}""");
        await UploadAsync(server, campaign, "Phone,name,priority\n" + string.Concat(Enumerable.Range(0, Rows).Select(i => $"{6_000_000_000L + i},first {i},3\n")));
        await ReadDueAsync(server);
        // All again, the first one twice more; one is new.
        var again = "Phone,name,priority,notBefore\n" + string.Concat(Enumerable.Range(0, Rows).Select(i => $"{6_000_000_000L + i},second {i},,2090-01-02\n"))
            + "6000000000,third,7,\n6999999999,new,,\n6999999999,newer,5,\n6000000000,fourth,,\n";

        var location = await UploadAsync(server, campaign, again);
        await ReadDueAsync(server);

        var view = (await server.GetAsync(location)).Json;
        new[] { "rows", "accepted", "updated", "skipped", "refused" }.Select(name => view[name]!.GetValue<long>()).ShouldBe([Rows + 4, 1, Rows + 3, 0, 0]);
        (await CountAsync(server, "leads")).ShouldBe(Rows + 1);
        (await CountAsync(server, $"leads WHERE recipient_data LIKE '%second%' AND priority = 3 AND not_before = 3786978600000")).ShouldBe(Rows - 1);
        (await CountAsync(server, $"work WHERE kind = 'dial' AND priority = 3 AND due_at = 3786978600000")).ShouldBe(Rows - 1);
        (await CountAsync(server, "leads WHERE phone = '+916000000000' AND recipient_data LIKE '%fourth%' AND priority = 7 AND not_before = 3786978600000")).ShouldBe(1);
        (await CountAsync(server, "leads WHERE phone = '+916999999999' AND recipient_data LIKE '%newer%' AND priority = 5 AND not_before IS NULL")).ShouldBe(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_header_that_is_there_twice_is_refused_unless_it_is_left_out(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();

        (await SendAsync(server, campaign, "Phone,name,name\n9876543210,a,b\n")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-request")
            .Text("detail").ShouldContain("2 columns would become 'name'");
        (await SendAsync(server, campaign, "Phone,Phone\n9876543210,9876543211\n")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-request")
            .Text("detail").ShouldContain("both look like the phone number");
        (await CountAsync(server, "import_parts")).ShouldBe(0);

        var location = await UploadAsync(server, campaign, "Phone,name,name\n9876543210,a,b\n", $"?mapping={Uri.EscapeDataString("""{"name": null}""")}");
        await ReadDueAsync(server);
        Numbers((await server.GetAsync(location)).Json).ShouldBe([1, 1, 0, 0]);
    }
}
