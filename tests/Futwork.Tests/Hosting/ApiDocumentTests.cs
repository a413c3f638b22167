using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Futwork.Tests.Support;

namespace Futwork.Tests.Hosting;

public sealed partial class ApiDocumentTests(PostgresServer postgres) : ApiTests(postgres)
{
    private static readonly string Docs = Path.Combine(Repository.Root, "docs", "api");

    public static TheoryData<string> Files => [.. Directory.GetFiles(Docs, "*.http").Select(Path.GetFileName).OfType<string>()];

    [Theory, MemberData(nameof(Files))]
    public async Task Every_request_of_the_documentation_does_what_its_title_says(string file)
    {
        var server = await StartAsync("sqlite");
        var http = HttpFile.Load(Path.Combine(Docs, file));
        http.Set("baseUrl", server.BaseUrl);
        http.Set("apiKey", TestServer.Key);
        using var client = new HttpClient();

        foreach (var request in http.Requests)
        {
            if (await http.SendAsync(client, request) is { } answer)
                ((int)answer.Status).ShouldBeInRange(200, 299, $"{request.Title}: {answer.Body}");
        }
    }

    [Fact]
    public async Task Every_operation_has_a_summary_and_a_request_in_the_documentation()
    {
        var operations = await OperationsAsync(await StartAsync("sqlite"));
        var documented = Directory.GetFiles(Docs, "*.http").SelectMany(file => HttpFile.Load(file).Requests)
            .Select(request => $"{request.Method} {Shape(request.Url.Replace("{{baseUrl}}", "").Split('?')[0])}").ToHashSet();

        operations.Count.ShouldBeGreaterThan(35);
        operations.Where(operation => operation.Node["summary"] is null).ShouldBeEmpty();
        operations.Select(operation => $"{operation.Method} {Shape(operation.Path)}").Where(operation => operation.Contains("/api/") && !documented.Contains(operation))
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task Everything_under_api_needs_the_key_and_nothing_else_does()
    {
        var server = await StartAsync("sqlite");
        var document = (await server.GetAsync("/openapi/v1.json")).ShouldBe(HttpStatusCode.OK).Json;

        document["components"]!["securitySchemes"]!["apiKey"]!.ToJsonString().ShouldContain("x-api-key");
        document["security"]![0]!["apiKey"].ShouldNotBeNull();
        document["components"]!["schemas"]!["ProblemDocument"].ShouldNotBeNull();
        foreach (var (_, path, operation) in await OperationsAsync(server))
        {
            var isOpen = operation["security"] is JsonArray { Count: 0 };
            isOpen.ShouldBe(!path.StartsWith("/api/"), path);
            var refusal = operation["responses"]!["401"]?["content"]?["application/problem+json"]?["schema"]?["$ref"]?.GetValue<string>();
            refusal.ShouldBe(isOpen ? null : "#/components/schemas/ProblemDocument", path);
        }
    }

    [Fact]
    public async Task The_lead_request_is_described_with_the_contracts_example()
    {
        var server = await StartAsync("sqlite");
        var document = (await server.GetAsync("/openapi/v1.json")).Json;

        var push = document["paths"]!["/api/campaigns/{campaignId}/leads"]!["post"]!;

        push["requestBody"]!["content"]!["application/json"]!["example"]!["recipientPhoneNumber"]!.GetValue<string>().ShouldBe("9999789877");
        push["parameters"]!.AsArray().ShouldContain(parameter => parameter!["name"]!.GetValue<string>() == "Idempotency-Key");
        push["responses"]!.AsObject().Select(response => response.Key).ShouldBe(["200", "201", "400", "401", "404", "409", "413", "415", "422"], ignoreOrder: true);
        document["components"]!["schemas"]!["LeadRequest"]!["required"]!.ToJsonString().ShouldBe("""["recipientPhoneNumber","recipientData"]""");
    }

    [Theory]
    [InlineData("agents")]
    [InlineData("trunks")]
    [InlineData("webhook-endpoints")]
    [InlineData("api-keys")]
    [InlineData("campaigns")]
    public async Task The_example_of_a_request_is_one_that_is_accepted(string resource)
    {
        var server = await StartAsync("sqlite");
        var document = (await server.GetAsync("/openapi/v1.json")).Json;
        var example = document["paths"]![$"/api/{resource}"]!["post"]!["requestBody"]!["content"]!["application/json"]!["example"]!.AsObject();
        if (resource == "campaigns")
        {
            example["agentId"] = await server.CreateAsync("agents", TestSettings.PlainAgent);
            example["trunkId"] = await server.CreateAsync("trunks", TestSettings.Trunk);
        }

        (await server.PostAsync($"/api/{resource}", example.ToJsonString())).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_merge_patch_requires_nothing()
    {
        var server = await StartAsync("sqlite");
        var document = (await server.GetAsync("/openapi/v1.json")).Json;

        var schema = document["paths"]!["/api/trunks/{id}"]!["patch"]!["requestBody"]!["content"]!["application/json"]!["schema"]!;

        schema["required"].ShouldBeNull();
        schema["properties"]!["callsPerSecond"].ShouldNotBeNull();
    }

    [Fact]
    public async Task The_page_of_the_document_needs_nothing_from_elsewhere()
    {
        var server = await StartAsync("sqlite");

        var page = (await server.GetAsync("/docs/index.html")).ShouldBe(HttpStatusCode.OK);
        var parts = Part().Matches(page.Body).Select(match => match.Groups["url"].Value).ToList();

        parts.Count.ShouldBeGreaterThan(3);
        foreach (var part in parts)
            (await server.GetAsync($"/docs/{part}")).ShouldBe(HttpStatusCode.OK);
        (await server.GetAsync("/health")).Body.ShouldBe("ok");
    }

    private static async Task<List<(string Method, string Path, JsonNode Node)>> OperationsAsync(TestServer server) =>
    [
        .. (await server.GetAsync("/openapi/v1.json")).Json["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(operation => (operation.Key.ToUpperInvariant(), path.Key, operation.Value!))),
    ];

    private static string Shape(string path) => Parameter().Replace(path, "{}").Replace("/versions/1", "/versions/{}");

    [GeneratedRegex("(src|href)=\"(?<url>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Part();

    [GeneratedRegex(@"\{+[^}]+\}+", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Parameter();
}
