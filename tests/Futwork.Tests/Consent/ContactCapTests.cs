using FsCheck;
using FsCheck.Fluent;
using Futwork.Consent;
using NodaTime;

namespace Futwork.Tests.Consent;

public sealed class ContactCapTests
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.Parse("2026-03-11T12:00:00Z");

    [Fact]
    public void A_day_is_the_person_s_and_ends_at_their_midnight()
    {
        var cap = new ContactCap { PerDay = 1 };

        // 06:00 in Denver; the call before was at 23:30 there, and at 05:30 on the same day in London.
        Forbids(cap, ["America/Denver"], [Noon.AddHours(-6.5)]).ShouldBeNull();
        Forbids(cap, ["America/Denver"], [Noon.AddHours(-5.5)]).ShouldBe(("contact cap 1 a day America/Denver", DateTimeOffset.Parse("2026-03-12T06:00:00Z")));
        Forbids(cap, ["Europe/London"], [Noon.AddHours(-6.5)]).ShouldBe(("contact cap 1 a day Europe/London", DateTimeOffset.Parse("2026-03-12T00:00:00Z")));
        Forbids(cap, ["Europe/London", "America/Denver"], [Noon.AddHours(-6.5)])!.Value.Rule.ShouldBe("contact cap 1 a day Europe/London");
        Forbids(cap, ["Europe/London", "America/Denver"], [Noon.AddHours(-1)])!.Value.Until.ShouldBe(DateTimeOffset.Parse("2026-03-12T06:00:00Z"));
    }

    [Fact]
    public void A_week_is_seven_days_with_today_and_the_oldest_calls_leave_it_first()
    {
        var cap = new ContactCap { PerWeek = 2 };

        Forbids(cap, ["Asia/Kolkata"], [Noon.AddDays(-7), Noon.AddDays(-1)]).ShouldBeNull();
        Forbids(cap, ["Asia/Kolkata"], [Noon.AddDays(-6), Noon.AddDays(-1)]).ShouldBe(("contact cap 2 in 7 days Asia/Kolkata", DateTimeOffset.Parse("2026-03-11T18:30:00Z")));
        Forbids(cap, ["Asia/Kolkata"], [Noon.AddDays(-6), Noon.AddDays(-3), Noon.AddDays(-1)])!.Value.Until.ShouldBe(DateTimeOffset.Parse("2026-03-14T18:30:00Z"));
    }

    [Fact]
    public void Where_nobody_knows_the_day_as_much_time_must_pass()
    {
        var cap = new ContactCap { PerDay = 1 };

        Forbids(cap, [], [Noon.AddHours(-24)]).ShouldBeNull();
        Forbids(cap, [], [Noon.AddHours(-23)]).ShouldBe(("contact cap 1 a day timezone unknown", Noon.AddHours(1)));
        Forbids(new ContactCap(), [], [Noon]).ShouldBeNull();
    }

    [Fact]
    public void However_calls_and_places_lie_no_day_and_no_seven_days_hold_more_than_the_bound()
    {
        string[] zones = ["Asia/Kolkata", "America/New_York", "Pacific/Auckland", "Australia/Lord_Howe", "America/Sao_Paulo"];
        var worlds = from zone in Gen.Elements(zones) from perDay in Gen.Choose(1, 3) from perWeek in Gen.Choose(1, 6) from gaps in Gen.ListOf(Gen.Choose(1, 2000)) select (zone, perDay, perWeek, gaps);

        // Beginning in the weeks in which clocks change.
        Prop.ForAll(worlds.ToArbitrary(), world =>
        {
            var cap = new ContactCap { PerDay = world.perDay, PerWeek = world.perWeek };
            var (at, calls) = (DateTimeOffset.Parse("2026-03-05T00:00:00Z"), new List<long>());
            foreach (var minutes in world.gaps)
            {
                at = at.AddMinutes(minutes);
                var forbidden = cap.Forbids([world.zone], calls, at);
                if (forbidden is { } rule)
                {
                    rule.Until.ShouldBeGreaterThan(at);
                    cap.Forbids([world.zone], calls, rule.Until.AddTicks(-1)).ShouldNotBeNull();
                    cap.Forbids([world.zone], calls, rule.Until).ShouldBeNull();
                    at = rule.Until;
                }

                calls.Add(at.ToUnixTimeMilliseconds());
            }

            var dates = calls.Select(call => Instant.FromUnixTimeMilliseconds(call).InZone(DateTimeZoneProviders.Tzdb[world.zone]).Date).ToList();
            dates.ShouldAllBe(day => dates.Count(date => date == day) <= world.perDay);
            dates.ShouldAllBe(day => dates.Count(date => date > day.PlusDays(-7) && date <= day) <= world.perWeek);
        }).QuickCheckThrowOnFailure();
    }

    private static (string Rule, DateTimeOffset Until)? Forbids(ContactCap cap, string[] zones, DateTimeOffset[] calls) =>
        cap.Forbids(zones, [.. calls.Select(call => call.ToUnixTimeMilliseconds())], Noon);
}
