using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Futwork.Tests.Realtime.Rtp;
using Futwork.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Futwork.Tests.Hosting;

/// <summary>The catalogue of what can be wrong with a request, walked on the endpoint that most clients use.</summary>
public sealed class ErrorsTests(PostgresServer postgres) : ApiTests(postgres)
{
    private const string AnyCampaign = "/api/campaigns/000000000000000000000000/leads";

    [Theory]
    [InlineData("", "", 1, 1)]
    [InlineData("{", "", 1, 2)]
    [InlineData("{\"recipientPhoneNumber\": 99 99}", "/recipientPhoneNumber", 1, 29)]
    [InlineData("{\"recipientPhoneNumber\": \"9\",\n \"recipientData\": {\"a\": [1, {\"b/c\": tru}]}}", "/recipientData/a/1/b~1c", 2, 40)]
    [InlineData("{\"recipientData\": {}} trailing", "", 1, 23)]
    [InlineData("{'recipientPhoneNumber': 1}", "", 1, 2)]
    public async Task A_body_that_is_not_JSON_is_400_and_says_where_it_stops_being_it(string json, string pointer, int line, int position)
    {
        var server = await StartAsync("sqlite");
        var campaign = await server.CampaignAsync();

        var answer = await server.PostAsync($"/api/campaigns/{campaign}/leads", json);

        answer.ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-json");
        answer.Json["errors"]![0]!["pointer"]!.GetValue<string>().ShouldBe(pointer);
        if (json.Length > 0)
            answer.Text("detail").ShouldContain($"line {line}, position {position}");
    }

    [Theory]
    [InlineData("[]", "", null)]
    [InlineData("\"9999789877\"", "", null)]
    [InlineData("{}", "/recipientPhoneNumber", null)]
    [InlineData("{}", "/recipientData", null)]
    [InlineData("""{"recipientPhoneNumber": 9999789877, "recipientData": {}}""", "/recipientPhoneNumber", "9999789877")]
    [InlineData("""{"recipientPhoneNumber": null, "recipientData": {}}""", "/recipientPhoneNumber", "null")]
    [InlineData("""{"recipientPhoneNumber": "12345", "recipientData": {}}""", "/recipientPhoneNumber", "\"12345\"")]
    [InlineData("""{"recipientPhoneNumber": "a\u0000b", "recipientData": {}}""", "/recipientPhoneNumber", null)]
    [InlineData("""{"recipientPhoneNumber": "a\ud800b", "recipientData": {}}""", "/recipientPhoneNumber", "\"\\u0022a\\\\ud800b\\u0022\"")]
    [InlineData("""{"recipientPhoneNumber": "9999789877", "recipientData": []}""", "/recipientData", "[]")]
    [InlineData("""{"recipientPhoneNumber": "9999789877", "recipientData": null}""", "/recipientData", "null")]
    [InlineData("""{"recipientPhoneNumber": "9999789877", "recipientData": {"a": "\ud800"}}""", "/recipientData", null)]
    [InlineData("""{"recipientPhoneNumber": "9999789877", "recipientData": {"\udc00": 1}}""", "/recipientData", null)]
    [InlineData("""{"recipientPhoneNumber": "9999789877", "recipientData": {}, "externalId": 7}""", "/externalId", "7")]
    [InlineData("""{"recipientPhoneNumber": "9999789877", "recipientData": {}, "externalId": ""}""", "/externalId", "\"\"")]
    public async Task JSON_that_does_not_fit_is_422_and_names_the_value(string json, string pointer, string? sent)
    {
        var server = await StartAsync("sqlite");
        var campaign = await server.CampaignAsync();

        var error = (await server.PostAsync($"/api/campaigns/{campaign}/leads", json)).ShouldRefuse(pointer);

        error["message"]!.GetValue<string>().Length.ShouldBeGreaterThan(10);
        if (sent is not null)
            error["sent"].ToJson().ShouldBe(sent);
    }

    [Fact]
    public async Task Properties_that_are_not_known_and_repeated_ones_do_no_harm_to_a_lead()
    {
        var server = await StartAsync("sqlite");
        var campaign = await server.CampaignAsync();

        var lead = await server.LeadAsync(campaign,
            """{"recipientPhoneNumber": "1", "extra": {"recipientData": [1]}, "recipientPhoneNumber": "9999789877", "recipientData": {}, "externalId": null}""");

        (await server.GetAsync($"/api/leads/{lead}")).Text("normalizedPhoneNumber").ShouldBe("+919999789877");
    }

    [Fact]
    public async Task A_name_that_an_object_has_twice_is_told()
    {
        var server = await StartAsync("sqlite");

        var answer = (await server.PatchAsync("/api/workspace", """{"name": "Ours", "contactCap": {"perDay": 2, "perWeek": 5, "perDay": 3}}""")).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-json");

        answer.Text("detail").ShouldStartWith("/contactCap/perDay is there twice");
        answer.Json["errors"]![0]!["pointer"]!.GetValue<string>().ShouldBe("/contactCap/perDay");
    }

