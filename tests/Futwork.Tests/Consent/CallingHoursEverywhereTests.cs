using Futwork.Consent;
using NodaTime;
using NodaTime.TimeZones;

namespace Futwork.Tests.Consent;

/// <summary>
/// Nobody is called outside the hours, in any timezone of the world, around every change of the clocks of ten years. What is right is worked out by
/// <see cref="Oracle"/> from the zone's offset alone, with integers, minute by minute.
/// </summary>
public sealed class CallingHoursEverywhereTests
{
    private const int FirstYear = 2026;
    private const int Years = 10;

    private static readonly string[] AllDays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    private static readonly IDictionary<string, string> Canonical = TzdbDateTimeZoneSource.Default.CanonicalIdMap;

    /// <summary>Windows at night, where the clocks change, with seams on both sides of every hour.</summary>
    private static readonly CallingHours Night = new()
    {
        WindowsIn = CallingHours.InPerson,
        Windows = [new(AllDays, "00:15", "01:30"), new(AllDays[5..], "01:45", "02:20"), new(AllDays, "02:40", "03:05"), new(AllDays[..6], "22:59", "24:00")],
    };

    private static readonly CallingHours Day = new()
    {
        WindowsIn = CallingHours.InPerson,
        Windows = [new(AllDays[..5], "07:30", "12:00"), new(AllDays, "13:00", "24:00")],
        LegalPreset = "us",
        Holidays = [.. Enumerable.Range(FirstYear, Years).SelectMany(year => new[] { $"{year}-03-29", $"{year}-10-25", $"{year}-11-01" })],
        Restricted = [.. Enumerable.Range(FirstYear, Years).Select(year => new RestrictedPeriod($"{year}-03-08T01:30", $"{year}-03-08T09:45"))],
    };

    [Fact]
    public void Around_every_change_of_the_clocks_each_minute_is_decided_as_the_wall_clock_says()
    {
        var zones = Canonical.Values.Distinct().Order(StringComparer.Ordinal).ToList();
        zones.Count.ShouldBeGreaterThan(300);

        var (open, closed) = ShouldHold(Night, zones, (walk, edge) => walk.Go(edge.AddMinutes(-200), edge.AddMinutes(200), TimeSpan.FromMinutes(1)));

        open.ShouldBeGreaterThan(100_000);
        closed.ShouldBeGreaterThan(100_000);
    }

    [Fact]
    public void The_law_s_hours_holidays_and_restricted_periods_hold_through_the_days_of_every_change()
    {
        var (open, closed) = ShouldHold(
            Day, Canonical.Values.Distinct(), (walk, edge) => walk.Go(edge.AddHours(-30), edge.AddHours(30), TimeSpan.FromMinutes(15)));

        open.ShouldBeGreaterThan(100_000);
        closed.ShouldBeGreaterThan(100_000);
    }

    [Fact]
    public void Every_name_of_a_timezone_is_decided_to_the_last_tick_of_an_opening_and_of_a_close()
    {
        var ids = DateTimeZoneProviders.Tzdb.Ids;
        ids.Count.ShouldBeGreaterThan(500);

        ShouldHold(Day, ids, (walk, edge) =>
        {
            var opening = walk.Hours.For(walk.Person).Decide(edge).NextOpening.ShouldNotBeNull();
            foreach (var at in new[] { edge, opening, opening.AddHours(12) })
                walk.Go(at.AddTicks(-1), at.AddTicks(1), TimeSpan.FromTicks(1));
        });
    }

