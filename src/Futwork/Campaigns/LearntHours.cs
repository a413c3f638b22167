using System.Globalization;
using Futwork.Consent;

namespace Futwork.Campaigns;

/// <summary>The hours at which people have been found to answer more often than on average.</summary>
/// <param name="From">Whose calls were counted: <see cref="OfCampaign"/> or <see cref="OfWorkspace"/>.</param>
/// <param name="Calls">How many there were.</param>
/// <param name="Answered">Those of them that a person answered.</param>
/// <param name="Windows">The hours, by the clock of each person; none where nothing is certain.</param>
internal sealed record LearntHours(string From, long Calls, long Answered, IReadOnlyList<CallingWindow> Windows)
{
    public const string OfCampaign = "campaign";
    public const string OfWorkspace = "workspace";

    /// <summary>Fewer calls say nothing.</summary>
    public const int FewestCalls = 200;

    /// <summary>Nor do fewer in one hour.</summary>
    public const int FewestInHour = 30;

    /// <summary>Of the standard normal distribution: only one hour in twenty looks better than it is.</summary>
    private const double Certainty = 1.645;

    private static readonly string[] Workdays = ["mon", "tue", "wed", "thu", "fri"];
    private static readonly string[] WeekendDays = ["sat", "sun"];

    /// <summary>There were enough to tell anything.</summary>
    public bool IsEnough => Calls >= FewestCalls;

    /// <summary>
    /// An hour is better when the lower end of what its true rate may be (Wilson, Journal of the American Statistical Association 22, 1927) is above the average
    /// of all hours: an hour of few calls is not taken for a good one by chance.
    /// </summary>
    public static LearntHours Of(string from, IReadOnlyList<(string Day, int Hour, long Calls, long Answered)> hours)
    {
        var (calls, answered) = (hours.Sum(hour => hour.Calls), hours.Sum(hour => hour.Answered));
        var learnt = new LearntHours(from, calls, answered, []);
        if (!learnt.IsEnough)
            return learnt;
        var better = hours.Where(hour => hour.Calls >= FewestInHour && AtLeast(hour.Answered, hour.Calls) > (double)answered / calls).ToList();
        return learnt with
        {
            Windows =
            [
                .. WindowsOf(Workdays, better.Where(hour => hour.Day == AnswerHours.Workday).Select(hour => hour.Hour)),
                .. WindowsOf(WeekendDays, better.Where(hour => hour.Day == AnswerHours.Weekend).Select(hour => hour.Hour)),
            ],
        };
    }

    /// <summary>The lower end of the Wilson score interval.</summary>
    private static double AtLeast(double answered, double calls)
    {
        var (rate, square) = (answered / calls, Certainty * Certainty);
        var spread = Certainty * Math.Sqrt((rate * (1 - rate) / calls) + (square / (4 * calls * calls)));
        return (rate + (square / (2 * calls)) - spread) / (1 + (square / calls));
    }

    /// <summary>Hours that follow each other are one window.</summary>
    private static IEnumerable<CallingWindow> WindowsOf(string[] days, IEnumerable<int> hours)
    {
        var sorted = hours.Order().ToList();
        return sorted.Select((hour, i) => (hour, row: hour - i)).GroupBy(one => one.row, one => one.hour)
            .Select(row => new CallingWindow(days, Clock(row.First()), Clock(row.Last() + 1)));
    }

    private static string Clock(int hour) => string.Create(CultureInfo.InvariantCulture, $"{hour:00}:00");
}
