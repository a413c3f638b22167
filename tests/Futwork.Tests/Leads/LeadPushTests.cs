using System.Net;
using Futwork.Tests.Support;

namespace Futwork.Tests.Leads;

public sealed class LeadPushTests(PostgresServer postgres) : ApiTests(postgres)
{
    private const string Sample = """{"recipientPhoneNumber": "9999789877", "recipientData": {"customer_name": "abcd xyz", "place": "ABC"}}""";

    [Theory, MemberData(nameof(Engines))]
    public async Task The_contracts_sample_is_accepted_as_a_lead_and_an_order_to_dial_it(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync(agent: TestSettings.Agent);

        var answer = (await server.PostAsync($"/api/campaigns/{campaign}/leads", Sample)).ShouldBe(HttpStatusCode.Created);

        var lead = answer.Text("leadId");
        answer.Body.ShouldBe($$$"""{"success":true,"leadId":"{{{lead}}}","campaignId":"{{{campaign}}}","status":"queued","data":{"leadId":"{{{lead}}}"}}""");
        answer.Message.Headers.Location!.ToString().ShouldBe($"/api/leads/{lead}");
        var read = await server.GetAsync($"/api/leads/{lead}");
        read.Text("normalizedPhoneNumber").ShouldBe("+919999789877");
        read.Text("status").ShouldBe("queued");
        (await CountAsync(server, $"work WHERE kind = 'dial' AND state = 'ready' AND subject_id = '{lead}' AND lane = '{campaign}'")).ShouldBe(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Recipient_data_is_kept_and_shown_byte_for_byte(string engine)
    {
        const string Data = """{ "b" : 1.50, "a":1e2,"b":"\u0041\/é \n","नाम":"आशा 😀", "n":null ,"x":[ 1 ,2],"z":{ } ,"big":12345678901234567890.10 }""";
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();

        var lead = await server.LeadAsync(campaign, $$"""{"recipientData": {{Data}} ,"recipientPhoneNumber":"9999789877"}""");

        (await server.GetAsync($"/api/leads/{lead}")).Body.ShouldContain($"\"recipientData\":{Data},");
        var stored = await server.Database.ReadAsync(session => session.ScalarAsync<string>("SELECT recipient_data FROM leads WHERE id = @lead", new { lead }));
        stored.ShouldBe(Data);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Ten_thousand_pushes_with_one_key_at_the_same_time_make_one_lead_and_another_body_is_refused(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();
        await server.LeadAsync(campaign);
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 500 };
        using var client = new HttpClient(handler) { BaseAddress = new Uri(server.BaseUrl), Timeout = TimeSpan.FromMinutes(5) };
        client.DefaultRequestHeaders.Add("x-api-key", TestServer.Key);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10_000).Select(i => PushAsync(client, campaign, Body("9876543210"), i % 2 == 0 ? "one" : "\"one\"")));

        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.Created);
        answers.Select(answer => answer.Body).Distinct().Count().ShouldBe(1);
        answers.Select(answer => answer.Message.Headers.Location?.ToString()).Distinct().ShouldBe([$"/api/leads/{answers[0].Text("leadId")}"]);
        answers.Count(answer => !answer.Message.Headers.Contains("Idempotency-Replayed")).ShouldBe(1);
        (await PushAsync(server, campaign, Body("9876543211"), "one")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        (await CountAsync(server, "leads")).ShouldBe(2);
        (await CountAsync(server, "work WHERE kind = 'dial'")).ShouldBe(2);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Of_pushes_with_one_key_and_two_bodies_at_the_same_time_one_body_wins(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => PushAsync(server, campaign, Body(i % 2 == 0 ? "9876543210" : "9876543211"), "one")));

        answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(50);
        answers.Count(answer => answer.Status == HttpStatusCode.UnprocessableEntity).ShouldBe(50);
        (await CountAsync(server, "leads")).ShouldBe(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Pushes_at_the_same_time_are_answered_each_for_itself(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => PushAsync(
            server, campaign, $$"""{"recipientPhoneNumber": "9876543210", "recipientData": {"n": {{i}}}, "externalId": "crm-{{i % 200}}"}""", i % 3 == 0 ? null : $"key-{i}")));

        answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(200);
        answers.Count(answer => answer.Status == HttpStatusCode.Conflict).ShouldBe(100);
        foreach (var (i, answer) in answers.Index().Where(answer => answer.Item.Status == HttpStatusCode.Created))
        {
            var lead = await server.GetAsync($"/api/leads/{answer.Text("leadId")}");
            lead.Json["recipientData"]!["n"]!.GetValue<int>().ShouldBe(i);
        }