    [Theory]
    [InlineData("+18005550100", 60)] // may be anywhere from Newfoundland to Guam
    [InlineData("+79161234567", 20)] // anywhere in Russia
    [InlineData("+61412345678", 10)] // anywhere in Australia
    public void Where_a_number_may_be_in_many_timezones_none_of_them_is_called_outside_its_hours(string phone, int fewest)
    {
        var person = PersonZones.Of(null, phone, null);
        person.Zones.Count.ShouldBeGreaterThan(fewest);
        var walk = new Walk(new CallingHours { LegalPreset = "us" }, person);

        foreach (var edge in Edges("America/New_York").Take(4).Concat(Edges("Australia/Lord_Howe").Take(4)))
            walk.Go(edge.AddHours(-26), edge.AddHours(26), TimeSpan.FromMinutes(10));

        (walk.Outside, walk.Needless, walk.Late).ShouldBe((0, 0, 0));
        walk.Open.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void The_oracle_can_fail()
    {
        var walk = new Walk(Day, "Europe/Berlin") { Hours = Day with { LegalPreset = "none", Holidays = [] } };

        walk.Go(At(2026, 10, 24), At(2026, 10, 26), TimeSpan.FromMinutes(15));

        walk.Outside.ShouldBeGreaterThan(0);
    }

    /// <summary>Walks about every change of the clocks in all these zones: nothing may differ from the oracle.</summary>
    /// <returns>How often people could be called, and how often not.</returns>
    private static (long Open, long Closed) ShouldHold(CallingHours hours, IEnumerable<string> zones, Action<Walk, DateTimeOffset> about)
    {
        long outside = 0, needless = 0, late = 0, open = 0, closed = 0;
        // On this thread alone: for as long as it lasts, the pool's threads are those of all other tests.
        foreach (var zone in zones)
        {
            var walk = new Walk(hours, zone);
            foreach (var edge in Edges(zone))
                about(walk, edge);
            walk.AddTo(ref outside, ref needless, ref late, ref open, ref closed);
        }

        (outside, needless, late).ShouldBe((0, 0, 0));
        return (open, closed);
    }

    /// <summary>The changes of the clocks of ten years; two moments of each year where there are none.</summary>
    private static IEnumerable<DateTimeOffset> Edges(string zone)
    {
        var (from, to) = (At(FirstYear, 1, 1), At(FirstYear + Years, 1, 1));
        var changes = DateTimeZoneProviders.Tzdb[zone].GetZoneIntervals(Instant.FromDateTimeOffset(from), Instant.FromDateTimeOffset(to))
            .Where(interval => interval.HasStart && interval.Start > Instant.FromDateTimeOffset(from)).Select(interval => interval.Start.ToDateTimeOffset()).ToList();
        return changes.Count > 0 ? changes : Enumerable.Range(FirstYear, Years).SelectMany(year => new[] { At(year, 3, 29), At(year, 10, 25) });
    }

    private static DateTimeOffset At(int year, int month, int day) => new(year, month, day, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Decides moment after moment, and counts what differs from the oracle.</summary>
    private sealed class Walk
    {
        private readonly Oracle _oracle;

        public Walk(CallingHours hours, string zone)
            : this(hours, new PersonZones(PersonZones.FromLead, [zone], ["US"]))
        {
        }

        public Walk(CallingHours hours, PersonZones person) =>
            (Hours, Person, _oracle) = (hours, person, new Oracle(hours, person.Zones.Select(zone => DateTimeZoneProviders.Tzdb[zone])));

        public CallingHours Hours { get; init; }

        public PersonZones Person { get; }

        /// <summary>Allowed, and outside the hours.</summary>
        public long Outside { get; private set; }

        /// <summary>Forbidden inside the hours.</summary>
        public long Needless { get; private set; }

        /// <summary>A next opening that is not open, or behind an hour that is.</summary>
        public long Late { get; private set; }

        public long Open { get; private set; }

        private long Closed { get; set; }

        public void Go(DateTimeOffset from, DateTimeOffset to, TimeSpan step)
        {
            var hours = Hours.For(Person);
            DateTimeOffset? opening = null;
            for (var at = from; at <= to; at += step)
            {
                var right = _oracle.IsOpen(at);
                var decision = hours.Decide(at);
                Outside += decision.Allowed && !right ? 1 : 0;
                Needless += !decision.Allowed && right ? 1 : 0;
                Late += (at < opening && right) || (!decision.Allowed && (decision.NextOpening is not { } next || !_oracle.IsOpen(next))) ? 1 : 0;
                Open += decision.Allowed ? 1 : 0;
                Closed += decision.Allowed ? 0 : 1;
                opening = decision.Allowed ? null : decision.NextOpening;
            }
        }

        public void AddTo(ref long outside, ref long needless, ref long late, ref long open, ref long closed)
        {
            Interlocked.Add(ref outside, Outside);
            Interlocked.Add(ref needless, Needless);
            Interlocked.Add(ref late, Late);
            Interlocked.Add(ref open, Open);
            Interlocked.Add(ref closed, Closed);
        }
    }

    /// <summary>The rules once more, from nothing but what the clock on the wall shows.</summary>
    private sealed class Oracle(CallingHours hours, IEnumerable<DateTimeZone> zones)
    {
        private readonly List<DateTimeZone> _zones = [.. zones];
        private readonly HashSet<string> _holidays = [.. hours.Holidays];
        private readonly List<(string[] Days, long From, long To)> _windows =
            [.. hours.Windows.Select(window => (window.Days.ToArray(), Ticks(window.Start), Ticks(window.End)))];

        private readonly List<(DateTime From, DateTime To)> _restricted =
            [.. hours.Restricted.Select(period => (DateTime.Parse(period.From), DateTime.Parse(period.To)))];

        public bool IsOpen(DateTimeOffset at) => _zones.TrueForAll(zone => IsOpen(at, zone));

        private bool IsOpen(DateTimeOffset at, DateTimeZone zone)
        {
            var wall = new DateTime(at.UtcTicks + zone.GetUtcOffset(Instant.FromDateTimeOffset(at)).Ticks);
            var day = AllDays[((int)wall.DayOfWeek + 6) % 7];
            var time = wall.Ticks % TimeSpan.TicksPerDay;
            var inWindow = _windows.Count == 0 || _windows.Exists(window => window.Days.Contains(day) && time >= window.From && time < window.To);
            var legal = hours.LegalPreset != "us" || (wall.Hour >= 8 && wall.Hour < 21);
            return inWindow && legal && !_holidays.Contains(wall.ToString("yyyy-MM-dd")) && !_restricted.Exists(period => wall >= period.From && wall < period.To);
        }

        private static long Ticks(string time) => (int.Parse(time[..2]) * 60 + int.Parse(time[3..])) * TimeSpan.TicksPerMinute;
    }
}