    [Fact]
    public async Task A_name_with_half_a_character_is_none_that_is_known_to_a_push_and_is_refused_elsewhere()
    {
        var server = await StartAsync("sqlite");
        var campaign = await server.CampaignAsync();

        await server.LeadAsync(campaign, """{"\ud800notBefore": 1, "recipientPhoneNumber": "9999789877", "recipientData": {}}""");
        (await server.PostAsync($"/api/campaigns/{campaign}/leads/batch", """{"\ud800leads": 1, "leads": [{"recipientPhoneNumber": "9999789878", "recipientData": {}}]}""")).ShouldBe(HttpStatusCode.OK);

        (await server.PatchAsync($"/api/campaigns/{campaign}", """{"\ud800name": 1}""")).ShouldRefuse("/\uFFFD");
        (await server.PatchAsync($"/api/campaigns/{campaign}", """{"leadSchema": [{"name": "more", "type": "array", "default": ["a", "\ud800"]}]}""")).ShouldRefuse("/leadSchema/0/default/1");
    }

    [Theory]
    [InlineData(2000)]
    [InlineData(8000)]
    [InlineData(500_000)]
    public async Task A_body_over_the_limit_is_413_whether_it_says_its_length_or_not(int length)
    {
        var server = await StartAsync("sqlite", "--BodyLimit=2000");
        var campaign = await server.CampaignAsync();
        var json = $$"""{"recipientPhoneNumber": "9999789877", "recipientData": {"a": "{{new string('x', length)}}"} }""";

        (await server.PostAsync($"/api/campaigns/{campaign}/leads", json)).ShouldBeProblem(HttpStatusCode.RequestEntityTooLarge, "body-too-large");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/campaigns/{campaign}/leads") { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.TransferEncodingChunked = true;
        // The server may be about to close the connection of the other one.
        using var client = server.ClientWith(TestServer.Key);
        (await Answer.OfAsync(await client.SendAsync(request))).ShouldBeProblem(HttpStatusCode.RequestEntityTooLarge, "body-too-large");
    }

    [Fact]
    public async Task A_batch_may_be_as_large_as_its_own_limit_says()
    {
        var server = await StartAsync("sqlite", "--BodyLimit=1024", "--Leads:BatchBodyLimit=4096");
        var batch = $"/api/campaigns/{await server.CampaignAsync()}/leads/batch";
        static string Of(int length) => $$"""{"leads": [{"recipientPhoneNumber": "9999789877", "recipientData": {"a": "{{new string('x', length)}}"} }]}""";

        (await server.PostAsync(batch, Of(2000))).ShouldBe(HttpStatusCode.OK);
        (await server.PostAsync(batch, Of(5000))).ShouldBeProblem(HttpStatusCode.RequestEntityTooLarge, "body-too-large");
    }

