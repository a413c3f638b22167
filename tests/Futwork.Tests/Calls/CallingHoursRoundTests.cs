using System.Globalization;
using Futwork.Calls;
using Futwork.Campaigns;
using Futwork.Consent;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Queue;
using Futwork.Tests.Support;
using NodaTime;

namespace Futwork.Tests.Calls;

/// <summary>The hours of each person, in the transaction that dials.</summary>
public sealed class CallingHoursRoundTests(PostgresServer postgres) : PathTests(postgres)
{
    private const string ByPerson = ""","windowsIn":"person","timezoneField":"tz" """;
    private const string TenToSeven = ByPerson + ""","callingWindows":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"start":"10:00","end":"19:00"}]""";

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_sleeps_is_put_off_to_the_next_opening_and_keeps_nobody_waiting_who_is_awake(string engine)
    {
        // Thursday, 06:00 UTC: 23:00 in Denver, 11:30 in India.
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(maxCalls: 2, callsPerSecond: 1000, campaign: TenToSeven);
        for (var i = 0; i < 25; i++)
            await node.Seeds.LeadAsync("""{"tz":"America/Denver"}""", dueAt: node.Rig.Now - 10);
        var awake = new[]
        {
            await node.Seeds.LeadAsync("""{"tz":"Asia/Kolkata"}""", dueAt: node.Rig.Now - 3), await node.Seeds.LeadAsync("{}", dueAt: node.Rig.Now - 2), await node.Seeds.LeadAsync("{}"),
        };

        var orders = await node.TakeAsync();

        orders.Select(order => order.LeadId).ShouldBe(awake[..2]);
        var opening = DateTimeOffset.Parse("2026-01-15T17:00:00Z").ToUnixTimeMilliseconds();
        var asleep = "state = 'ready' AND attempts = 0 AND lease_owner IS NULL AND put_off_from IS NOT NULL";
        (await CountAsync(node, $"{asleep} AND due_at = {opening}")).ShouldBe(25);
        (await CountAsync(node, $"state = 'ready' AND attempts = 0 AND put_off_from IS NULL AND due_at <= {node.Rig.Now}")).ShouldBe(1);
        (await node.Rig.ScalarAsync<long>("SELECT count(*) FROM calls")).ShouldBe(2);
        (await node.ProgressAsync()).ShouldBeNull();
        var kept = ApiJson.Read<DialDecision>((await node.Rig.ScalarAsync<string>("SELECT put_off_by FROM work WHERE put_off_by IS NOT NULL"))!);
        (kept.Allowed, kept.Rule, kept.ZonesFrom, kept.NextOpening).ShouldBe((false, "windows America/Denver", "lead", DateTimeOffset.FromUnixTimeMilliseconds(opening)));
        var allowed = ApiJson.Read<DialDecision>((await node.CallAsync(orders[1].CallSid))!.DialDecision!);
        (allowed.Allowed, allowed.Rule, allowed.ZonesFrom, allowed.At).ShouldBe((true, "windows", "number", orders[1].DialAt));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task However_many_sleep_a_round_looks_at_so_many_and_the_next_goes_on(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(campaign: TenToSeven);
        await ManyAsync(node, 1300, """{"tz":"America/Denver"}""");
        var awake = await node.Seeds.LeadAsync("{}");

        (await node.TakeAsync()).ShouldBeEmpty();
        (await CountAsync(node, "put_off_from IS NOT NULL")).ShouldBeInRange(1000, 1299);
        (await node.TakeAsync()).ShouldHaveSingleItem().LeadId.ShouldBe(awake);

        (await CountAsync(node, "put_off_from IS NOT NULL AND attempts = 0")).ShouldBe(1300);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_agent_goes_by_the_clock_of_a_person_whose_number_is_in_another_timezone_than_the_campaign(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(campaign: ByPerson + ""","timezone":"Asia/Kolkata" """);
        await node.Seeds.LeadAsync("{}");
        await node.Rig.ExecuteAsync("UPDATE leads SET phone = '+12125550100'");

        (await node.TakeAsync()).ShouldHaveSingleItem().Clocks.ShouldBe(["America/New_York"]);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_place_in_time_after_the_close_is_given_to_nobody(string engine)
    {
        // 18:59:59.7 in India; the trunk's places are 100 ms apart.
        var time = new FakeTime(DateTimeOffset.Parse("2026-01-15T13:29:59.7Z"));
        var node = await CallRigAsync(engine, time);
        await node.Seeds.AllAsync(callsPerSecond: 10, campaign: TenToSeven);
        for (var i = 0; i < 6; i++)
            await node.Seeds.LeadAsync("{}");

        var orders = await node.TakeAsync();

        orders.Count.ShouldBe(3);
        orders.ShouldAllBe(order => order.DialAt < DateTimeOffset.Parse("2026-01-15T13:30:00Z"));
        (await CountAsync(node, $"put_off_from IS NOT NULL AND due_at = {DateTimeOffset.Parse("2026-01-16T04:30:00Z").ToUnixTimeMilliseconds()}")).ShouldBe(3);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_node_that_was_held_up_dials_nobody_after_hours(string engine)
    {
        var time = new FakeTime(DateTimeOffset.Parse("2026-01-15T13:29:00Z"));
        var node = await CallRigAsync(engine, time);
        await node.Seeds.AllAsync(campaign: TenToSeven);
        await node.Seeds.LeadAsync("{}");
        var order = (await node.TakeAsync()).ShouldHaveSingleItem();

        time.Advance(TimeSpan.FromSeconds(20));
        time.Advance(TimeSpan.FromMinutes(2));
        using (var hangUp = new HangUp())
            await node.Rig.Get<OutboundCall>().RunAsync(order, hangUp);
        node.Carrier.Dialled.ShouldBeEmpty();
        (await node.ProgressAsync())!.Attempts.ShouldBe(0);

        time.Advance(TimeSpan.FromMinutes(1));
        (await node.TakeAsync()).ShouldBeEmpty();
        (await node.WorkAsync())!.DueAt.ShouldBe(DateTimeOffset.Parse("2026-01-16T04:30:00Z").ToUnixTimeMilliseconds());
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Nobody_is_rung_outside_the_law_s_hours_on_the_days_the_clocks_change(string engine)
    {
        // It is the 7th everywhere, a holiday; in the night the clocks of North America change.
        var time = new FakeTime(DateTimeOffset.Parse("2026-03-07T10:00:00Z"));
        var node = await CallRigAsync(engine, time);
        await node.Seeds.AllAsync(maxCalls: 100, callsPerSecond: 20, campaign: ByPerson + ""","legalPreset":"us","holidays":["2026-03-07"]""");
        string[] zones = ["America/New_York", "America/Phoenix", "America/Anchorage", "Pacific/Honolulu", "America/St_Johns", "Asia/Kathmandu", "Pacific/Chatham", "Europe/London"];
        var zoneOf = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var zone in zones.SelectMany(zone => Enumerable.Repeat(zone, 3)))
            zoneOf[await node.Seeds.LeadAsync($$"""{"tz":"{{zone}}"}""")] = zone;
        var orders = new List<CallOrder>();

        for (var quarter = 0; quarter < 2 * 24 * 4; quarter++)
        {
            var taken = await node.TakeAsync();
            orders.AddRange(taken);
            foreach (var order in taken)
                await node.EndAsync(order);
            time.Advance(TimeSpan.FromMinutes(15));
        }

        orders.Select(order => order.LeadId).ShouldBe(zoneOf.Keys, ignoreOrder: true);
        orders.ShouldAllBe(order => IsLegal(order.DialAt, zoneOf[order.LeadId]));
        // The first one in each zone is rung as soon as it may be.
        foreach (var zone in zones)
            Wall(orders.First(order => zoneOf[order.LeadId] == zone).DialAt, zone).ToString("HH", CultureInfo.InvariantCulture).ShouldBe("08");
        (await CountAsync(node, "put_off_from IS NOT NULL OR put_off_by IS NOT NULL")).ShouldBe(0);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_has_no_timezone_at_all_is_never_dialled_and_looked_at_once_a_day(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(campaign: ByPerson + ""","legalPreset":"in" """);
        await node.Seeds.LeadAsync("{}");
        await node.Rig.ExecuteAsync("UPDATE leads SET phone = 'anonymous'");

        (await node.TakeAsync()).ShouldBeEmpty();

        var work = (await node.WorkAsync())!;
        (work.State, work.DueAt, work.Attempts).ShouldBe(("ready", node.Rig.Now + 24 * 3600 * 1000, 0));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task What_was_put_off_is_due_as_before_when_the_hours_change(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(campaign: TenToSeven);
        var lead = await node.Seeds.LeadAsync("""{"tz":"America/Denver"}""");
        var due = node.Rig.Now;
        await node.TakeAsync();
        (await node.WorkAsync())!.DueAt.ShouldBeGreaterThan(due);

        await node.Rig.Database.WriteAsync(async session =>
        {
            await node.Rig.Get<Recalls>().RecallAsync(session, Seeds.Workspace, WorkKind.Dial, [Seeds.Campaign]);
            var campaign = (await Campaign.FindAsync(session, Seeds.Workspace, Seeds.Campaign))!;
            campaign.Write(campaign.ReadSettings() with { WindowsIn = "campaign", Timezone = "Asia/Kolkata" });
            await campaign.UpdateAsync(session);
        });

        (await node.WorkAsync())!.DueAt.ShouldBe(due);
        (await node.TakeAsync()).ShouldHaveSingleItem().LeadId.ShouldBe(lead);
    }

    private async Task<CallRig> CallRigAsync(string engine, FakeTime time)
    {
        var carrier = new ScriptedCarrier();
        var rig = await RigAsync(engine, time, CallRig.Replace(carrier));
        return new CallRig(rig, new Seeds(rig), carrier);
    }

    private static Task<long> CountAsync(CallRig node, string where) =>
        node.Rig.ScalarAsync<long>($"SELECT count(*) FROM work WHERE kind = 'dial' AND ({where})");

    /// <summary>Leads with their orders, in one transaction.</summary>
    private static Task ManyAsync(CallRig node, int count, string recipientData) =>
        node.Rig.Database.WriteAsync(async session =>
        {
            for (var i = 0; i < count; i++)
            {
                var id = Ids.New(node.Rig.Time);
                await session.ExecuteAsync(
                    """
                    INSERT INTO leads (workspace_id, campaign_id, id, phone_sent, phone, recipient_data, created_at)
                    VALUES (@Workspace, @Campaign, @id, '1', '+919999789877', @recipientData, 1)
                    """, new { Seeds.Workspace, Seeds.Campaign, id, recipientData });
                await node.Rig.Get<WorkQueue>().EnqueueAsync(session, NewWork.Dial(Seeds.Workspace, Seeds.Campaign, id, node.Rig.Now - 1));
            }
        });

    private static DateTime Wall(DateTimeOffset at, string zone) =>
        at.UtcDateTime + TimeSpan.FromTicks(DateTimeZoneProviders.Tzdb[zone].GetUtcOffset(Instant.FromDateTimeOffset(at)).Ticks);

    private static bool IsLegal(DateTimeOffset at, string zone) =>
        Wall(at, zone) is { Hour: >= 8 and < 21 } wall && DateOnly.FromDateTime(wall) != new DateOnly(2026, 3, 7);
}
