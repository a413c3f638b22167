using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Futwork.Tests.Support;

namespace Futwork.Tests.Leads;

/// <summary>An upload whose answer got lost is sent again: nobody is called twice for that.</summary>
public sealed class ImportRepeatTests(PostgresServer postgres) : ImportTests(postgres)
{
    private const string File = "Phone,name\n9876543210,Asha\n9876543211,Bob\n";
    private const string Mapping = """{"name": null}""";

    [Theory, MemberData(nameof(Engines))]
    public async Task The_same_key_with_the_same_file_is_answered_with_the_first_import_whatever_has_become_of_it(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();

        var first = (await SendWithKeyAsync(server, campaign, File, "one")).ShouldBe(HttpStatusCode.Accepted);
        var second = (await SendWithKeyAsync(server, campaign, File, "one")).ShouldBe(HttpStatusCode.Accepted);
        await ReadDueAsync(server);
        await server.Database.WriteAsync(session => session.ExecuteAsync("UPDATE campaigns SET status = 'completed'"));
        var third = (await SendWithKeyAsync(server, campaign, File, "\"one\"")).ShouldBe(HttpStatusCode.Accepted);

        first.Message.Headers.Contains("Idempotency-Replayed").ShouldBeFalse();
        foreach (var repeated in new[] { second, third })
        {
            repeated.Body.ShouldBe(first.Body);
            repeated.Message.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
            repeated.Message.Headers.Location.ShouldBe(first.Message.Headers.Location);
        }

        Numbers((await server.GetAsync(first.Message.Headers.Location!.ToString())).Json).ShouldBe([2, 2, 0, 0]);
        (await CountAsync(server, "imports"), await CountAsync(server, "leads"), await CountAsync(server, "import_parts")).ShouldBe((1, 2, 0));
        (await SendWithKeyAsync(server, campaign, File, "two")).ShouldBeProblem(HttpStatusCode.Conflict, "campaign-completed");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_same_key_with_another_file_or_other_settings_is_refused_and_leaves_nothing(string engine)
    {
        var server = await StartAsync(engine);
        var (campaign, another) = (await server.CampaignAsync(), await server.CampaignAsync());
        await SendWithKeyAsync(server, campaign, File, "one");

        Answer[] refused =
        [
            await SendWithKeyAsync(server, campaign, File + "9876543212,Carl\n", "one"),
            await SendWithKeyAsync(server, campaign, File, "one", "?dryRun=true"),
            await SendWithKeyAsync(server, campaign, File, "one", $"?mapping={Uri.EscapeDataString(Mapping)}"),
            await SendWithKeyAsync(server, another, File, "one"),
        ];

        foreach (var answer in refused)
        {
            answer.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
            answer.Message.Headers.Location.ShouldBeNull();
        }

        (await CountAsync(server, "imports"), await CountAsync(server, "import_parts"), await CountAsync(server, "work WHERE kind = 'import'")).ShouldBe((1, 1, 1));
        Directory.GetFiles(Path.Combine(Folder, "imports")).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_key_that_comes_several_times_at_the_same_moment_makes_one_import(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SendWithKeyAsync(server, campaign, File, "one")));

        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.Accepted);
        answers.Select(answer => answer.Body).Distinct().Count().ShouldBe(1);
        answers.Select(answer => answer.Message.Headers.Location!.ToString()).Distinct().Count().ShouldBe(1);
        (await CountAsync(server, "imports"), await CountAsync(server, "import_parts"), await CountAsync(server, "work WHERE kind = 'import'")).ShouldBe((1, 1, 1));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_file_that_is_refused_may_be_mended_and_sent_with_its_key(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();

        (await SendWithKeyAsync(server, campaign, "A,B\n9876543210,Asha\n", "one")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-request");
        (await SendWithKeyAsync(server, campaign, File, "one")).ShouldBe(HttpStatusCode.Accepted);

        (await SendWithKeyAsync(server, campaign, File, new string('x', 256))).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-request");
        (await CountAsync(server, "imports")).ShouldBe(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_key_is_one_of_a_push_or_of_an_import(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/campaigns/{campaign}/leads");
        request.Content = new StringContent(new JsonObject { ["recipientPhoneNumber"] = "9876543210", ["recipientData"] = new JsonObject() }.ToJsonString(), Encoding.UTF8, "application/json");
        request.Headers.Add("Idempotency-Key", "one");
        (await Answer.OfAsync(await server.Client.SendAsync(request))).ShouldBe(HttpStatusCode.Created);

        (await SendWithKeyAsync(server, campaign, File, "one")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
    }

    private static async Task<Answer> SendWithKeyAsync(TestServer server, string campaign, string csv, string key, string query = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/campaigns/{campaign}/leads/imports{query}");
        request.Content = new StringContent(csv, Encoding.UTF8, "text/csv");
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await Answer.OfAsync(await server.Client.SendAsync(request));
    }
}
