using Futwork.Campaigns;
using Futwork.Consent;
using Futwork.Hosting;

namespace Futwork.Outcomes;

/// <summary>
/// Tells when nobody of a campaign waits any more: the calls that are left, made at some pace, but to each person only in their hours. Those whose hours are alike are
/// one group, and the groups that are open share the pace.
/// </summary>
internal sealed class CampaignForecast
{
    /// <summary>The largest groups stand for the others.</summary>
    private const int MostGroups = 10;

    /// <summary>It goes so many steps, which are some ten days of calling; what is left then is taken to go on as they did.</summary>
    private const int MostSteps = 1000;

    /// <summary>It goes a day's steps, however many rules there are.</summary>
    private const int FewestSteps = 100;

    /// <summary>So many times a rule of somebody's hours is asked, which takes a tenth of a second: people may be in dozens of timezones, each with rules of its own.</summary>
    private const int MostAsked = 50_000;

    private const double MostHours = 10 * 365 * 24;

    /// <summary>Most hours begin and end with a quarter of an hour, whatever the timezone.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);

    private readonly List<Alike> _groups;
    private readonly DateTimeOffset _lastDueAt;
    private readonly DateTimeOffset? _endsAt;

    /// <param name="campaign">Whose hours count.</param>
    /// <param name="waiting">Who waits. Nobody: there are only calls that are up, which no hours keep from coming to an end.</param>
    /// <param name="now">The hours of those who have no opening in sight from now on do not count: no pace would reach them.</param>
    public CampaignForecast(Campaign campaign, WaitingSample waiting, DateTimeOffset now)
    {
        var hours = campaign.ReadSettings().Hours();
        _groups = waiting.Drawn.Count == 0 ? [new Alike(PersonHours.Always, 1)] : Groups(hours, waiting.Drawn, now);
        _lastDueAt = LastDueAt(hours, waiting.Last, now);
        _endsAt = Times.FromUnix(campaign.EndsAt);
    }

    /// <summary>Somebody may be called at this moment.</summary>
    public bool IsOpen(DateTimeOffset at) => _groups.Exists(alike => alike.Hours.FirstOpen(at) == at);

    /// <summary>
    /// When nobody waits any more: not before the last of them is due, and at the latest when the campaign ends, where the rest expires. Null where that cannot be told.
    /// </summary>
    /// <param name="calls">The calls that are left.</param>
    /// <param name="callsPerHour">The pace while somebody may be called; more than 0.</param>
    /// <param name="now">From now on.</param>
    public DateTimeOffset? DoneAt(double calls, double callsPerHour, DateTimeOffset now)
    {
        if (_groups.Count == 0 || MadeAt(calls, callsPerHour, now) is not { } made)
            return _endsAt;
        var done = made > _lastDueAt ? made : _lastDueAt;
        return done > _endsAt ? _endsAt : done;
    }

    private static List<Alike> Groups(CallingHours hours, IReadOnlyList<SampledLead> leads, DateTimeOffset now) =>
    [
        .. leads.Select(lead => hours.Person(lead.Phone, lead.RecipientData))
            .GroupBy(person => person.Key, StringComparer.Ordinal)
            .OrderByDescending(alike => alike.Count()).Take(MostGroups)
            .Select(alike => new Alike(hours.For(alike.First()), alike.Count()))
            .Where(alike => alike.Hours.FirstOpen(now) is not null),
    ];

    /// <summary>When the last of those is due who have an opening in sight.</summary>
    private static DateTimeOffset LastDueAt(CallingHours hours, IReadOnlyList<SampledLead> leads, DateTimeOffset now) =>
        leads.OrderByDescending(lead => lead.DueAt)
            .Select(lead => (Person: hours.Person(lead.Phone, lead.RecipientData), lead.DueAt))
            .DistinctBy(lead => lead.Person.Key, StringComparer.Ordinal).Take(MostGroups)
            .Where(lead => hours.For(lead.Person).FirstOpen(now) is not null)
            .Select(lead => Times.FromUnix(lead.DueAt)).FirstOrDefault();

    /// <summary>When all the calls are made; null where that is not in sight.</summary>
    private DateTimeOffset? MadeAt(double calls, double callsPerHour, DateTimeOffset now)
    {
        var leads = _groups.Sum(alike => alike.Leads);
        var groups = _groups.ConvertAll(alike => new Group(alike.Hours, calls * alike.Leads / leads));
        var steps = Math.Clamp(MostAsked / Math.Max(1, _groups.Sum(alike => alike.Hours.RuleCount)), FewestSteps, MostSteps);
        var at = now;
        for (var step = 0; step < steps; step++)
        {
            if (groups.Exists(group => group.OpensAt(at) is null))
                return null;
            var open = groups.FindAll(group => group.OpensAt(at) == at);
            if (open.Count == 0)
            {
                at = groups.Min(group => group.OpensAt(at))!.Value;
                continue;
            }

            var until = at.AddTicks(Step.Ticks - (at.UtcTicks % Step.Ticks));
            var (left, room) = (open.Sum(group => group.Calls), callsPerHour * (until - at).TotalHours);
            if (left <= room && open.Count == groups.Count)
                return at.AddHours(left / callsPerHour);
            open.ForEach(group => group.Make(Math.Min(1, room / left)));
            groups.RemoveAll(group => group.Calls <= 0);
            at = until;
        }

        var hours = (at - now).TotalHours * calls / (calls - groups.Sum(group => group.Calls));
        return hours < MostHours ? now.AddHours(hours) : null;
    }

    /// <summary>Those whose hours are alike.</summary>
    /// <param name="Hours">When they may be called.</param>
    /// <param name="Leads">How many of those who stand for all.</param>
    private sealed record Alike(PersonHours Hours, int Leads);

    /// <summary>The calls to those whose hours are alike that are still to be made.</summary>
    private sealed class Group(PersonHours hours, double calls)
    {
        private DateTimeOffset? _opensAt = DateTimeOffset.MinValue;

        public double Calls { get; private set; } = calls;

        /// <summary>The first moment, not before this one, at which they may be called; null when none is in sight. The moments come in order.</summary>
        public DateTimeOffset? OpensAt(DateTimeOffset at) => _opensAt < at ? _opensAt = hours.FirstOpen(at) : _opensAt;

        /// <summary>Makes a part of the calls, 0 to 1.</summary>
        public void Make(double part) => Calls -= Calls * part;
    }
}
