using System.Net;
using Futwork.Hosting;
using Futwork.Tests.Support;
using Futwork.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace Futwork.Tests.Webhooks;

public sealed class WebhookEndpointsTests(PostgresServer postgres) : ApiTests(postgres)
{
    private const string Endpoints = "/api/webhook-endpoints";
    private const string Crm = """{"name": "CRM", "url": "https://crm.example.org/hook"}""";
    private const string WithHeaders = """{"name": "CRM", "url": "https://crm.example.org/hook", "headers": {"x-api-key": "open sesame, unabashed", "X-Team": "sales"}}""";

    [Theory, MemberData(nameof(Engines))]
    public async Task A_new_endpoint_has_a_secret_that_is_stored_sealed_and_can_be_asked_for(string engine)
    {
        var server = await StartAsync(engine);

        var made = (await server.PostAsync(Endpoints, Crm)).ShouldBe(HttpStatusCode.Created);

        made.Json["endpoint"].ShouldBeNull();
        made.Json["view"].ShouldBeNull();
        var secret = made.Text("secret");
        Convert.FromBase64String(secret["whsec_".Length..]).Length.ShouldBe(32);
        (await server.GetAsync($"{Endpoints}/{made.Id}")).Body.ShouldNotContain(secret);
        (await server.GetAsync($"{Endpoints}/{made.Id}/secret")).Text("secret").ShouldBe(secret);
        var row = await server.Database.ReadAsync(session =>
            session.FirstOrDefaultAsync<WebhookEndpoint>("SELECT * FROM webhook_endpoints WHERE id = @Id", new { made.Id }));
        row!.Secret.ShouldNotContain(secret["whsec_".Length..]);
        server.Services.GetRequiredService<SecretBox>().Open(row.WorkspaceId, row.Secret).ShouldBe(secret);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_change_keeps_the_secret_unless_it_asks_for_a_new_one(string engine)
    {
        var server = await StartAsync(engine);
        var made = await server.PostAsync(Endpoints, Crm);
        var at = $"{Endpoints}/{made.Id}";

        var changed = (await server.PatchAsync(at, """{"enabled": false, "statuses": ["completed", "completed"]}""")).ShouldBe(HttpStatusCode.OK);
        var kept = await server.GetAsync($"{at}/secret");
        await server.PatchAsync(at, """{"secret": null}""");
        var renewed = await server.GetAsync($"{at}/secret");

        changed.Json["enabled"]!.GetValue<bool>().ShouldBeFalse();
        changed.Json["statuses"]!.ToJsonString().ShouldBe("""["completed"]""");
        changed.Text("name").ShouldBe("CRM");
        kept.Text("secret").ShouldBe(made.Text("secret"));
        renewed.Text("secret").ShouldNotBe(made.Text("secret"));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_secret_that_cannot_be_opened_any_more_can_be_replaced_and_keeps_nothing_else_from_being_changed(string engine)
    {
        var server = await StartAsync(engine);
        var at = $"{Endpoints}/{(await server.PostAsync(Endpoints, Crm)).Id}";
        var lost = server.Services.GetRequiredService<SecretBox>().Seal("another workspace", WebhookEndpoint.GenerateSecret());
        await server.Database.WriteAsync(session => session.ExecuteAsync("UPDATE webhook_endpoints SET secret = @lost", new { lost }));
        var secret = WebhookEndpoint.GenerateSecret();

        (await server.GetAsync($"{at}/secret")).ShouldBeProblem(HttpStatusCode.Conflict, "secret-lost").Text("detail").ShouldContain("SecretKey");
        (await server.PatchAsync(at, """{"name": "Old CRM"}""")).ShouldBe(HttpStatusCode.OK).Text("name").ShouldBe("Old CRM");
        (await server.PatchAsync(at, $$"""{"secret": "{{secret}}"}""")).ShouldBe(HttpStatusCode.OK);

        (await server.GetAsync($"{at}/secret")).Text("secret").ShouldBe(secret);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Headers_of_the_clients_own_are_stored_sealed_and_shown_masked(string engine)
    {
        var server = await StartAsync(engine);

        var made = (await server.PostAsync(Endpoints, WithHeaders)).ShouldBe(HttpStatusCode.Created);

        var read = await server.GetAsync($"{Endpoints}/{made.Id}");
        var listed = await server.GetAsync(Endpoints);
        made.Json["headers"]!.ToJsonString().ShouldBe("""{"x-api-key":"****shed","X-Team":"****"}""");
        read.Json["headers"]!.ToJsonString().ShouldBe(made.Json["headers"]!.ToJsonString());
        listed.Json["data"]![0]!["headers"]!.ToJsonString().ShouldBe(made.Json["headers"]!.ToJsonString());
        (made.Body + read.Body + listed.Body).ShouldNotContain("open sesame");
        (await RowAsync(server, made.Id)).Headers.ShouldNotContain("sesame");
        (await SentAsync(server, made.Id)).ShouldBe("x-api-key: open sesame, unabashed; X-Team: sales");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_change_keeps_headers_and_what_they_say_unless_it_says_otherwise(string engine)
    {
        var server = await StartAsync(engine);
        var id = (await server.PostAsync(Endpoints, WithHeaders)).Id;

        async Task<string> AfterAsync(string patch)
        {
            (await server.PatchAsync($"{Endpoints}/{id}", patch)).ShouldBe(HttpStatusCode.OK);
            return await SentAsync(server, id);
        }

        (await AfterAsync("""{"name": "New CRM", "url": "https://crm.example.org/new"}""")).ShouldBe("x-api-key: open sesame, unabashed; X-Team: sales");
        (await AfterAsync("""{"headers": {"x-api-key": "****shed", "X-Team": null, "x-more": "a\tb"}}""")).ShouldBe("x-api-key: open sesame, unabashed; x-more: a\tb");
        (await AfterAsync("""{"headers": {"x-api-key": "another"}}""")).ShouldBe("x-api-key: another; x-more: a\tb");
        (await AfterAsync("""{"headers": null}""")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_header_says_goes_to_no_other_host_unless_it_is_entered_again()
    {
        var server = await StartAsync("sqlite");
        var at = $"{Endpoints}/{(await server.PostAsync(Endpoints, WithHeaders)).Id}";

        var refused = await server.PatchAsync(at, """{"url": "https://elsewhere.example.org/hook"}""");
        var unknown = await server.PatchAsync(at, """{"headers": {"x-api-key": "****else"}}""");

        refused.ShouldRefuse("/headers/x-api-key")["message"]!.GetValue<string>().ShouldContain("Enter the secret again");
        refused.ShouldRefuse("/headers/X-Team");
        unknown.ShouldRefuse("/headers/x-api-key")["message"]!.GetValue<string>().ShouldContain("mask");
        (await server.PatchAsync(at, """{"url": "https://elsewhere.example.org/hook", "headers": {"x-api-key": "another", "X-Team": null}}""")).ShouldBe(HttpStatusCode.OK);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_header_that_cannot_be_opened_any_more_is_shown_kept_and_can_be_replaced(string engine)
    {
        var server = await StartAsync(engine);
        var id = (await server.PostAsync(Endpoints, WithHeaders)).Id;
        await server.Database.WriteAsync(session => session.ExecuteAsync("UPDATE webhook_endpoints SET headers = replace(headers, 'sealed:1:', 'sealed:1:AAAA')"));
        var lost = (await RowAsync(server, id)).Headers;

        (await server.GetAsync($"{Endpoints}/{id}")).Json["headers"]!["x-api-key"]!.GetValue<string>().ShouldStartWith("****");
        (await server.PatchAsync($"{Endpoints}/{id}", """{"name": "Old CRM"}""")).ShouldBe(HttpStatusCode.OK);
        (await RowAsync(server, id)).Headers.ShouldBe(lost);
        (await server.PatchAsync($"{Endpoints}/{id}", """{"headers": {"x-api-key": "entered anew", "X-Team": null}}""")).ShouldBe(HttpStatusCode.OK);

        (await SentAsync(server, id)).ShouldBe("x-api-key: entered anew");
    }

    [Theory]
    [InlineData("""{"X Team": "secret"}""", "/headers/X Team")]
    [InlineData("""{"": "secret"}""", "/headers/")]
    [InlineData("""{"a/b~c": "secret"}""", "/headers/a~1b~0c")]
    [InlineData("""{"Größe": "secret"}""", "/headers/Größe")]
    [InlineData("""{"Transfer-Encoding": "secret"}""", "/headers/Transfer-Encoding")]
    [InlineData("""{"Content-Encoding": "secret"}""", "/headers/Content-Encoding")]
    [InlineData("""{"Proxy-Connection": "secret"}""", "/headers/Proxy-Connection")]
    [InlineData("""{"x-api-key": "a", "X-API-Key": "secret"}""", "/headers/X-API-Key")]
    [InlineData("""{"x-api-key": ""}""", "/headers/x-api-key")]
    [InlineData("""{"x-api-key": " secret"}""", "/headers/x-api-key")]
    [InlineData("""{"x-api-key": "secret\t"}""", "/headers/x-api-key")]
    [InlineData("""{"x-api-key": "secret\r\nx-evil: 1"}""", "/headers/x-api-key")]
    [InlineData("""{"x-api-key": "sécret"}""", "/headers/x-api-key")]
    [InlineData("""{"x-api-key": "****cret"}""", "/headers/x-api-key")]
    [InlineData("""{"x-api-key": 5318008}""", "/headers/x-api-key")]
    [InlineData("""[{"name": "x-api-key", "secret": "secret"}]""", "/headers")]
    [InlineData("""{"a": "1", "b": "1", "c": "1", "d": "1", "e": "1", "f": "1", "g": "1", "h": "1", "i": "1", "j": "1", "k": "1"}""", "/headers")]
    public async Task A_header_that_cannot_be_sent_is_refused_and_what_it_says_is_not_told_back(string headers, string pointer)
    {
        var server = await StartAsync("sqlite");

        var error = (await server.PostAsync(Endpoints, $$"""{"name": "a", "url": "https://example.org", "headers": {{headers}}}""")).ShouldRefuse(pointer);

        error["sent"].ShouldBeNull();
        error["message"]!.GetValue<string>().Length.ShouldBeGreaterThan(30);
    }

    [Fact]
    public async Task What_headers_say_under_a_misspelt_name_is_not_told_back()
    {
        var server = await StartAsync("sqlite");

        var error = (await server.PostAsync(Endpoints, """{"name": "a", "url": "https://example.org", "Header": {"x-api-key": "open sesame"}}""")).ShouldRefuse("/Header");

        error["sent"].ShouldBeNull();
    }

    [Theory]
    [InlineData(100, 1024, HttpStatusCode.Created)]
    [InlineData(101, 1024, HttpStatusCode.UnprocessableEntity)]
    [InlineData(100, 1025, HttpStatusCode.UnprocessableEntity)]
    public async Task A_header_is_as_long_as_it_may_be(int name, int value, HttpStatusCode status)
    {
        var server = await StartAsync("sqlite");

        (await server.PostAsync(Endpoints, $$"""{"name": "a", "url": "https://example.org", "headers": {"{{new string('x', name)}}": "{{new string('~', value)}}"} }""")).ShouldBe(status);
    }

    [Fact]
    public void What_we_set_ourselves_is_no_header_for_clients_to_set()
    {
        using var request = Request(new Dictionary<string, string>());
        var ours = request.Headers.Concat(request.Content!.Headers).Select(header => header.Key).ToList();

        ours.Count.ShouldBeGreaterThan(4);
        ours.Where(name => !EndpointHeaders.Check(new Dictionary<string, string> { [name] = "secret" }).Any()).ShouldBeEmpty();
    }

    [Fact]
    public void A_header_that_NET_counts_among_those_of_the_content_is_sent_as_well()
    {
        using var request = Request(new Dictionary<string, string> { ["Expires"] = "never" });

        request.Content!.Headers.NonValidated["Expires"].ToString().ShouldBe("never");
    }

    [Theory]
    [InlineData("""{"name": "a", "url": "ftp://example.org"}""", "/url")]
    [InlineData("""{"name": "a", "url": "/hook"}""", "/url")]
    [InlineData("""{"name": "a", "url": "https://user:pw@example.org"}""", "/url")]
    [InlineData("""{"name": "a"}""", "/url")]
    [InlineData("""{"name": " ", "url": "https://example.org"}""", "/name")]
    [InlineData("""{"name": "a", "url": "https://example.org", "secret": "abc"}""", "/secret")]
    [InlineData("""{"name": "a", "url": "https://example.org", "statuses": []}""", "/statuses")]
    [InlineData("""{"name": "a", "url": "https://example.org", "statuses": ["complete"]}""", "/statuses/0")]
    [InlineData("""{"name": "a", "url": "https://example.org", "enable": true}""", "/enable")]
    [InlineData("""{"name": "a", "url": "https://example.org", "enabled": null}""", "/enabled")]
    public async Task What_is_wrong_is_named(string json, string pointer)
    {
        var server = await StartAsync("sqlite");

        (await server.PostAsync(Endpoints, json)).ShouldRefuse(pointer);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task An_archived_endpoint_is_listed_only_when_asked_for(string engine)
    {
        var server = await StartAsync(engine);
        var made = await server.PostAsync(Endpoints, Crm);

        (await server.DeleteAsync($"{Endpoints}/{made.Id}")).Json["archivedAt"].ShouldNotBeNull();

        (await server.GetAsync(Endpoints)).Json["data"]!.AsArray().ShouldBeEmpty();
        (await server.GetAsync($"{Endpoints}?archived=true")).Json["data"]!.AsArray().Count.ShouldBe(1);
    }

    private static async Task<WebhookEndpoint> RowAsync(TestServer server, string id) =>
        (await server.Database.ReadAsync(session => session.FirstOrDefaultAsync<WebhookEndpoint>("SELECT * FROM webhook_endpoints WHERE id = @id", new { id })))!;

    /// <summary>The client's own headers of posts to an endpoint.</summary>
    private static async Task<string> SentAsync(TestServer server, string id)
    {
        var (post, _) = SignedPost.To(await RowAsync(server, id), server.Services.GetRequiredService<SecretBox>(), "id", "{}");
        return string.Join("; ", post!.Headers.Select(header => $"{header.Key}: {header.Value}"));
    }

    private static HttpRequestMessage Request(Dictionary<string, string> headers) =>
        new SignedPost("https://example.org", WebhookEndpoint.GenerateSecret(), headers, "id", "{}").Request(DateTimeOffset.UnixEpoch);
}
