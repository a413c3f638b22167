using System.Net;
using System.Text.Json.Nodes;
using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Futwork.Tests.Outcomes;

/// <summary>How far a campaign is, as its client sees it.</summary>
public sealed class CampaignProgressTests(PostgresServer postgres) : ApiTests(postgres)
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 15, 6, 30, 0, TimeSpan.Zero);

    [Theory, MemberData(nameof(Engines))]
    public async Task Rate_and_end_follow_from_the_last_minutes(string engine)
    {
        var (server, time, workspace, campaign) = await ArrangeAsync(engine);
        for (var minute = 0; minute < 10; minute++)
        {
            // Two calls a minute, one of them answered; two calls for each lead that is done.
            await AddAsync(server, time, workspace, campaign, (CampaignCounters.Calls, 2), (CampaignCounters.Answered, 1), (CampaignCounters.Done("human"), 1), (CampaignCounters.CostMicros, 12_500));
            await server.Database.WriteAsync(session => CampaignCounters.FoldAsync(session, time.UnixNow()));
            time.Advance(TimeSpan.FromMinutes(1));
        }

        await AddAsync(server, time, workspace, campaign, (CampaignCounters.Waiting, 30));
        var progress = await ReadAsync(server, campaign);

        (Number(progress, "total"), Number(progress, "waiting"), Number(progress, "done"), Number(progress, "calls")).ShouldBe((40, 30, 10, 20));
        (Number(progress, "callsPerHour"), Number(progress, "answersPerHour"), Number(progress, "answerRate"), Number(progress, "cost")).ShouldBe((120, 60, 0.5, 0.125));
        progress["doneAt"]!.GetValue<DateTimeOffset>().ShouldBe(Noon.AddMinutes(10 + 30));

        time.Advance(TimeSpan.FromMinutes(16));
        progress = await ReadAsync(server, campaign);
        Number(progress, "callsPerHour").ShouldBe(0);
        progress["doneAt"].ShouldBeNull();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_due_are_counted_where_they_or_the_others_are_few(string engine)
    {
        var (server, time, workspace, campaign) = await ArrangeAsync(engine);
        await OrdersAsync(server, workspace, campaign, "due", 20_001, time.UnixNow());
        await AddAsync(server, time, workspace, campaign, (CampaignCounters.Waiting, 20_001));
        await ShouldBeDueAsync(server, campaign, 20_001, isExact: true);

        await OrdersAsync(server, workspace, campaign, "soon", 100, time.UnixNow() + 1);
        await AddAsync(server, time, workspace, campaign, (CampaignCounters.Waiting, 100));
        await ShouldBeDueAsync(server, campaign, 20_001, isExact: true);

        await OrdersAsync(server, workspace, campaign, "late", 20_000, time.UnixNow() + 1000);
        await AddAsync(server, time, workspace, campaign, (CampaignCounters.Waiting, 20_000));
        await ShouldBeDueAsync(server, campaign, 20_000, isExact: false);
    }

    [Fact]
    public async Task A_campaign_that_is_not_there_has_no_progress_and_a_new_one_stands_at_zero()
    {
        var (server, _, _, campaign) = await ArrangeAsync("sqlite");

        (await server.GetAsync("/api/campaigns/000000000000000000000000/progress")).ShouldBeProblem(HttpStatusCode.NotFound, "campaign-not-found");
        var progress = await ReadAsync(server, campaign);
        (Number(progress, "total"), progress["answerRate"], progress["cost"]).ShouldBe((0, null, null));
    }

    private async Task<(TestServer Server, FakeTime Time, string Workspace, string Campaign)> ArrangeAsync(string engine)
    {
        var time = new FakeTime(Noon);
        var server = await StartAsync(engine, services => services.AddSingleton<TimeProvider>(time));
        var campaign = await server.CampaignAsync();
        await server.PostAsync($"/api/campaigns/{campaign}/start");
        var workspace = await server.Database.ReadAsync(session => session.ScalarAsync<string>("SELECT id FROM workspaces"));
        return (server, time, workspace!, campaign);
    }

    private static Task AddAsync(TestServer server, FakeTime time, string workspace, string campaign, params (string Bucket, long N)[] counts) =>
        server.Database.WriteAsync(session => CampaignCounters.AddAsync(session, (workspace, campaign), time.UnixNow(), counts));

    private static Task<int> OrdersAsync(TestServer server, string workspace, string campaign, string name, int count, long due) =>
        server.Database.WriteAsync(session => session.ExecuteAsync(
            """
            WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < @count)
            INSERT INTO work (workspace_id, id, kind, lane, campaign_id, subject_id, state, due_at, attempts, fence, created_at)
            SELECT @workspace, @name || n, 'dial', @campaign, @campaign, @name || n, 'ready', @due, 0, 0, 1 FROM numbers
            """, new { workspace, campaign, name, count, due }));

    private static async Task ShouldBeDueAsync(TestServer server, string campaign, double due, bool isExact)
    {
        var progress = await ReadAsync(server, campaign);
        (Number(progress, "due"), progress["dueIsExact"]!.GetValue<bool>()).ShouldBe((due, isExact));
    }

    private static async Task<JsonNode> ReadAsync(TestServer server, string campaign) =>
        (await server.GetAsync($"/api/campaigns/{campaign}/progress")).ShouldBe(HttpStatusCode.OK).Json;

    private static double Number(JsonNode progress, string name) => progress[name]!.GetValue<double>();
}
