using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Trunks;

namespace Futwork.Calls;

/// <summary>The numbers of a trunk that calls come from, with what they were used for; under the lock of the trunk's row. A call that nobody heard of uses none.</summary>
internal sealed class CallerIds
{
    private const long Day = 24 * 3600 * 1000L;

    /// <summary>No round gives a place further ahead, in milliseconds: two polls of a minute (<see cref="CallsOptions.Ahead"/>), and what a slow database adds (<see cref="DialLag"/>).</summary>
    private const long LongestAhead = 125 * 1000L;

    private readonly CallerIdUse _use;
    private readonly Dictionary<string, List<double>> _uses;

    private CallerIds(CallerIdUse use, Dictionary<string, List<double>> uses) => (_use, _uses) = (use, uses);

    /// <summary>Whether it makes a difference which number a person was called from before.</summary>
    public bool Remembers(IReadOnlyList<string> pool) => _use.SameForPerson && pool.Count > 1;

    /// <summary>The numbers that a campaign calls from. None: those that it names are not the trunk's any more, and may be somebody else's.</summary>
    public static IReadOnlyList<string> PoolOf(Trunk trunk, CampaignSettings settings)
    {
        var ours = trunk.CallerIdList();
        if (settings.NamedCallerIds() is { Count: > 0 } named)
            return [.. named.Where(ours.Contains)];
        return trunk.ReadPacing().CallerIdUse.Rotate ? ours : [.. ours.Take(1)];
    }

    /// <param name="session">Reads.</param>
    /// <param name="trunk">Whose numbers.</param>
    /// <param name="numbers">The numbers that may be chosen.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="inTurn">One is to be taken, so that it makes a difference which has rested longest; else only when one is free.</param>
    public static async Task<CallerIds> ReadAsync(Session session, Trunk trunk, IReadOnlyCollection<string> numbers, long now, bool inTurn = true)
    {
        var use = trunk.ReadPacing().CallerIdUse;
        var uses = numbers.Distinct(StringComparer.Ordinal).ToDictionary(number => number, _ => new List<double>(), StringComparer.Ordinal);
        if (use.DailyCap is null && use.CoolDownSeconds == 0 && !(inTurn && uses.Count > 1))
            return new CallerIds(use, uses);
        var (most, since) = use.DailyCap is { } cap ? (cap, now - Day) : (1, 0L);
        var told = await session.QueryEachAsync<(string Number, long At, long Later)>(
            uses.Keys, UsesOf, new { trunk.WorkspaceId, trunk.Id, most, since, leaving = now + LongestAhead - Day });
        // Those that are not told count as if they were of the same time as the one before them, which makes no difference in this round.
        foreach (var (number, at, later) in told.OrderBy(one => one.Later))
            uses[number].AddRange(Enumerable.Repeat((double)at, (int)later + 1 - uses[number].Count));
        foreach (var times in uses.Values)
            times.Reverse();
        return new CallerIds(use, uses);
    }

    /// <summary>
    /// SQL: of the last uses of a number, each with how many came later: the last; the first that still counts, and those after it as far as the one before them counts no more before the
    /// round's places are over. They are few, whatever the cap is.
    /// </summary>
    internal static string UsesOf(string number) =>
        $"""
        SELECT from_number, dial_at, later FROM (
            SELECT from_number, dial_at, (row_number() OVER latest) - 1 AS later, lead(dial_at) OVER latest AS earlier
            FROM (
                SELECT from_number, dial_at FROM calls
                WHERE workspace_id = @WorkspaceId AND trunk_id = @Id AND from_number = {number} AND dial_at > @since AND unheard = 0
                ORDER BY dial_at DESC LIMIT @most) counted
            WINDOW latest AS (ORDER BY dial_at DESC)) uses
        WHERE later = 0 OR earlier IS NULL OR earlier <= @leaving
        """;

    /// <summary>The first moment from which on one of the numbers may be used, unix milliseconds; without any, there is none.</summary>
    public double FreeAt(IEnumerable<string> pool) => pool.Select(FreeAt).DefaultIfEmpty(double.PositiveInfinity).Min();

    /// <summary>Takes a number for a call at a place in time, the one that has rested longest.</summary>
    /// <param name="pool">The campaign's numbers.</param>
    /// <param name="before">The number that the person was called from before.</param>
    /// <param name="place">Unix milliseconds.</param>
    /// <param name="freeAt">When there is one, if there is none now.</param>
    public string? Take(IReadOnlyList<string> pool, string? before, double place, out double freeAt)
    {
        var theirs = _use.SameForPerson && before is not null && pool.Contains(before) ? [before] : pool;
        freeAt = FreeAt(theirs);
        var chosen = theirs.Where(number => FreeAt(number) <= place).MinBy(number => _uses[number].LastOrDefault());
        if (chosen is not null)
            _uses[chosen].Add(place);
        return chosen;
    }

    private double FreeAt(string number)
    {
        var times = _uses[number];
        var rested = times.Count > 0 ? times[^1] + _use.CoolDownSeconds * 1000d : 0;
        return _use.DailyCap is { } cap && times.Count >= cap ? Math.Max(rested, times[^cap] + Day) : rested;
    }
}
