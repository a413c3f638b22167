using System.Net;
using System.Text.Json.Nodes;
using Futwork.Agents;
using Futwork.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Futwork.Tests.Agents;

public sealed class AgentsTests(PostgresServer postgres) : ApiTests(postgres)
{
    private const string PromptAgent =
        """
        {"name": "Bani", "definition": {"prompt": {"instructions": "Be kind.", "baseUrl": "https://models.example.org/v1", "model": "m", "apiKey": "sk-0123456789abcdef"}}}
        """;

    private const string AgentWithSecrets =
        """
        {"name": "Bani", "definition": {
          "language": "en-US",
          "prompt": {"instructions": "Be kind.", "baseUrl": "https://models.example.org/v1", "model": "m", "apiKey": "sk-0123456789abcdef",
            "fallbacks": [{"baseUrl": "https://models.example.org/v1", "model": "n", "apiKey": "key of the fallback"}]},
          "voice": {"engine": "elevenlabs", "name": "v", "apiKey": "key of the voice"},
          "listening": {"engine": "deepgram", "apiKey": "key of the ears"},
          "tools": [{"type": "http", "name": "look", "description": "d",
            "http": {"url": "https://tools.example.org/look", "headers": [{"name": "Authorization", "secret": "Bearer of the tool"}]}}]}}
        """;

