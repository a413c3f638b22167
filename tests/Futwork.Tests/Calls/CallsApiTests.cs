using System.Net;
using System.Text.Json.Nodes;
using Futwork.Data;
using Futwork.Tests.Support;

namespace Futwork.Tests.Calls;

public sealed class CallsApiTests(PostgresServer postgres) : ApiTests(postgres)
{
    [Theory, MemberData(nameof(Engines))]
    public async Task A_call_can_be_watched_read_heard_and_hung_up(string engine)
    {
        var carrier = new ScriptedCarrier();
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        var server = await StartAsync(engine, CallRig.Replace(carrier), "--Roles=api,media,jobs");
        var (campaign, lead) = await PushLeadAsync(server, endpoint.Url);
        using var watch = new StreamReader(await server.Client.GetStreamAsync("/api/events"));
        (await watch.ReadLineAsync()).ShouldBe(": open");

        var far = await carrier.NextAsync();
        var callSid = far.Request.CallId.ToString();
        far.Ring();
        far.PickUp();
        await far.Attached;
        (await server.PostAsync($"/api/calls/{callSid}/hangup")).ShouldBe(HttpStatusCode.Accepted);
        var first = JsonNode.Parse((await endpoint.NextAsync()).Body)!;
        var second = JsonNode.Parse((await endpoint.NextAsync()).Body)!;

        (first["status"]!.GetValue<string>(), second["status"]!.GetValue<string>()).ShouldBe(("call-disconnected", "completed"));
        second["telephonyData"]!["hangupReason"]!.GetValue<string>().ShouldBe("Hung up by API");
        var call = (await server.GetAsync($"/api/calls/{callSid}")).ShouldBe(HttpStatusCode.OK);
        call.Text("leadId").ShouldBe(lead);
        call.Text("status").ShouldBe("completed");
        call.Json["history"]!.AsArray().Select(step => step!["what"]!.GetValue<string>())
            .ShouldBe(["queued", "initiated", "ringing", "in-progress", "call-disconnected", "completed"]);
        (await server.GetAsync($"/api/calls?campaignId={campaign}&status=completed")).Json["data"]!.AsArray().Count.ShouldBe(1);
        (await server.GetAsync($"/api/calls?leadId={Ids.New(TimeProvider.System)}")).Json["data"]!.AsArray().ShouldBeEmpty();
        (await server.PostAsync($"/api/calls/{callSid}/hangup")).ShouldBeProblem(HttpStatusCode.Conflict, "call-over");
        (await StatusesAsync(watch)).ShouldBe(["in-progress", "call-disconnected", "completed"], ignoreOrder: false);
        using var other = await server.OtherWorkspaceAsync();
        (await Answer.OfAsync(await other.GetAsync($"/api/calls/{callSid}"))).ShouldBeProblem(HttpStatusCode.NotFound, "call-not-found");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_recording_is_heard_by_key_or_by_a_link_that_expires(string engine)
    {
        var carrier = new ScriptedCarrier();
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        var server = await StartAsync(engine, CallRig.Replace(carrier), "--Roles=api,media,jobs");
        await PushLeadAsync(server, endpoint.Url);
        var far = await carrier.NextAsync();
        var callSid = far.Request.CallId.ToString();
        far.PickUp();
        await far.Attached;
        far.HangUp();

        var url = JsonNode.Parse((await endpoint.NextAsync()).Body)!["telephonyData"]!["recordingUrl"]!.GetValue<string>();
        using var anybody = new HttpClient();

        url.ShouldStartWith($"{server.BaseUrl}/recordings/{callSid}.wav?expires=");
        (await anybody.GetByteArrayAsync(url))[..4].ShouldBe("RIFF"u8.ToArray());
        (await server.Client.GetByteArrayAsync($"/api/calls/{callSid}/recording"))[..4].ShouldBe("RIFF"u8.ToArray());
        var changed = await Answer.OfAsync(await anybody.GetAsync(url.Replace("expires=", "expires=9")));
        changed.ShouldBeProblem(HttpStatusCode.Forbidden, "recording-link-invalid");
        (await Answer.OfAsync(await anybody.GetAsync(url.Split('?')[0]))).ShouldBeProblem(HttpStatusCode.Forbidden, "recording-link-invalid");
        File.Delete(Directory.GetFiles(Folder, $"{callSid}.wav", SearchOption.AllDirectories).Single());
        (await Answer.OfAsync(await anybody.GetAsync(url))).ShouldBeProblem(HttpStatusCode.NotFound, "recording-not-found");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Deliveries_can_be_listed_read_and_sent_again(string engine)
    {
        var carrier = new ScriptedCarrier { AlwaysAnswer = new(Futwork.Realtime.Telephony.LegResult.Busy) };
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        var server = await StartAsync(engine, CallRig.Replace(carrier), "--Roles=api,media,jobs");
        var (_, lead) = await PushLeadAsync(server, endpoint.Url);
        var post = await endpoint.NextAsync();
        var id = post.Headers["webhook-id"];
        await WaitAsync(async () => (await server.GetAsync($"/api/deliveries/{id}")).Text("state") == "delivered");

        var delivery = await server.GetAsync($"/api/deliveries/{id}");
        delivery.Text("body").ShouldBe(post.Body);
        delivery.Json["log"]!.AsArray().ShouldHaveSingleItem()!["status"]!.GetValue<int>().ShouldBe(200);
        (await server.GetAsync($"/api/deliveries?leadId={lead}&state=delivered")).Json["data"]!.AsArray().ShouldHaveSingleItem();
        (await server.GetAsync("/api/deliveries?state=failed")).Json["data"]!.AsArray().ShouldBeEmpty();
        (await server.GetAsync("/api/deliveries?state=lost")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-request");
        (await server.PostAsync($"/api/deliveries/{id}/redeliver")).ShouldBe(HttpStatusCode.Accepted);
        var again = await endpoint.NextAsync();

        (again.Headers["webhook-id"], again.Body).ShouldBe((id, post.Body));
        (await server.GetAsync("/api/deliveries/5f00000000000000000000ff")).ShouldBeProblem(HttpStatusCode.NotFound, "delivery-not-found");
    }

    private static async Task<(string Campaign, string Lead)> PushLeadAsync(TestServer server, string webhookUrl)
    {
        await server.PostAsync("/api/webhook-endpoints", $$"""{"name":"CRM","url":"{{webhookUrl}}"}""");
        var agent = (await server.PostAsync("/api/agents", $$"""{"name":"Greeter","definition":{{Seeds.Greeter}}}""")).ShouldBe(HttpStatusCode.Created).Id;
        var trunk = (await server.PostAsync("/api/trunks", """{"name":"Line","settings":{},"callerIds":["+918035735856"]}""")).ShouldBe(HttpStatusCode.Created).Id;
        var campaign = (await server.PostAsync("/api/campaigns", $$"""{"name":"Test","agentId":"{{agent}}","trunkId":"{{trunk}}"}""")).ShouldBe(HttpStatusCode.Created).Id;
        (await server.PostAsync($"/api/campaigns/{campaign}/start")).ShouldBe(HttpStatusCode.OK);
        var lead = (await server.PostAsync($"/api/campaigns/{campaign}/leads", """{"recipientPhoneNumber":"9999789877","recipientData":{"place":"ABC"}}"""))
            .ShouldBe(HttpStatusCode.Created).Text("leadId");
        return (campaign, lead);
    }

    private static async Task<List<string>> StatusesAsync(StreamReader watch)
    {
        using var limit = new CancellationTokenSource(Eventually.Patience);
        var statuses = new List<string>();
        while (statuses.LastOrDefault() != "completed")
        {
            if (await watch.ReadLineAsync(limit.Token) is { } line && line.StartsWith("data: ", StringComparison.Ordinal)
                && JsonNode.Parse(line[6..])! is { } happening && happening["event"]!.GetValue<string>() == "call.status")
                statuses.Add(happening["status"]!.GetValue<string>());
        }

        return [.. statuses.SkipWhile(status => status != "in-progress")];
    }

    private static async Task WaitAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Eventually.Patience);
        while (!await condition())
            await Task.Delay(20, limit.Token);
    }
}