    [Fact]
    public async Task Data_over_its_own_limit_or_too_deep_is_refused()
    {
        var server = await StartAsync("sqlite", "--Leads:RecipientDataLimit=1024");
        var campaign = await server.CampaignAsync();
        var leads = $"/api/campaigns/{campaign}/leads";
        var deep = string.Concat(Enumerable.Repeat("[", 70)) + string.Concat(Enumerable.Repeat("]", 70));

        (await server.PostAsync(leads, $$"""{"recipientPhoneNumber": "9999789877", "recipientData": {"a": "{{new string('x', 1024)}}"} }""")).ShouldRefuse("/recipientData");
        (await server.PostAsync(leads, $$"""{"recipientPhoneNumber": "9999789877", "recipientData": {"a": {{deep}} } }""")).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-json");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    public async Task A_content_type_other_than_JSON_is_415(string? contentType)
    {
        var server = await StartAsync("sqlite");
        using var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);

        var answer = await Answer.OfAsync(await server.Client.PostAsync(AnyCampaign, content));

        answer.ShouldBeProblem(HttpStatusCode.UnsupportedMediaType, "content-type-not-json").Text("detail").ShouldContain("application/json");
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF8_are_400()
    {
        var server = await StartAsync("sqlite");
        using var content = new ByteArrayContent([(byte)'"', 0xFF, 0xFE, (byte)'"']);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        (await Answer.OfAsync(await server.Client.PostAsync(AnyCampaign, content))).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-json");
    }

    [Fact]
    public async Task A_byte_order_mark_does_no_harm()
    {
        var server = await StartAsync("sqlite");
        var campaign = await server.CampaignAsync();
        using var content = new ByteArrayContent([0xEF, 0xBB, 0xBF, .. """{"recipientPhoneNumber":"9999789877","recipientData":{}}"""u8]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        (await server.Client.PostAsync($"/api/campaigns/{campaign}/leads", content)).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("GET", "/nothing/here", HttpStatusCode.NotFound, "route-not-found")]
    [InlineData("GET", "/api/nothing", HttpStatusCode.NotFound, "route-not-found")]
    [InlineData("PUT", "/api/agents", HttpStatusCode.MethodNotAllowed, "method-not-allowed")]
    [InlineData("GET", "/api/agents/ffffffffffffffffffffffff", HttpStatusCode.NotFound, "agent-not-found")]
    [InlineData("GET", "/api/campaigns/not-an-id", HttpStatusCode.NotFound, "campaign-not-found")]
    [InlineData("GET", "/api/trunks/x", HttpStatusCode.NotFound, "trunk-not-found")]
    [InlineData("GET", "/api/leads/x/explain", HttpStatusCode.NotFound, "lead-not-found")]
    [InlineData("GET", "/api/webhook-endpoints/x/secret", HttpStatusCode.NotFound, "webhook-endpoint-not-found")]
    [InlineData("GET", "/api/agents?limit=0", HttpStatusCode.UnprocessableEntity, "invalid-request")]
    [InlineData("GET", "/api/agents?limit=many", HttpStatusCode.UnprocessableEntity, "invalid-request")]
    [InlineData("GET", "/api/agents?cursor=%20", HttpStatusCode.UnprocessableEntity, "invalid-request")]
    [InlineData("GET", "/api/agents?archived=perhaps", HttpStatusCode.UnprocessableEntity, "invalid-request")]
    [InlineData("GET", "/api/leads?status=sleeping", HttpStatusCode.UnprocessableEntity, "invalid-request")]
    [InlineData("GET", "/api/leads?phone=12", HttpStatusCode.UnprocessableEntity, "invalid-request")]
    public async Task Every_failure_is_a_problem_document(string method, string path, HttpStatusCode status, string code)
    {
        var server = await StartAsync("sqlite");

        (await server.SendAsync(new HttpMethod(method), path)).ShouldBeProblem(status, code);
    }

    [Theory]
    [InlineData("/api/leads?externalId=%00", "externalId")]
    [InlineData("/api/leads?campaignId=a%00b", "campaignId")]
    [InlineData("/api/calls?leadId=1&leadId=%00", "leadId")]
    [InlineData("/api/agents?cursor=AA", "cursor")]
    [InlineData("/api/agents?cursor=gICA", "cursor")]
    public async Task Text_that_PostgreSQL_could_not_read_is_refused_before_it_is_asked(string path, string parameter)
    {
        var server = await StartAsync("postgres");

        var answer = (await server.GetAsync(path)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-request");

        answer.Json["errors"]![0]!["parameter"]!.GetValue<string>().ShouldBe(parameter);
    }

    [Theory]
    [InlineData(58)]
    [InlineData(62)]
    public async Task What_is_nested_deeply_is_refused_with_what_was_sent(int depth)
    {
        var server = await StartAsync("sqlite");
        var deep = new string('[', depth) + new string(']', depth);

        (await server.PostAsync("/api/campaigns", $$"""{"name": {{deep}}}""")).ShouldBe(HttpStatusCode.UnprocessableEntity).Body.ShouldContain(deep);
    }

    [Fact]
    public async Task A_fault_of_ours_is_a_500_that_tells_nothing_but_where_to_look()
    {
        using var log = new CollectedLog();
        var server = await StartAsync("sqlite", services => services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(log)));
        await server.Database.WriteAsync(session => session.ExecuteAsync("ALTER TABLE trunks RENAME TO gone"));

        var answer = await server.GetAsync("/api/trunks");

        answer.ShouldBeProblem(HttpStatusCode.InternalServerError, "internal-error");
        answer.Body.ShouldNotContain("SQL");
        log.Lines.Where(line => line.StartsWith("Error:") && line.Contains($"traceId {answer.Text("traceId")}")).ShouldHaveSingleItem().ShouldContain("SQLite Error");
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("ключ")]
    public async Task A_key_of_idempotency_that_is_none_is_refused(string key)
    {
        var server = await StartAsync("sqlite");
        using var request = new HttpRequestMessage(HttpMethod.Post, AnyCampaign) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        using var handler = new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 };
        using var client = new HttpClient(handler) { BaseAddress = new Uri(server.BaseUrl) };
        request.Headers.Add("x-api-key", TestServer.Key);

        var answer = await Answer.OfAsync(await client.SendAsync(request));

        answer.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-request");
        answer.Json["errors"]![0]!["parameter"]!.GetValue<string>().ShouldBe("Idempotency-Key");
    }
}

internal static class JsonNodes
{
    public static string ToJson(this System.Text.Json.Nodes.JsonNode? node) => node?.ToJsonString() ?? "null";
}
