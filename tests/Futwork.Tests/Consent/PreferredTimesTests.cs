using Futwork.Consent;
using NodaTime;

namespace Futwork.Tests.Consent;

public sealed class PreferredTimesTests
{
    [Theory]
    [InlineData("18:00-20:00", "18:00-20:00")]
    [InlineData("mon-fri 18:00-20:00; sat 10:00-12:00", "mon-fri 18:00-20:00; sat 10:00-12:00")]
    [InlineData(" Sat 10:00–12:00 ,sun 00:00-24:00,", "sat 10:00-12:00; sun 00:00-24:00")]
    [InlineData("fri-mon evening", "fri-mon 17:00-20:00")]
    [InlineData("Morning, afternoon", "09:00-12:00; 12:00-17:00")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void Times_are_read_as_people_write_them(string? text, string times)
    {
        var read = PreferredTimes.Parse(text).ShouldNotBeNull();

        PreferredTimes.Write(read).ShouldBe(times);
        PreferredTimes.Write(PreferredTimes.Parse(times)!).ShouldBe(times);
    }

    [Theory]
    [InlineData("after work")]
    [InlineData("6pm-8pm")]
    [InlineData("20:00-18:00")]
    [InlineData("mon-fri-sat 10:00-12:00")]
    [InlineData("mo 10:00-12:00")]
    [InlineData("10:00")]
    [InlineData("18:00-20:00; whenever")]
    public void What_says_no_times_is_none(string text) => PreferredTimes.Parse(text).ShouldBeNull();

    /// <summary>Every quarter of an hour of two days on which the clocks change, for each missed time of the day: never near it, and at the first moment that is not.</summary>
    [Theory]
    [InlineData("America/New_York", 2026, 3, 8)]
    [InlineData("America/New_York", 2026, 11, 1)]
    [InlineData("Australia/Lord_Howe", 2026, 4, 5)]
    [InlineData("Asia/Kolkata", 2026, 1, 15)]
    public void Another_part_of_the_day_is_never_near_the_missed_time(string name, int year, int month, int day)
    {
        var zone = DateTimeZoneProviders.Tzdb[name];
        for (var hour = 0; hour < 24; hour++)
        {
            var missed = new LocalTime(hour, 10);
            var rule = new AwayFrom(zone, missed, 120);
            bool IsNear(Instant at) => Math.Abs(Distance(at.InZone(zone).TimeOfDay, missed)) < 120 || Distance(at.InZone(zone).TimeOfDay, missed) == -120;
            var start = zone.AtStartOfDay(new LocalDate(year, month, day)).ToInstant();
            for (var quarter = 0; quarter < 96; quarter++)
            {
                var from = start + Duration.FromMinutes(15 * quarter);
                var open = rule.FirstOpen(from)!.Value;
                IsNear(open).ShouldBeFalse($"{from} leads to {open.InZone(zone)}, {missed} was missed");
                (open == from).ShouldBe(!IsNear(from));
            }
        }
    }

    /// <summary>From the missed time on, in minutes, the shorter way round the clock.</summary>
    private static double Distance(LocalTime at, LocalTime missed)
    {
        var minutes = (at.TickOfDay - missed.TickOfDay) / (double)NodaConstants.TicksPerMinute;
        return minutes > 720 ? minutes - 1440 : minutes <= -720 ? minutes + 1440 : minutes;
    }
}
