using System.Net;
using System.Net.Http.Json;
using Futwork.Accounts;
using Futwork.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Futwork.Tests.Accounts;

public sealed class ApiKeysTests(PostgresServer postgres) : ApiTests(postgres)
{
    [Theory, MemberData(nameof(Engines))]
    public async Task A_new_key_opens_the_workspace_until_it_is_revoked(string engine)
    {
        var server = await StartAsync(engine);
        var made = (await server.PostAsync("/api/api-keys", """{"name": "CRM"}""")).ShouldBe(HttpStatusCode.Created);
        var key = made.Text("key");
        using var client = server.ClientWith(key);

        (await client.GetAsync("/api/api-keys")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await server.DeleteAsync($"/api/api-keys/{made.Id}")).ShouldBe(HttpStatusCode.OK);
        var refused = await Answer.OfAsync(await client.GetAsync("/api/api-keys"));

        refused.ShouldBeProblem(HttpStatusCode.Unauthorized, "unknown-api-key");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task What_is_watched_with_a_key_ends_when_it_is_revoked(string engine)
    {
        var time = new FakeTime(TimeProvider.System.GetUtcNow());
        var server = await StartAsync(engine, services => services.RemoveAll<TimeProvider>().AddSingleton<TimeProvider>(time));
        var made = await server.PostAsync("/api/api-keys", """{"name": "Dashboard"}""");
        using var client = server.ClientWith(made.Text("key"));
        using var watch = new StreamReader(await client.GetStreamAsync("/api/events", TestContext.Current.CancellationToken));
        (await watch.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe(": open");

        (await server.DeleteAsync($"/api/api-keys/{made.Id}")).ShouldBe(HttpStatusCode.OK);
        var rest = watch.ReadToEndAsync(TestContext.Current.CancellationToken);
        await Eventually.IsAsync(() => rest.IsCompleted ? "" : null, () => time.Advance(1000));

        (await rest).ShouldNotContain("alive");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Only_the_hash_of_a_key_is_kept(string engine)
    {
        var server = await StartAsync(engine);
        var made = await server.PostAsync("/api/api-keys", """{"name": "CRM"}""");
        var key = made.Text("key");

        var stored = await server.Database.ReadAsync(session =>
            session.FirstOrDefaultAsync<ApiKey>("SELECT * FROM api_keys WHERE id = @Id", new { made.Id }));
        var listed = await server.GetAsync("/api/api-keys");

        key.ShouldStartWith("fw_");
        stored!.Hash.ShouldBe(ApiKey.HashOf(key));
        stored.Prefix.ShouldBe(key[..8]);
        listed.Body.ShouldNotContain(key);
        listed.Body.ShouldContain(stored.Prefix);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_only_key_cannot_be_revoked(string engine)
    {
        var server = await StartAsync(engine);
        var only = (await server.GetAsync("/api/api-keys")).Json["data"]![0]!["id"]!.GetValue<string>();

        (await server.DeleteAsync($"/api/api-keys/{only}")).ShouldBeProblem(HttpStatusCode.Conflict, "last-api-key");

        (await server.GetAsync("/api/api-keys")).ShouldBe(HttpStatusCode.OK);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_request_without_a_key_is_told_to_send_one(string engine)
    {
        var server = await StartAsync(engine);
        using var client = new HttpClient { BaseAddress = new Uri(server.BaseUrl) };

        var answer = await Answer.OfAsync(await client.GetAsync("/api/api-keys"));

        answer.ShouldBeProblem(HttpStatusCode.Unauthorized, "api-key-missing").Text("detail").ShouldContain("x-api-key");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_key_is_renamed(string engine)
    {
        var server = await StartAsync(engine);
        var made = await server.PostAsync("/api/api-keys", """{"name": "CRM"}""");

        await server.PatchAsync($"/api/api-keys/{made.Id}", """{"name": "Billing"}""");

        (await server.GetAsync($"/api/api-keys/{made.Id}")).Text("name").ShouldBe("Billing");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Another_workspaces_key_is_not_found(string engine)
    {
        var server = await StartAsync(engine);
        var made = await server.PostAsync("/api/api-keys", """{"name": "CRM"}""");
        using var other = await server.OtherWorkspaceAsync();

        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Delete })
        {
            using var request = new HttpRequestMessage(method, $"/api/api-keys/{made.Id}");
            (await Answer.OfAsync(await other.SendAsync(request))).ShouldBeProblem(HttpStatusCode.NotFound, "api-key-not-found");
        }

        using var patch = JsonContent.Create(new { name = "stolen" });
        (await other.PatchAsync($"/api/api-keys/{made.Id}", patch)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
