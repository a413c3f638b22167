using System.Net;
using System.Text.Json.Nodes;
using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Outcomes;
using Futwork.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Futwork.Tests.Outcomes;

/// <summary>How far a campaign is, as its client sees it.</summary>
public sealed class CampaignProgressTests(PostgresServer postgres) : ApiTests(postgres)
{
    private const string InIndia =
        """
        {"timezone": "Asia/Kolkata", "callingWindows": [{"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "start": "10:00", "end": "19:00"}]}
        """;

    private const string InPerson =
        """
        {"windowsIn": "person", "timezoneField": "tz", "callingWindows": [
            {"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "start": "09:00", "end": "17:00"}]}
        """;

    private static readonly DateTimeOffset Noon = new(2026, 1, 15, 6, 30, 0, TimeSpan.Zero);

    [Theory, MemberData(nameof(Engines))]
    public async Task Rate_and_end_follow_from_the_last_minutes(string engine)
    {
        var (server, time, workspace, campaign) = await ArrangeAsync(engine);
        await CallAsync(server, time, workspace, campaign);

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
    public async Task Hours_and_days_on_which_nobody_may_be_called_come_on_top(string engine)
    {
        var (server, time, workspace, campaign) = await ArrangeAsync(engine,
            """
            {"timezone": "Asia/Kolkata", "holidays": ["2026-01-16"], "callingWindows": [
                {"days": ["mon", "tue", "wed", "thu", "fri"], "start": "10:00", "end": "13:00"},
                {"days": ["mon", "tue", "wed", "thu", "fri"], "start": "14:00", "end": "19:00"}]}
            """);
        await CallAsync(server, time, workspace, campaign);

        // A hundred minutes from ten past twelve on, with an hour's break in between.
        await WaitAsync(server, time, workspace, campaign, 100);
        await ShouldBeDoneAsync(server, campaign, "2026-01-15T14:50+05:30");

        // 500 minutes: 350 of them today, Thursday; tomorrow is a holiday, and then it is the weekend.
        await AddAsync(server, time, workspace, campaign, (CampaignCounters.Waiting, 400));
        await ShouldBeDoneAsync(server, campaign, "2026-01-19T12:30+05:30");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Each_person_s_own_hours_count_and_those_of_whoever_may_never_be_called_do_not(string engine)
    {
        var (server, time, workspace, campaign) = await ArrangeAsync(engine, InPerson);
        await CallAsync(server, time, workspace, campaign);
        foreach (var zone in Enumerable.Repeat("Asia/Kolkata", 10).Concat(Enumerable.Repeat("America/New_York", 10)))
            await server.LeadAsync(campaign, $$"""{"recipientPhoneNumber": "9999789877", "recipientData": {"tz": "{{zone}}"} }""");

        // Ten minutes of each; New York begins at 14:00 UTC.
        await ShouldBeDoneAsync(server, campaign, "2026-01-15T14:10Z");

        // Somewhere in Russia, where it is never daytime everywhere.
        await server.LeadAsync(campaign, """{"recipientPhoneNumber": "+79161234567", "recipientData": {}}""");
        await ShouldBeDoneAsync(server, campaign, "2026-01-15T14:10:30Z");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Few_who_are_all_due_last_do_not_stand_for_many(string engine)
    {
        var (server, time, workspace, campaign) = await ArrangeAsync(engine, InPerson);
        await CallAsync(server, time, workspace, campaign);
        await ImportedAsync(server, time, workspace, campaign, sleepUntil: At("2026-01-15T14:00Z"));

        // New York's 100 are done the same day. India's 1900, one a minute, take the rest of this day, three more of eight hours, and 170 minutes.
        var progress = await ReadAsync(server, campaign);
        progress["doneAt"]!.GetValue<DateTimeOffset>().ShouldBe(At("2026-01-19T06:20Z"), TimeSpan.FromHours(2));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Of_many_who_wait_about_a_thousand_are_drawn_whenever_they_are_due(string engine)
    {
        var (server, time, workspace, campaign) = await ArrangeAsync(engine, InPerson);
        await ImportedAsync(server, time, workspace, campaign, sleepUntil: At("2026-01-15T14:00Z"));

        var found = await server.Database.ReadAsync(async session =>
            await WaitingSample.ReadAsync(session, (await Campaign.FindAsync(session, workspace, campaign))!, waiting: 2000));

        static bool IsInNewYork(SampledLead lead) => lead.RecipientData.Contains("New_York");
        found.Drawn.Count.ShouldBeInRange(900, 1100);
        found.Drawn.Count(IsInNewYork).ShouldBeInRange(30, 70);
        found.Last.Count(IsInNewYork).ShouldBe(100);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Calls_that_are_up_come_to_an_end_whatever_the_hours(string engine)
    {
        var (server, time, workspace, campaign) = await ArrangeAsync(engine, InPerson);
        await CallAsync(server, time, workspace, campaign);

        await AddAsync(server, time, workspace, campaign, (CampaignCounters.Calling, 30));

        await ShouldBeDoneAsync(server, campaign, "2026-01-15T07:10Z");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Where_rules_are_very_many_it_looks_a_day_ahead_and_takes_the_rest_to_go_on_alike(string engine)
    {
        var restricted = Enumerable.Range(0, 100).Select(minute => $$"""{"from": "2027-01-01T{{minute / 60:00}}:{{minute % 60:00}}", "to": "2027-01-02T00:00"}""");
        var (server, time, workspace, campaign) = await ArrangeAsync(engine,
            $$"""
            {"windowsIn": "person", "timezoneField": "tz", "restricted": [{{string.Join(',', restricted)}}],
             "callingWindows": [{"days": ["mon", "tue", "wed", "thu", "fri"], "start": "00:00", "end": "24:00"}]}
            """);
        await CallAsync(server, time, workspace, campaign);
        string[] zones = ["Asia/Kolkata", "Asia/Colombo", "Asia/Dhaka", "Asia/Kathmandu", "Asia/Karachi"];
        foreach (var zone in zones)
            await server.LeadAsync(campaign, $$"""{"recipientPhoneNumber": "9999789877", "recipientData": {"tz": "{{zone}}"} }""");

        // Each of the five takes as many calls as each of the ten took: three days of calling from Thursday on. The weekend between them is not looked at.
        await CalledBeforeAsync(server, time, workspace, campaign, (2 * 3 * 24 * 120) - 20);

        await ShouldBeDoneAsync(server, campaign, "2026-01-18T06:40Z");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task It_is_not_done_later_than_it_ends_nor_before_the_last_lead_is_due(string engine)
    {
        var (server, time, workspace, campaign) = await ArrangeAsync(engine, """{"endsAt": "2026-01-20T12:00:00Z"}""");
        await CallAsync(server, time, workspace, campaign);
        await server.LeadAsync(campaign);
        await ShouldBeDoneAsync(server, campaign, "2026-01-15T06:41Z");

        await server.LeadAsync(campaign, """{"recipientPhoneNumber": "9999789877", "recipientData": {}, "notBefore": "2026-01-17T06:00:00Z"}""");
        await ShouldBeDoneAsync(server, campaign, "2026-01-17T06:00Z");

        await AddAsync(server, time, workspace, campaign, (CampaignCounters.Waiting, 1_000_000));
        await ShouldBeDoneAsync(server, campaign, "2026-01-20T12:00Z");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task What_takes_longer_than_is_looked_at_goes_on_at_the_same_rate(string engine)
    {
        var (server, time, workspace, campaign) = await ArrangeAsync(engine,
            """
            {"timezone": "Asia/Kolkata", "callingWindows": [{"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "start": "09:00", "end": "21:00"}]}
            """);
        await CallAsync(server, time, workspace, campaign);

        // As many calls as each of the ten took: a hundred days of twelve hours.
        await server.LeadAsync(campaign);
        await CalledBeforeAsync(server, time, workspace, campaign, 10 * 100 * 12 * 120);

        var progress = await ReadAsync(server, campaign);
        progress["doneAt"]!.GetValue<DateTimeOffset>().ShouldBe(Noon.AddDays(100), TimeSpan.FromDays(3));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Outside_the_hours_it_goes_by_the_pace_of_the_last_calls(string engine)
    {
        var (server, time, workspace, campaign) = await ArrangeAsync(engine, InIndia);
        await WaitAsync(server, time, workspace, campaign, 60);
        time.Advance(At("2026-01-15T20:00+05:30") - time.GetUtcNow());
        (await ReadAsync(server, campaign))["doneAt"].ShouldBeNull("there never was a call");

        await CallsAsync(server, workspace, campaign, 61, At("2026-01-15T17:59+05:30"));
        await ShouldBeDoneAsync(server, campaign, "2026-01-16T11:00+05:30");

        time.Advance(At("2026-01-16T10:05+05:30") - time.GetUtcNow());
        await ShouldBeDoneAsync(server, campaign, "2026-01-16T11:05+05:30");

        time.Advance(TimeSpan.FromMinutes(15));
        (await ReadAsync(server, campaign))["doneAt"].ShouldBeNull("a quarter of an hour without a call");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_pace_of_the_last_calls_is_that_of_calls_to_leads_that_may_have_rung_not_long_ago(string engine)
    {
        var (server, time, workspace, campaign) = await ArrangeAsync(engine, InIndia);
        await WaitAsync(server, time, workspace, campaign, 60);
        time.Advance(At("2026-01-15T20:00+05:30") - time.GetUtcNow());
        Task<int> AreAsync(string set) => server.Database.WriteAsync(session => session.ExecuteAsync($"UPDATE calls SET {set}"));
        await CallsAsync(server, workspace, campaign, 61, At("2026-01-15T17:59+05:30"));

        await AreAsync("unheard = 1, trunk_fault = 1");
        (await ReadAsync(server, campaign))["doneAt"].ShouldBeNull("the line failed all of them before anything rang");
        await AreAsync("trunk_fault = NULL");
        (await ReadAsync(server, campaign))["doneAt"].ShouldBeNull("none of them left");
        await AreAsync("unheard = 0");
        await ShouldBeDoneAsync(server, campaign, "2026-01-16T11:00+05:30");

        const long Month = 31L * 24 * 3_600_000;
        await AreAsync($"created_at = created_at - {Month}");
        (await ReadAsync(server, campaign))["doneAt"].ShouldBeNull("they were long ago");
        await AreAsync($"created_at = created_at + {Month}");
        await CallsAsync(server, workspace, campaign, 10_000, At("2026-01-15T19:01+05:30"), CallDirection.Inbound);
        (await ReadAsync(server, campaign))["doneAt"].ShouldBeNull("so many have called us since that the others are not looked at");
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

    private async Task<(TestServer Server, FakeTime Time, string Workspace, string Campaign)> ArrangeAsync(string engine, string settings = "{}")
    {
        var time = new FakeTime(Noon);
        var server = await StartAsync(engine, services => services.AddSingleton<TimeProvider>(time));
        var campaign = await server.CampaignAsync(settings);
        await server.PostAsync($"/api/campaigns/{campaign}/start");
        var workspace = await server.Database.ReadAsync(session => session.ScalarAsync<string>("SELECT id FROM workspaces"));
        return (server, time, workspace!, campaign);
    }

    /// <summary>Ten minutes with two calls each, one of them answered; two calls for each lead that is done.</summary>
    private static async Task CallAsync(TestServer server, FakeTime time, string workspace, string campaign)
    {
        for (var minute = 0; minute < 10; minute++)
        {
            await AddAsync(server, time, workspace, campaign, (CampaignCounters.Calls, 2), (CampaignCounters.Answered, 1), (CampaignCounters.Done("human"), 1), (CampaignCounters.CostMicros, 12_500));
            await server.Database.WriteAsync(session => CampaignCounters.FoldAsync(session, time.UnixNow()));
            time.Advance(TimeSpan.FromMinutes(1));
        }
    }

    /// <summary>So many leads that wait, a thousand at most, so that none is left out: one of them is there, and stands for all.</summary>
    private static async Task WaitAsync(TestServer server, FakeTime time, string workspace, string campaign, int leads)
    {
        await server.LeadAsync(campaign);
        await AddAsync(server, time, workspace, campaign, (CampaignCounters.Waiting, leads - 1));
    }

    /// <summary>Calls of long ago to the ten leads that are done.</summary>
    private static Task CalledBeforeAsync(TestServer server, FakeTime time, string workspace, string campaign, long calls) =>
        server.Database.WriteAsync(session => CampaignCounters.AddAsync(
            session, (workspace, campaign), time.GetUtcNow().AddHours(-3).ToUnixTimeMilliseconds(), (CampaignCounters.Calls, calls)));

    /// <summary>2000 leads that wait. One in twenty is in New York, and was put off to its morning; the others are in India, and due.</summary>
    private static Task ImportedAsync(TestServer server, FakeTime time, string workspace, string campaign, DateTimeOffset sleepUntil) =>
        server.Database.WriteAsync(async session =>
        {
            const int Leads = 2000;
            // The same in each run.
            var random = new Random(7);
            var ids = Each(n => $"{n:x12}{random.NextInt64(1L << 48):x12}");
            await session.CopyAsync("leads",
            [
                new("workspace_id", Each(_ => workspace)), new("campaign_id", Each(_ => campaign)), new("id", ids), new("phone_sent", Each(_ => "+919999789877")),
                new("phone", Each(_ => "+919999789877")), new("recipient_data", Each(n => $$"""{"tz": "{{(IsInNewYork(n) ? "America/New_York" : "Asia/Kolkata")}}"}""")),
                new("created_at", Each(_ => 1L)),
            ]);
            await session.CopyAsync("work",
            [
                new("workspace_id", Each(_ => workspace)), new("id", ids), new("kind", Each(_ => "dial")), new("lane", Each(_ => campaign)), new("campaign_id", Each(_ => campaign)),
                new("subject_id", ids), new("state", Each(_ => "ready")), new("due_at", Each(n => IsInNewYork(n) ? sleepUntil.ToUnixTimeMilliseconds() : time.UnixNow())),
                new("attempts", Each(_ => 0L)), new("fence", Each(_ => 0L)), new("created_at", Each(_ => 1L)),
            ]);
            await CampaignCounters.AddAsync(session, (workspace, campaign), time.UnixNow(), (CampaignCounters.Waiting, Leads));

            static bool IsInNewYork(int n) => n % 20 == 7;
            static T[] Each<T>(Func<int, T> value) => [.. Enumerable.Range(0, Leads).Select(value)];
        });

    /// <summary>Calls of the past, one a minute from a moment on.</summary>
    private static Task<int> CallsAsync(
        TestServer server, string workspace, string campaign, int count, DateTimeOffset since, string direction = CallDirection.Outbound) =>
        server.Database.WriteAsync(session => session.ExecuteAsync(
            """
            WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < @count)
            INSERT INTO calls (workspace_id, id, lead_id, campaign_id, agent_id, agent_version, trunk_id, work_id, fence, node, attempt, direction, status, to_number,
                from_number, created_at, ended_at, outcome, updated_at)
            SELECT @workspace, @direction || n, 'lead', @campaign, 'agent', 1, 'trunk', 'work', 0, 'node', 1, @direction, 'busy', '1', '2',
                @start + n * 60000, @start, 'busy', 1 FROM numbers
            """, new { workspace, campaign, count, direction, start = since.ToUnixTimeMilliseconds() }));

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

    private static async Task ShouldBeDoneAsync(TestServer server, string campaign, string at) =>
        (await ReadAsync(server, campaign))["doneAt"]!.GetValue<DateTimeOffset>().ShouldBe(At(at), TimeSpan.FromSeconds(1));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text);

    private static async Task<JsonNode> ReadAsync(TestServer server, string campaign) =>
        (await server.GetAsync($"/api/campaigns/{campaign}/progress")).ShouldBe(HttpStatusCode.OK).Json;

    private static double Number(JsonNode progress, string name) => progress[name]!.GetValue<double>();
}
