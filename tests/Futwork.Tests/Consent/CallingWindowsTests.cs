using FsCheck;
using FsCheck.Fluent;
using Futwork.Consent;
using NodaTime;

namespace Futwork.Tests.Consent;

public sealed class CallingWindowsTests
{
    private static readonly string[] AllDays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    [Theory]
    [InlineData("2026-01-15T04:30:00Z", true)]
    [InlineData("2026-01-15T04:29:59Z", false)]
    [InlineData("2026-01-15T13:29:59Z", true)]
    [InlineData("2026-01-15T13:30:00Z", false)]
    [InlineData("2026-01-18T05:00:00Z", false)]
    public void A_window_is_open_from_its_start_until_its_end_on_its_days(string at, bool open)
    {
        var windows = new CallingWindows("Asia/Kolkata", [new CallingWindow(AllDays[..6], "10:00", "19:00")]);

        windows.IsOpen(DateTimeOffset.Parse(at)).ShouldBe(open);
    }

    [Fact]
    public void The_next_opening_passes_over_days_that_are_closed()
    {
        var windows = new CallingWindows("Asia/Kolkata", [new CallingWindow(["mon"], "10:00", "19:00")]);

        windows.NextOpening(At("2026-01-15T06:00:00Z")).ShouldBe(At("2026-01-19T04:30:00Z"));
        windows.NextOpening(At("2026-01-19T13:30:00Z")).ShouldBe(At("2026-01-26T04:30:00Z"));
        windows.NextOpening(At("2026-01-19T05:00:00Z")).ShouldBe(At("2026-01-19T05:00:00Z"));
    }

    [Fact]
    public void Without_windows_it_is_always_open_and_in_an_unknown_timezone_never()
    {
        new CallingWindows(null, []).IsOpen(At("2026-01-15T03:00:00Z")).ShouldBeTrue();
        var nowhere = new CallingWindows("Mars/Olympus", [new CallingWindow(AllDays, "00:00", "24:00")]);

        nowhere.IsOpen(At("2026-01-15T12:00:00Z")).ShouldBeFalse();
        nowhere.NextOpening(At("2026-01-15T12:00:00Z")).ShouldBeNull();
    }

    [Fact]
    public void A_start_that_the_clocks_skip_opens_when_they_go_on()
    {
        // Berlin, 29 March 2026: 02:00 becomes 03:00 at 01:00 UTC.
        var windows = new CallingWindows("Europe/Berlin", [new CallingWindow(["sun"], "02:30", "03:30")]);

        windows.NextOpening(At("2026-03-29T00:00:00Z")).ShouldBe(At("2026-03-29T01:00:00Z"));
        windows.IsOpen(At("2026-03-29T00:59:59Z")).ShouldBeFalse();
    }

    [Fact]
    public void A_window_that_the_clocks_skip_whole_does_not_open_that_day()
    {
        var windows = new CallingWindows("Europe/Berlin", [new CallingWindow(["sun"], "02:15", "02:45")]);

        windows.NextOpening(At("2026-03-29T00:00:00Z")).ShouldBe(At("2026-04-05T00:15:00Z"));
    }

    [Fact]
    public void An_hour_that_the_clocks_repeat_is_open_both_times()
    {
        // Berlin, 25 October 2026: 03:00 becomes 02:00 at 01:00 UTC.
        var windows = new CallingWindows("Europe/Berlin", [new CallingWindow(["sun"], "01:30", "02:30")]);

        windows.NextOpening(At("2026-10-25T00:45:00Z")).ShouldBe(At("2026-10-25T01:00:00Z"));
        windows.IsOpen(At("2026-10-25T01:29:59Z")).ShouldBeTrue();
        windows.IsOpen(At("2026-10-25T01:30:00Z")).ShouldBeFalse();
    }

    [Fact]
    public void In_every_timezone_the_next_opening_is_open_and_nothing_before_it_is()
    {
        var zones = Gen.Elements<string>([.. DateTimeZoneProviders.Tzdb.Ids]);
        var minutes = Gen.Choose(0, 2 * 365 * 24 * 60);
        var days = Gen.NonEmptyListOf(Gen.Elements(AllDays)).Select(list => list.Distinct().ToArray());
        var hours = Gen.Choose(0, 22).SelectMany(start => Gen.Choose(start + 1, 24).Select(end => ($"{start:00}:00", $"{end:00}:00")));
        var cases = zones.SelectMany(zone => minutes.SelectMany(minute => days.SelectMany(set => hours.Select(hour => (zone, minute, set, hour)))));

        Prop.ForAll(Arb.From(cases), one =>
        {
            var windows = new CallingWindows(one.zone, [new CallingWindow(one.set, one.hour.Item1, one.hour.Item2)]);
            var from = At("2026-01-01T00:00:00Z").AddMinutes(one.minute);
            var opening = windows.NextOpening(from);
            return opening is not null && windows.IsOpen(opening.Value) && Between(from, opening.Value).All(at => !windows.IsOpen(at));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("funday", "10:00", "19:00", "/days/0")]
    [InlineData("mon", "25:00", "19:00", "/start")]
    [InlineData("mon", "10:00", "19", "/end")]
    [InlineData("mon", "22:00", "06:00", "/end")]
    [InlineData("mon", "10:00", "10:00", "/end")]
    public void A_window_that_makes_no_sense_is_refused_where_it_does_not(string day, string start, string end, string pointer) =>
        new CallingWindow([day], start, end).Check("").Select(error => error.Pointer).ShouldBe([pointer]);

    private static IEnumerable<DateTimeOffset> Between(DateTimeOffset from, DateTimeOffset to)
    {
        for (var at = from; at < to; at = at.AddMinutes(17))
            yield return at;
        if (to > from)
            yield return to.AddTicks(-1);
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text);
}
