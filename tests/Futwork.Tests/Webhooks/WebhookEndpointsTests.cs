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

    [Theory, MemberData(nameof(Engines))]
    public async Task A_new_endpoint_has_a_secret_that_is_stored_sealed_and_can_be_asked_for(string engine)
    {
        var server = await StartAsync(engine);

        var made = (await server.PostAsync(Endpoints, Crm)).ShouldBe(HttpStatusCode.Created);

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

        (await server.PatchAsync(at, """{"name": "Old CRM"}""")).ShouldBe(HttpStatusCode.OK).Text("name").ShouldBe("Old CRM");
        (await server.PatchAsync(at, $$"""{"secret": "{{secret}}"}""")).ShouldBe(HttpStatusCode.OK);

        (await server.GetAsync($"{at}/secret")).Text("secret").ShouldBe(secret);
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
}
