using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Futwork.Tests.Support;

namespace Futwork.Tests.Leads;

/// <summary>What becomes of a number that the campaign has already.</summary>
public sealed class DuplicateNumbersTests(PostgresServer postgres) : ApiTests(postgres)
{
    private const string Asha = """{"recipientPhoneNumber": "9999789877", "recipientData": {"customer_name": "Asha"}}""";
    private const string Again = """{"recipientPhoneNumber": "+91 99997 89877", "recipientData": {"customer_name": "Asha Rao"}, "priority": 4}""";

    [Theory, MemberData(nameof(Engines))]
    public async Task A_campaign_takes_a_number_as_often_as_it_comes_unless_it_says_otherwise(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();

        await server.LeadAsync(campaign, Asha);
        await server.LeadAsync(campaign, Again);

        (await server.GetAsync($"/api/campaigns/{campaign}")).Text("duplicates").ShouldBe("allow");
        (await CountAsync(server, "leads")).ShouldBe(2);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Refuse_names_the_lead_that_is_there_and_another_campaign_does_not_mind(string engine)
    {
        var server = await StartAsync(engine);
        var (campaign, other) = (await server.CampaignAsync("""{"duplicates": "refuse"}"""), await server.CampaignAsync("""{"duplicates": "refuse"}"""));
        var first = await server.LeadAsync(campaign, Asha);

        var refused = (await server.PostAsync($"/api/campaigns/{campaign}/leads", Again)).ShouldBeProblem(HttpStatusCode.Conflict, "duplicate-number");
        await server.LeadAsync(other, Again);

        refused.Text("leadId").ShouldBe(first);
        (await CountAsync(server, $"leads WHERE campaign_id = '{campaign}'")).ShouldBe(1);
        (await server.PatchAsync($"/api/campaigns/{campaign}", """{"duplicates": "allow"}""")).ShouldBe(HttpStatusCode.OK);
        await server.LeadAsync(campaign, Again);
        (await server.PatchAsync($"/api/campaigns/{campaign}", """{"duplicates": "reject"}""")).ShouldRefuse("/duplicates");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_only_ever_called_in_and_was_not_talked_to_stands_in_nobodys_way(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync("""{"duplicates": "refuse"}""");
        await server.LeadAsync(campaign, Asha);
        await server.Database.WriteAsync(session => session.ExecuteAsync("DELETE FROM work"));

        await server.LeadAsync(campaign, Again);

        (await server.PostAsync($"/api/campaigns/{campaign}/leads", Again)).ShouldBeProblem(HttpStatusCode.Conflict, "duplicate-number");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Skip_answers_with_the_lead_that_is_there_and_changes_nothing(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync("""{"duplicates": "skip"}""");
        var first = await server.LeadAsync(campaign, Asha);

        var skipped = (await PushAsync(server, campaign, Again, "key")).ShouldBe(HttpStatusCode.OK);
        var repeated = (await PushAsync(server, campaign, Again, "key")).ShouldBe(HttpStatusCode.OK);

        (skipped.Text("leadId"), skipped.Text("status")).ShouldBe((first, "skipped"));
        repeated.Body.ShouldBe(skipped.Body);
        (await server.GetAsync($"/api/leads/{first}")).Body.ShouldContain("""{"customer_name": "Asha"}""");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Update_gives_the_lead_that_is_there_the_new_data_and_calls_nobody_twice(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync("""{"duplicates": "update"}""");
        var first = await server.LeadAsync(campaign, Asha.Replace("}}", """}, "notBefore": "2099-01-01T00:00:00Z"}"""));

        var updated = (await server.PostAsync($"/api/campaigns/{campaign}/leads", Again)).ShouldBe(HttpStatusCode.OK);

        (updated.Text("leadId"), updated.Text("status")).ShouldBe((first, "updated"));
        var lead = (await server.GetAsync($"/api/leads/{first}")).Json;
        lead["recipientData"]!.ToJsonString().ShouldBe("""{"customer_name":"Asha Rao"}""");
        (lead["priority"]!.GetValue<int>(), lead["dueAt"]!.GetValue<DateTimeOffset>()).ShouldBe((4, DateTimeOffset.Parse("2099-01-01T00:00:00Z")));
        await server.PostAsync($"/api/campaigns/{campaign}/leads", Again.Replace("4", "4, \"notBefore\": \"2098-01-01T00:00:00Z\""));
        (await server.GetAsync($"/api/leads/{first}")).Json["dueAt"]!.GetValue<DateTimeOffset>().Year.ShouldBe(2098);
        (await CountAsync(server, "work WHERE kind = 'dial'")).ShouldBe(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Update_of_a_lead_that_is_being_called_holds_for_what_comes_after(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync("""{"duplicates": "update"}""");
        await server.LeadAsync(campaign, Asha);
        await server.Database.WriteAsync(session => session.ExecuteAsync("UPDATE work SET state = 'leased', lease_owner = 'node', lease_until = 1"));
        var due = await DueAsync(server);

        (await server.PostAsync($"/api/campaigns/{campaign}/leads", Again.Replace("4", "4, \"expiresAt\": \"2099-01-01T00:00:00Z\", \"notBefore\": \"2098-01-01T00:00:00Z\""))).ShouldBe(HttpStatusCode.OK);

        (await CountAsync(server, "work WHERE state = 'leased' AND priority = 4 AND expires_at = 4070908800000")).ShouldBe(1);
        (await DueAsync(server)).ShouldBe(due);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Update_brings_a_promised_call_of_somebody_who_called_in_not_forward_and_does_not_end_it_before(string engine)
    {
        const string June2098 = "4052419200000";
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync("""{"duplicates": "update"}""");
        await server.LeadAsync(campaign, Asha);
        await server.Database.WriteAsync(session => session.ExecuteAsync($"UPDATE work SET priority = 10, due_at = {June2098}"));
        Task<Answer> UpdateAsync(string more) => server.PostAsync($"/api/campaigns/{campaign}/leads", Again.Replace("4}", $"4, {more}}}"));

        (await UpdateAsync("\"notBefore\": \"2098-01-01T00:00:00Z\", \"expiresAt\": \"2098-02-01T00:00:00Z\"")).ShouldBe(HttpStatusCode.OK);
        (await CountAsync(server, $"work WHERE priority = 10 AND due_at = {June2098} AND expires_at IS NULL")).ShouldBe(1);

        (await UpdateAsync("\"notBefore\": \"2099-01-01T00:00:00Z\", \"expiresAt\": \"2099-02-01T00:00:00Z\"")).ShouldBe(HttpStatusCode.OK);
        (await CountAsync(server, "work WHERE priority = 10 AND due_at = 4070908800000 AND expires_at = 4073587200000")).ShouldBe(1);
    }

    private static Task<long> DueAsync(TestServer server) =>
        server.Database.ReadAsync(session => session.ScalarAsync<long>("SELECT due_at FROM work WHERE kind = 'dial'"));

    [Theory, MemberData(nameof(Engines))]
    public async Task A_batch_counts_what_it_skipped_and_the_later_of_two_new_data_stays(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync("""{"duplicates": "update"}""");

        var answer = (await server.PostAsync($"/api/campaigns/{campaign}/leads/batch",
            """
            {"leads": [
              {"recipientPhoneNumber": "9999789871", "recipientData": {"n": 1}, "externalId": "z"},
              {"recipientPhoneNumber": "9999789872", "recipientData": {"n": 2}, "externalId": "z"},
              {"recipientPhoneNumber": "9999789872", "recipientData": {"n": 3}, "externalId": "a"},
              {"recipientPhoneNumber": "9999789871", "recipientData": {"n": 4}},
              {"recipientPhoneNumber": "9999789871", "recipientData": {"n": 5}},
              {"recipientPhoneNumber": "1", "recipientData": {}}]}
            """)).ShouldBe(HttpStatusCode.OK).Json;

        string[] counts = ["total", "accepted", "skipped", "updated", "refused"];
        counts.Select(name => answer[name]!.GetValue<int>()).ShouldBe([6, 2, 0, 2, 2]);
        var results = answer["results"]!.AsArray();
        results.Select(result => (string?)result!["status"]).ShouldBe(["queued", null, "queued", "updated", "updated", null]);
        results[1]!["problem"]!["code"]!.GetValue<string>().ShouldBe("duplicate-external-id");
        var first = results[0]!["leadId"]!.GetValue<string>();
        results[4]!["leadId"]!.GetValue<string>().ShouldBe(first);
        (await server.GetAsync($"/api/leads/{first}")).Json["recipientData"]!["n"]!.GetValue<int>().ShouldBe(5);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Of_many_that_come_with_one_number_at_the_same_moment_one_is_taken(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync("""{"duplicates": "skip"}""");
        string Crossed(int i) => new JsonObject
        {
            ["leads"] = new JsonArray([.. Enumerable.Range(0, 20).Select(n => (i % 2 == 0 ? n : 19 - n)).Select(n => new JsonObject
            {
                ["recipientPhoneNumber"] = $"{6_000_000_000L + n}",
                ["recipientData"] = new JsonObject(),
            })]),
        }.ToJsonString();

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => i % 4 < 2
            ? server.PostAsync($"/api/campaigns/{campaign}/leads", Asha)
            : server.PostAsync($"/api/campaigns/{campaign}/leads/batch", Crossed(i))));

        answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(1);
        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.Created || answer.Status == HttpStatusCode.OK);
        (await CountAsync(server, "leads")).ShouldBe(21);
        (await CountAsync(server, "work WHERE kind = 'dial'")).ShouldBe(21);
    }

    private static async Task<Answer> PushAsync(TestServer server, string campaign, string json, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/campaigns/{campaign}/leads");
        request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        request.Headers.Add("Idempotency-Key", key);
        return await Answer.OfAsync(await server.Client.SendAsync(request));
    }

    private static Task<long> CountAsync(TestServer server, string rows) =>
        server.Database.ReadAsync(session => session.ScalarAsync<long>($"SELECT count(*) FROM {rows}"));
}
