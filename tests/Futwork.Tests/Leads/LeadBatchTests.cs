using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Futwork.Tests.Support;

namespace Futwork.Tests.Leads;

public sealed class LeadBatchTests(PostgresServer postgres) : ApiTests(postgres)
{
    [Theory, MemberData(nameof(Engines))]
    public async Task Every_lead_of_a_batch_is_answered_for_itself(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();
        var before = await server.LeadAsync(campaign, """{"recipientPhoneNumber": "9999789877", "recipientData": {}, "externalId": "crm-1"}""");

        var answer = (await server.PostAsync($"/api/campaigns/{campaign}/leads/batch",
            """
            {"leads": [
              {"recipientPhoneNumber": "9999789877", "recipientData": { "a" : 1.50 }, "externalId": "crm-2"},
              {"recipientPhoneNumber": "123", "recipientData": {}},
              {"recipientPhoneNumber": "9999789878", "recipientData": {}, "externalId": "crm-1"},
              {"recipientPhoneNumber": "9999789879", "recipientData": {}, "externalId": "crm-2"},
              7,
              {"recipientPhoneNumber": "9999789870", "recipientData": {}}]}
            """)).ShouldBe(HttpStatusCode.OK).Json;

        answer["success"]!.GetValue<bool>().ShouldBeFalse();
        answer["total"]!.GetValue<int>().ShouldBe(6);
        answer["accepted"]!.GetValue<int>().ShouldBe(2);
        answer["refused"]!.GetValue<int>().ShouldBe(4);
        var results = answer["results"]!.AsArray();
        results.Select(result => result!["index"]!.GetValue<int>()).ShouldBe([0, 1, 2, 3, 4, 5]);
        results.Select(result => result!["success"]!.GetValue<bool>()).ShouldBe([true, false, false, false, false, true]);
        results[1]!["problem"]!["errors"]![0]!["pointer"]!.GetValue<string>().ShouldBe("/recipientPhoneNumber");
        results[2]!["problem"]!["code"]!.GetValue<string>().ShouldBe("duplicate-external-id");
        results[2]!["problem"]!["leadId"]!.GetValue<string>().ShouldBe(before);
        var first = results[0]!["leadId"]!.GetValue<string>();
        results[3]!["problem"]!["leadId"]!.GetValue<string>().ShouldBe(first);
        (await server.GetAsync($"/api/leads/{first}")).Body.ShouldContain("""{ "a" : 1.50 }""");
        (await CountAsync(server, "work WHERE kind = 'dial'")).ShouldBe(3);
    }

    [Fact]
    public async Task Of_a_lead_with_very_many_faults_the_first_are_told()
    {
        var server = await StartAsync("sqlite");
        var schema = string.Join(", ", Enumerable.Range(0, 30).Select(i => $$"""{"name": "field{{i}}", "required": true}"""));
        var campaign = await server.CampaignAsync($$"""{"leadSchema": [{{schema}}]}""");

        var answer = (await server.PostAsync($"/api/campaigns/{campaign}/leads/batch", """{"leads": [{"recipientPhoneNumber": "9999789877", "recipientData": {}}]}""")).Json;

        var problem = answer["results"]![0]!["problem"]!;
        problem["errors"]!.AsArray().Count.ShouldBe(20);
        problem["detail"]!.GetValue<string>().ShouldStartWith("More than 20 things");
    }

    [Fact]
    public async Task Of_a_request_with_very_many_unknown_names_the_first_are_told()
    {
        var server = await StartAsync("sqlite");
        var names = string.Join(", ", Enumerable.Range(0, 3000).Select(i => $"\"field{i}\": 1"));

        var refused = (await server.PostAsync("/api/suppressions", $$"""{"phone": "9999789877", {{names}}}""")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-request");

        refused.Json["errors"]!.AsArray().Count.ShouldBe(20);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_batch_of_ten_thousand_is_taken_and_one_more_is_not(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();

        var answer = (await server.PostAsync($"/api/campaigns/{campaign}/leads/batch", Batch(10_000))).ShouldBe(HttpStatusCode.OK).Json;
        (await server.PostAsync($"/api/campaigns/{campaign}/leads/batch", Batch(10_001))).ShouldRefuse("/leads");

        answer["accepted"]!.GetValue<int>().ShouldBe(10_000);
        (await CountAsync(server, "leads")).ShouldBe(10_000);
        (await CountAsync(server, "work WHERE kind = 'dial'")).ShouldBe(10_000);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_batch_that_is_sent_again_with_its_key_is_taken_once(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => PushAsync(server, campaign, Batch(50), "one")));

        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        answers.Select(answer => answer.Body).Distinct().Count().ShouldBe(1);
        (await CountAsync(server, "leads")).ShouldBe(50);
        (await PushAsync(server, campaign, Batch(51), "one")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_batch_whose_leads_are_all_refused_may_be_mended_and_sent_with_the_same_key(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();

        var refused = await PushAsync(server, campaign, """{"leads": [{"recipientPhoneNumber": "1", "recipientData": {}}]}""", "one");
        var mended = await PushAsync(server, campaign, Batch(1), "one");

        refused.ShouldBe(HttpStatusCode.OK).Json["refused"]!.GetValue<int>().ShouldBe(1);
        mended.ShouldBe(HttpStatusCode.OK).Json["accepted"]!.GetValue<int>().ShouldBe(1);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"leads": []}""")]
    [InlineData("""{"leads": {"leads": [1]}}""")]
    public async Task What_is_no_batch_is_refused(string json)
    {
        var server = await StartAsync("sqlite");
        var campaign = await server.CampaignAsync();

        (await server.PostAsync($"/api/campaigns/{campaign}/leads/batch", json)).ShouldRefuse("/leads");
        (await server.PostAsync($"/api/campaigns/{campaign}/leads/batch", json + "]")).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-json");
    }

    private static string Batch(int leads) =>
        new JsonObject
        {
            ["leads"] = new JsonArray([.. Enumerable.Range(0, leads).Select(i => new JsonObject
            {
                ["recipientPhoneNumber"] = $"{6_000_000_000L + i}",
                ["recipientData"] = new JsonObject(),
                ["externalId"] = $"crm-{i}",
            })]),
        }.ToJsonString();

    private static async Task<Answer> PushAsync(TestServer server, string campaign, string json, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/campaigns/{campaign}/leads/batch");
        request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        request.Headers.Add("Idempotency-Key", key);
        return await Answer.OfAsync(await server.Client.SendAsync(request));
    }

    private static Task<long> CountAsync(TestServer server, string rows) =>
        server.Database.ReadAsync(session => session.ScalarAsync<long>($"SELECT count(*) FROM {rows}"));
}
