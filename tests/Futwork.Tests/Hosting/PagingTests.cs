using System.Net;
using System.Text.Json.Nodes;
using Futwork.Tests.Support;

namespace Futwork.Tests.Hosting;

public sealed class PagingTests(PostgresServer postgres) : ApiTests(postgres)
{
    [Theory, MemberData(nameof(Engines))]
    public async Task Pages_show_each_row_once_though_others_are_added_between_them(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();
        var before = new List<string>();
        for (var i = 0; i < 25; i++)
            before.Add(await server.LeadAsync(campaign));

        var seen = new List<string>();
        string? path = $"/api/campaigns/{campaign}/leads?limit=10&status=queued";
        while (path is not null)
        {
            var page = (await server.GetAsync(path)).ShouldBe(HttpStatusCode.OK);
            seen.AddRange(page.Json["data"]!.AsArray().Select(lead => lead!["leadId"]!.GetValue<string>()));
            page.Json["hasMore"]!.GetValue<bool>().ShouldBe(page.Json["nextCursor"] is not null);
            path = NextLink(page);
            await server.LeadAsync(campaign);
        }

        seen.ShouldBeUnique();
        seen.ShouldBe(before.OrderDescending(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_page_is_as_long_as_asked_for_and_the_last_one_says_so(string engine)
    {
        var server = await StartAsync(engine);
        foreach (var name in new[] { "a", "b", "c" })
            await server.CreateAsync("trunks", TestSettings.Trunk.Replace("Line", name));

        var first = await server.GetAsync("/api/trunks?limit=2");
        var last = await server.GetAsync($"/api/trunks?limit=2&cursor={first.Text("nextCursor")}");

        Names(first).ShouldBe(["c", "b"], ignoreOrder: true);
        Names(last).Count.ShouldBe(1);
        last.Json["nextCursor"].ShouldBeNull();
        last.Message.Headers.Contains("Link").ShouldBeFalse();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Versions_are_paged_by_their_number(string engine)
    {
        var server = await StartAsync(engine);
        var agent = await server.CreateAsync("agents", TestSettings.PlainAgent);
        for (var i = 2; i <= 12; i++)
            await server.PatchAsync($"/api/agents/{agent}", $$"""{"definition": {"turns": {"maxCallSeconds": {{100 + i}} } } }""");

        var first = await server.GetAsync($"/api/agents/{agent}/versions?limit=5");
        var second = await server.GetAsync($"/api/agents/{agent}/versions?limit=50&cursor={first.Text("nextCursor")}");

        Versions(first).Concat(Versions(second)).ShouldBe(Enumerable.Range(1, 12).Reverse());
        (await server.GetAsync($"/api/agents/{agent}/versions?cursor=YWJj")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-request");
    }

    private static List<string> Names(Answer page) => [.. page.Json["data"]!.AsArray().Select(row => row!["name"]!.GetValue<string>())];

    private static IEnumerable<int> Versions(Answer page) => page.Json["data"]!.AsArray().Select((JsonNode? row) => row!["version"]!.GetValue<int>());

    private static string? NextLink(Answer page) =>
        page.Message.Headers.TryGetValues("Link", out var links)
            ? links.Single().Split(';')[0].Trim('<', '>', ' ')
            : null;
}
