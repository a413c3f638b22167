using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Futwork.Accounts;
using Futwork.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Futwork.Tests.Support;

/// <summary>The server, running in this process on a port of its own, and a client of it. It answers requests only, unless the settings give it more roles.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    public const string Key = "test-key-of-the-first-workspace";

    private readonly WebApplication _app;

    private TestServer(WebApplication app)
    {
        _app = app;
        BaseUrl = app.Urls.First();
        Client = ClientWith(Key);
    }

    public string BaseUrl { get; }

    /// <summary>Sends the workspace's key with every request.</summary>
    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public Database Database => Services.GetRequiredService<Database>();

    public static async Task<TestServer> StartAsync(string connectionString, string folder, Action<IServiceCollection> replace, params string[] settings)
    {
        var app = Program.Build(
            ["--urls=http://127.0.0.1:0", $"--Database={connectionString}", $"--Data={folder}", $"--Accounts:BootstrapKey={Key}", "--Roles=api", "--Line:Address=127.0.0.1", "--Line:SipPort=0", "--Logging:LogLevel:Default=Warning", .. settings],
            replace);
        await app.StartAsync();
        return new TestServer(app);
    }

    public HttpClient ClientWith(string key)
    {
        var client = new HttpClient { BaseAddress = new Uri(BaseUrl) };
        client.DefaultRequestHeaders.Add("x-api-key", key);
        return client;
    }

    /// <summary>A client of a second workspace.</summary>
    public async Task<HttpClient> OtherWorkspaceAsync()
    {
        const string OtherKey = "test-key-of-another-workspace";
        var id = Ids.New(TimeProvider.System);
        await Database.WriteAsync(async session =>
        {
            await session.ExecuteAsync("INSERT INTO workspaces (id, name, created_at) VALUES (@id, 'Other', 1)", new { id });
            await ApiKey.Create(id, "Other", OtherKey, TimeProvider.System).InsertAsync(session);
        });
        return ClientWith(OtherKey);
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, string json = "{}") => SendAsync(HttpMethod.Post, path, json);

    public Task<Answer> PatchAsync(string path, string json) => SendAsync(HttpMethod.Patch, path, json);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public async Task<Answer> SendAsync(HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        return await Answer.OfAsync(await Client.SendAsync(request));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

/// <summary>An answer of the server.</summary>
internal sealed record Answer(HttpStatusCode Status, string Body, HttpResponseMessage Message)
{
    /// <summary>The body, parsed.</summary>
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string Id => Text("id");

    public static async Task<Answer> OfAsync(HttpResponseMessage message) =>
        new(message.StatusCode, await message.Content.ReadAsStringAsync(), message);

    public string Text(string name) => Json[name]!.GetValue<string>();

    /// <summary>The answer is a problem of this status and code, in the one shape all of them have.</summary>
    public Answer ShouldBeProblem(HttpStatusCode status, string code)
    {
        Status.ShouldBe(status, Body);
        Message.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        Json["status"]!.GetValue<int>().ShouldBe((int)status);
        Text("code").ShouldBe(code, Body);
        Text("type").ShouldBe($"urn:futwork:problem:{code}");
        Text("title").ShouldNotBeEmpty();
        Text("detail").ShouldNotBeEmpty();
        Text("traceId").ShouldNotBeEmpty();
        Json["success"]!.GetValue<bool>().ShouldBeFalse();
        return this;
    }

    /// <summary>The answer is 422 and names this value as wrong.</summary>
    public JsonNode ShouldRefuse(string pointer)
    {
        ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-request");
        return Json["errors"]!.AsArray().SingleOrDefault(error => error!["pointer"]?.GetValue<string>() == pointer)
            .ShouldNotBeNull($"no error at '{pointer}' in {Body}");
    }

    public Answer ShouldBe(HttpStatusCode status)
    {
        Status.ShouldBe(status, Body);
        return this;
    }
}