        (await CountAsync(server, "idempotency_keys")).ShouldBe(answers.Index().Count(answer => answer.Index % 3 != 0 && answer.Item.Status == HttpStatusCode.Created));
        (await CountAsync(server, "work WHERE kind = 'dial'")).ShouldBe(200);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_key_that_comes_with_another_body_or_campaign_is_refused(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();
        var another = await server.CampaignAsync();
        await PushAsync(server, campaign, Body("9876543210"), "one");

        (await PushAsync(server, campaign, Body("9876543211"), "one")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        (await PushAsync(server, another, Body("9876543210"), "one")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");

        (await CountAsync(server, "leads")).ShouldBe(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_key_is_answered_again_even_when_the_campaign_has_been_paused(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();
        var first = await PushAsync(server, campaign, Body("9876543210"), "one");
        await server.PostAsync($"/api/campaigns/{campaign}/start");
        await server.PostAsync($"/api/campaigns/{campaign}/pause");

        var again = await PushAsync(server, campaign, Body("9876543210"), "one");

        again.Status.ShouldBe(HttpStatusCode.Created);
        again.Body.ShouldBe(first.Body);
        again.Message.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_refused_push_may_be_mended_and_sent_with_the_same_key(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();

        (await PushAsync(server, campaign, Body("123"), "one")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);

        (await PushAsync(server, campaign, Body("9876543210"), "one")).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_key_of_another_workspace_is_another_key(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();
        await PushAsync(server, campaign, Body("9876543210"), "one");
        using var other = await server.OtherWorkspaceAsync();

        var answer = await PushAsync(other, campaign, Body("9876543210"), "one");

        answer.ShouldBeProblem(HttpStatusCode.NotFound, "campaign-not-found");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_second_lead_of_the_same_external_id_is_refused_and_the_first_one_named(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();
        var another = await server.CampaignAsync();
        const string Json = """{"recipientPhoneNumber": "9999789877", "recipientData": {}, "externalId": "crm-1"}""";

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => server.PostAsync($"/api/campaigns/{campaign}/leads", Json)));

        var accepted = answers.Where(answer => answer.Status == HttpStatusCode.Created).ShouldHaveSingleItem();
        foreach (var refused in answers.Where(answer => answer != accepted))
            refused.ShouldBeProblem(HttpStatusCode.Conflict, "duplicate-external-id").Text("leadId").ShouldBe(accepted.Text("leadId"));
        await server.LeadAsync(another, Json);
        (await server.GetAsync("/api/leads?externalId=crm-1")).Json["data"]!.AsArray().Count.ShouldBe(2);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_key_whose_push_met_a_duplicate_is_free_again(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();
        await server.LeadAsync(campaign, """{"recipientPhoneNumber": "9999789877", "recipientData": {}, "externalId": "crm-1"}""");

        var refused = await PushAsync(server, campaign, """{"recipientPhoneNumber": "9999789877", "recipientData": {}, "externalId": "crm-1"}""", "one");
        var accepted = await PushAsync(server, campaign, """{"recipientPhoneNumber": "9999789877", "recipientData": {}, "externalId": "crm-2"}""", "one");

        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        accepted.Status.ShouldBe(HttpStatusCode.Created);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_paused_or_ended_campaign_takes_no_leads(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();
        await server.PostAsync($"/api/campaigns/{campaign}/start");
        await server.LeadAsync(campaign);

        await server.PostAsync($"/api/campaigns/{campaign}/pause");
        (await server.PostAsync($"/api/campaigns/{campaign}/leads", Body("9876543210"))).ShouldBeProblem(HttpStatusCode.Conflict, "campaign-paused");
        await server.PostAsync($"/api/campaigns/{campaign}/end");
        (await server.PostAsync($"/api/campaigns/{campaign}/leads", Body("9876543210"))).ShouldBeProblem(HttpStatusCode.Conflict, "campaign-cancelled");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Another_workspaces_campaign_is_not_found(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();
        using var other = await server.OtherWorkspaceAsync();

        (await PushAsync(other, campaign, Body("9876543210"), null)).ShouldBeProblem(HttpStatusCode.NotFound, "campaign-not-found");
        (await server.PostAsync("/api/campaigns/000000000000000000000000/leads", Body("9876543210"))).ShouldBeProblem(HttpStatusCode.NotFound, "campaign-not-found");
    }

    private static string Body(string phone) => $$"""{"recipientPhoneNumber": "{{phone}}", "recipientData": { } }""";

    private static Task<Answer> PushAsync(TestServer server, string campaign, string json, string? key) => PushAsync(server.Client, campaign, json, key);

    private static async Task<Answer> PushAsync(HttpClient client, string campaign, string json, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/campaigns/{campaign}/leads");
        request.Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await Answer.OfAsync(await client.SendAsync(request));
    }

    private static Task<long> CountAsync(TestServer server, string rows) =>
        server.Database.ReadAsync(session => session.ScalarAsync<long>($"SELECT count(*) FROM {rows}"));
}