    [Theory, MemberData(nameof(Engines))]
    public async Task A_changed_definition_is_a_new_version_and_the_old_one_stays(string engine)
    {
        var server = await StartAsync(engine);
        var id = await server.CreateAsync("agents", TestSettings.PlainAgent);

        var renamed = await server.PatchAsync($"/api/agents/{id}", """{"name": "Other"}""");
        var changed = await server.PatchAsync($"/api/agents/{id}", """{"definition": {"turns": {"interruptible": false}}}""");

        renamed.Json["version"]!.GetValue<int>().ShouldBe(1);
        changed.Json["version"]!.GetValue<int>().ShouldBe(2);
        changed.Text("name").ShouldBe("Other");
        changed.Json["definition"]!["turns"]!["interruptible"]!.GetValue<bool>().ShouldBeFalse();
        changed.Json["definition"]!["flow"]!["steps"]![0]!["say"]!.GetValue<string>().ShouldBe("Hello.");
        var first = await server.GetAsync($"/api/agents/{id}/versions/1");
        first.Json["definition"]!["turns"]!["interruptible"]!.GetValue<bool>().ShouldBeTrue();
        (await server.GetAsync($"/api/agents/{id}/versions/3")).ShouldBeProblem(HttpStatusCode.NotFound, "agent-version-not-found");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_models_key_is_stored_sealed_shown_masked_and_kept_when_its_mask_comes_back(string engine)
    {
        var server = await StartAsync(engine);
        var id = await server.CreateAsync("agents", PromptAgent);

        var shown = await server.GetAsync($"/api/agents/{id}");
        var stored = await server.Database.ReadAsync(session => session.ScalarAsync<string>("SELECT definition FROM agent_versions WHERE agent_id = @id", new { id }));
        await server.PatchAsync($"/api/agents/{id}", """{"definition": {"prompt": {"apiKey": "****cdef", "model": "n"}}}""");
        var opened = await OpenAsync(server, id, 2);

        shown.Json["definition"]!["prompt"]!["apiKey"]!.GetValue<string>().ShouldBe("****cdef");
        stored.ShouldNotBeNull().ShouldNotContain("0123456789");
        opened.Prompt!.ApiKey.ShouldBe("sk-0123456789abcdef");
        opened.Prompt.Model.ShouldBe("n");
        (await server.PatchAsync($"/api/agents/{id}", """{"definition": {"prompt": {"apiKey": "****ffff"}}}""")).ShouldRefuse("/definition/prompt/apiKey");
    }

    [Theory]
    [InlineData("""{"prompt": {"baseUrl": "https://evil.example/v1", "apiKey": "****cdef"}}""", "/prompt/apiKey")]
    [InlineData("""{"prompt": {"baseUrl": "https://evil.example/v1"}}""", "/prompt/apiKey")]
    [InlineData("""{"prompt": {"baseUrl": "http://models.example.org/v1"}}""", "/prompt/apiKey")]
    [InlineData("""{"prompt": {"provider": "anthropic", "baseUrl": ""}}""", "/prompt/apiKey")]
    [InlineData("""{"prompt": {"fallbacks": [{"baseUrl": "https://evil.example/v1", "model": "m", "apiKey": "****back"}]}}""", "/prompt/fallbacks/0/apiKey")]
    [InlineData("""{"voice": {"baseUrl": "https://evil.example"}}""", "/voice/apiKey")]
    [InlineData("""{"listening": {"baseUrl": "https://evil.example"}}""", "/listening/apiKey")]
    [InlineData("""{"listening": {"engine": "deepgram-flux"}}""", "/listening/apiKey")]
    [InlineData("""{"tools": [{"type": "http", "name": "look", "description": "d", "http": {"url": "https://evil.example/", "headers": [{"name": "Authorization", "secret": "****tool"}]}}]}""", "/tools/0/http/headers/0/secret")]
    public async Task A_kept_secret_is_not_sent_to_a_new_address(string definition, string pointer)
    {
        var server = await StartAsync("sqlite");
        var id = await server.CreateAsync("agents", AgentWithSecrets);

        (await server.PatchAsync($"/api/agents/{id}", $$"""{"definition": {{definition}}}""")).ShouldRefuse($"/definition{pointer}");

        (await server.GetAsync($"/api/agents/{id}")).Json["version"]!.GetValue<int>().ShouldBe(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_new_address_takes_a_secret_that_is_entered_with_it(string engine)
    {
        var server = await StartAsync(engine);
        var id = await server.CreateAsync("agents", AgentWithSecrets);

        var moved = await server.PatchAsync($"/api/agents/{id}", """
            {"definition": {
              "prompt": {"baseUrl": "https://other.example/v1", "apiKey": "entered anew"},
              "tools": [{"type": "http", "name": "look", "description": "d", "http": {"url": "https://tools.example.org/elsewhere", "headers": [{"name": "Authorization", "secret": "****tool"}]}}]}}
            """);

        moved.ShouldBe(HttpStatusCode.OK);
        var opened = await OpenAsync(server, id, 2);
        opened.Prompt!.ApiKey.ShouldBe("entered anew");
        opened.Prompt.Fallbacks[0].ApiKey.ShouldBe("key of the fallback");
        opened.Tools[0].Http!.Headers[0].Secret.ShouldBe("Bearer of the tool");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task An_agent_whose_key_does_not_open_says_so_and_is_listed_changed_and_given_another(string engine)
    {
        var server = await StartAsync(engine);
        var id = await server.CreateAsync("agents", PromptAgent);
        await server.Database.WriteAsync(session => session.ExecuteAsync("UPDATE agent_versions SET definition = replace(definition, 'sealed:1:', 'sealed:1:AAAA')"));
        var (agent, campaign) = ($"/api/agents/{id}", await server.CampaignAsync($$"""{"agentId": "{{id}}"}"""));

        (await server.GetAsync("/api/agents")).ShouldBe(HttpStatusCode.OK);
        (await server.GetAsync(agent)).ShouldBe(HttpStatusCode.OK).Json["lostSecrets"]!.ToJsonString().ShouldBe("""["/definition/prompt/apiKey"]""");
        (await server.GetAsync($"{agent}/versions/1")).ShouldBe(HttpStatusCode.OK).Json["lostSecrets"]!.AsArray().Count.ShouldBe(1);
        (await server.PostAsync($"{agent}/test")).ShouldBeProblem(HttpStatusCode.Conflict, "secret-lost").Text("detail").ShouldContain("/definition/prompt/apiKey");
        await server.LeadAsync(campaign);
        (await server.PostAsync($"/api/campaigns/{campaign}/start")).ShouldRefuse("/agentId")["message"]!.GetValue<string>().ShouldContain("SecretKey");
        (await server.PatchAsync(agent, """{"definition": {"prompt": {"model": "n"}}}""")).ShouldBe(HttpStatusCode.OK).Json["lostSecrets"].ShouldNotBeNull();
        (await server.PatchAsync(agent, """{"definition": {"prompt": {"apiKey": "entered once more"}}}""")).ShouldBe(HttpStatusCode.OK).Json["lostSecrets"].ShouldBeNull();

        (await OpenAsync(server, id, 3)).Prompt!.ApiKey.ShouldBe("entered once more");
        (await server.PostAsync($"/api/campaigns/{campaign}/start")).ShouldBe(HttpStatusCode.OK);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_agent_of_the_manual_can_be_made_and_keeps_the_secrets_of_its_tools(string engine)
    {
        var manual = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "tools.md"), TestContext.Current.CancellationToken);
        var server = await StartAsync(engine);
        var id = await server.CreateAsync("agents", manual.Split("```json")[1].Split("```")[0]);

        var shown = await server.GetAsync($"/api/agents/{id}");
        var tools = shown.Json["definition"]!["tools"]!.AsArray();
        var first = tools[0]!.DeepClone();
        tools.RemoveAt(0);
        tools.Add(first);
        await server.PatchAsync($"/api/agents/{id}", new JsonObject { ["definition"] = new JsonObject { ["tools"] = tools.DeepClone() } }.ToJsonString());

        shown.Body.ShouldNotContain("Bearer 0123");
        first["http"]!["headers"]![0]!["secret"]!.GetValue<string>().ShouldBe("****cdef");
        var opened = await OpenAsync(server, id, 2);
        opened.Tools.SelectMany(tool => tool.Http?.Headers ?? []).Select(header => header.Secret).ShouldBe(["Bearer 0123456789abcdef", "Bearer 0123456789abcdef"]);
        opened.Tools[^1].Name.ShouldBe("free_days");
    }

    [Theory]
    [InlineData("""{"name": "a", "definition": {"turns": {"interuptible": true}, "flow": {"steps": []}}}""", "/definition/turns/interuptible", "'interruptible'")]
    [InlineData("""{"name": "a", "definition": {"turns": {"maxCallSeconds": "600"}, "flow": {"steps": []}}}""", "/definition/turns/maxCallSeconds", "whole number")]
    [InlineData("""{"name": "a", "definition": {"turns": {"maxCallSeconds": 1.5}, "flow": {"steps": []}}}""", "/definition/turns/maxCallSeconds", "whole number")]
    [InlineData("""{"name": "a", "definition": {"flow": {"steps": [{"say": "x"}]}}}""", "/definition/flow/steps/0/name", "missing")]
    [InlineData("""{"name": "a", "definition": {"flow": {"steps": [], "flows": {"x": {"stepz": []}}}}}""", "/definition/flow/flows/x/stepz", "'steps'")]
    [InlineData("""{"name": "a", "definition": {"flow": {"steps": [], "flows": [1]}}}""", "/definition/flow/flows", "a JSON object")]
    [InlineData("""{"name": "a", "definition": {"flow": {"steps": [{"name": "a", "call": "x", "next": "a"}]}}}""", "/definition/flow/steps/0/call", "'flows'")]
    [InlineData("""{"name": "a", "definition": {"turns": null}}""", "/definition/turns", "leave it out")]
    [InlineData("""{"name": "a", "definition": {"variables": [{"name": null}]}}""", "/definition/variables/0/name", "required")]
    [InlineData("""{"name": "a", "definition": {}}""", "/definition", "prompt")]
    [InlineData("""{"name": "a"}""", "/definition", "missing")]
    public async Task What_is_wrong_with_an_agent_is_named(string json, string pointer, string hint)
    {
        var server = await StartAsync("sqlite");

        (await server.PostAsync("/api/agents", json)).ShouldRefuse(pointer)["message"]!.GetValue<string>().ShouldContain(hint);
    }

    [Fact]
    public async Task A_secret_is_not_sent_back_with_an_error()
    {
        var server = await StartAsync("sqlite");

        var answer = await server.PostAsync("/api/agents", """{"name": "a", "definition": {"prompt": {"apiKey": ["sk-very-secret"]}}}""");

        answer.ShouldRefuse("/definition/prompt/apiKey");
        answer.Body.ShouldNotContain("sk-very-secret");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task An_agent_is_archived_only_when_no_running_campaign_needs_it(string engine)
    {
        var server = await StartAsync(engine);
        var agent = await server.CreateAsync("agents", TestSettings.PlainAgent);
        var campaign = await server.CampaignAsync($$"""{"agentId": "{{agent}}"}""");
        await server.PostAsync($"/api/campaigns/{campaign}/start");

        (await server.DeleteAsync($"/api/agents/{agent}")).ShouldBeProblem(HttpStatusCode.Conflict, "agent-in-use");
        await server.PostAsync($"/api/campaigns/{campaign}/end");

        (await server.DeleteAsync($"/api/agents/{agent}")).ShouldBe(HttpStatusCode.OK).Json["archivedAt"].ShouldNotBeNull();
        (await server.GetAsync("/api/agents")).Json["data"]!.AsArray().ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Another_workspaces_agent_is_not_found(string engine)
    {
        var server = await StartAsync(engine);
        var agent = await server.CreateAsync("agents", TestSettings.PlainAgent);
        using var other = await server.OtherWorkspaceAsync();

        foreach (var path in new[] { "", "/versions", "/versions/1" })
            (await other.GetAsync($"/api/agents/{agent}{path}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await other.DeleteAsync($"/api/agents/{agent}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Answer.OfAsync(await other.GetAsync("/api/agents"))).Json["data"]!.AsArray().ShouldBeEmpty();
    }

    private static async Task<Futwork.Realtime.Conversation.AgentDefinition> OpenAsync(TestServer server, string id, long version)
    {
        var versions = server.Services.GetRequiredService<AgentVersions>();
        var row = await server.Database.ReadAsync(session =>
            session.FirstOrDefaultAsync<AgentVersion>("SELECT * FROM agent_versions WHERE agent_id = @id AND version = @version", new { id, version }));
        return versions.Read(row!);
    }
}
