namespace Futwork.Benchmarks.Kill;

/// <summary>A blow that took a node away from its calls.</summary>
/// <param name="Source">The address that the node calls from.</param>
internal sealed record Blow(string Source, DateTimeOffset At)
{
    /// <summary>When the node was told to stop; null: it was not asked.</summary>
    public DateTimeOffset? ToldAt { get; init; }
}

/// <summary>A node was up, so that it could have ended what others left.</summary>
internal sealed record Shift(DateTimeOffset From, DateTimeOffset Until);

/// <summary>The database was away.</summary>
internal sealed record Outage(DateTimeOffset From, DateTimeOffset Until);

/// <summary>
/// Says what went wrong, from nothing but the log of the line, the log of the receiver and the list of what was pushed (and, for how long places stayed
/// taken, from when what was killed).
/// </summary>
internal sealed class KillChecker(IReadOnlyList<LineCall> calls, IReadOnlyList<Post> posts, IReadOnlyList<Pushed> pushed)
{
    /// <summary>The campaign's limit for a person who was interrupted again and again.</summary>
    public const int MostAttempts = 20;

    /// <summary>How long a node has to be there to be held to what it had to do.</summary>
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(5);

    /// <summary>Builds up to 7d47b4b give up a lead that broke so often before it rang, newer ones much later; what comes after is seen by <see cref="AllTold"/> all the same.</summary>
    private const int MostThatBroke = 3;

    private readonly ILookup<string, Post> _byLead = posts.Where(post => post.IsFinal).ToLookup(post => post.LeadId, StringComparer.Ordinal);
    private readonly ILookup<string, Post> _byCall = posts.ToLookup(post => post.CallSid, StringComparer.Ordinal);

    /// <summary>How much both logs hold.</summary>
    public int Seen => calls.Count + posts.Count;

    /// <summary>Leads whose last word has not come.</summary>
    public List<string> Stranded() => [.. pushed.Where(lead => SettledAt(lead) is null).Select(lead => $"lead {lead.LeadId}: {Story(lead.Number)}")];

    /// <summary>The end of each attempt has been told, those included after which its lead was called again.</summary>
    public bool AllTold => calls.All(call => _byCall[call.CallSid].Any(post => post.IsFinal));

    /// <summary>When the last lead's last word came; null when one has not come.</summary>
    public DateTimeOffset? AllSettledAt()
    {
        var last = DateTimeOffset.MinValue;
        foreach (var lead in pushed)
        {
            if (SettledAt(lead) is not { } at)
                return null;
            last = at > last ? at : last;
        }

        return last;
    }

    /// <summary>People who were rung more than once for one attempt, by two attempts at once, or for one that was over already.</summary>
    public List<string> RungTwice() =>
    [
        .. calls.Where(call => call.CallSid.Length == 0).Select(call => $"{call.SipCallId} names no attempt"),
        .. calls.GroupBy(call => call.CallSid, StringComparer.Ordinal).Where(attempt => attempt.Count() > 1)
            .Select(attempt => $"attempt {attempt.Key} rang {attempt.Count()} times: {Story(attempt.First().Number)}"),
        .. calls.GroupBy(call => call.Number, StringComparer.Ordinal).SelectMany(person => Overlaps([.. person.OrderBy(call => call.At)])),
        .. calls.Where(call => _byCall[call.CallSid].Any(post => post.WrittenAt < call.At))
            .Select(call => $"attempt {call.CallSid} rang after its end was written: {Story(call.Number)}"),
    ];

    /// <summary>Attempts whose end was never told, was told in two ways, or is not what happened on the line.</summary>
    public List<string> LostOutcomes() =>
    [
        .. calls.Where(call => !_byCall[call.CallSid].Any(post => post.IsFinal)).Select(call => $"attempt {call.CallSid} rang and nothing was told of its end: {Story(call.Number)}"),
        .. posts.GroupBy(post => (post.CallSid, post.Status)).Where(said => said.Select(post => (post.WebhookId, post.Body)).Distinct().Count() > 1)
            .Select(said => $"attempt {said.Key.CallSid}: {said.Key.Status} was told under two ids, or in two wordings"),
        .. posts.GroupBy(post => post.WebhookId, StringComparer.Ordinal).Where(same => same.Select(post => post.Body).Distinct(StringComparer.Ordinal).Count() > 1)
            .Select(same => $"webhook {same.Key} came with two bodies"),
        .. _byCall.Where(call => call.Where(post => post.IsFinal).Select(post => post.Status).Distinct(StringComparer.Ordinal).Count() > 1)
            .Select(call => $"attempt {call.Key} ended in two ways"),
        .. posts.Where(post => post.SignatureProblem is not null).Select(post => $"webhook {post.WebhookId}: {post.SignatureProblem}"),
        .. calls.SelectMany(Contradictions),
        .. pushed.GroupBy(lead => lead.Number, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => $"{same.Count()} leads of one number"),
        .. posts.Select(post => (post.LeadId, post.Number)).Distinct().Except(pushed.Select(lead => (lead.LeadId, lead.Number)))
            .Select(lead => $"lead {lead.LeadId} was told of and never pushed"),
    ];

    /// <summary>How long, after the lease of its node was over, each interrupted call still held its place; the longest first.</summary>
    /// <param name="blows">What took nodes away.</param>
    /// <param name="outages">When the database was away; a lease is allowed from when it is back.</param>
    /// <param name="shifts">When nodes were up; while none is, nobody can free a place.</param>
    /// <param name="lease">How long a lease lasts.</param>
    public List<(TimeSpan Held, string CallSid)> Leaks(IReadOnlyList<Blow> blows, IReadOnlyList<Outage> outages, IReadOnlyList<Shift> shifts, TimeSpan lease)
    {
        var leaks = new List<(TimeSpan, string)>();
        foreach (var call in calls)
        {
            if (Interruption(call, blows) is not { } broken || broken.Blow.At > broken.End.WrittenAt)
                continue;
            leaks.Add((broken.End.WrittenAt - FreeFrom(broken.Blow.At, outages, shifts, lease), call.CallSid));
        }

        leaks.Sort((a, b) => b.Item1.CompareTo(a.Item1));
        return leaks;
    }

    /// <summary>Calls that a node which was told to stop gave up while it had time for them. What happened while the database was away is no fault of it.</summary>
    /// <param name="blows">What took nodes away.</param>
    /// <param name="outages">When the database was away.</param>
    /// <param name="drain">How long a node that was told to stop goes on with its calls.</param>
    public List<string> GivenUp(IReadOnlyList<Blow> blows, IReadOnlyList<Outage> outages, TimeSpan drain)
    {
        var found = new List<string>();
        foreach (var call in calls)
        {
            if (Interruption(call, blows) is not { } broken || broken.Blow.ToldAt is not { } told || broken.End.WrittenAt < told)
                continue;
            var gone = broken.Blow.At;
            var leftAt = call.EndedAt is { } ended && ended < gone ? ended : gone;
            if (leftAt < told + drain && !outages.Any(outage => outage.From < gone && outage.Until > call.At))
                found.Add($"attempt {call.CallSid} was given up {(leftAt - told).TotalSeconds:0.0} s after its node was told to stop: {Story(call.Number)}");
        }

        return found;
    }

    /// <summary>The end of a call, where it was interrupted, and what took its node away first after it had begun.</summary>
    private (Post End, Blow Blow)? Interruption(LineCall call, IReadOnlyList<Blow> blows)
    {
        if (_byCall[call.CallSid].Where(post => post.Interrupted).MinBy(post => post.WrittenAt) is not { } end)
            return null;
        return blows.Where(blow => blow.Source == call.Source && blow.At >= call.At).MinBy(blow => blow.At) is { } first ? (end, first) : null;
    }

    /// <summary>
    /// From when on somebody could have freed a place that was left at that moment. A node that has just started takes nobody for dead before half a lease is over, one of an older build
    /// before all of it, which is what is allowed here.
    /// </summary>
    private static DateTimeOffset FreeFrom(DateTimeOffset left, IReadOnlyList<Outage> outages, IReadOnlyList<Shift> shifts, TimeSpan lease)
    {
        var over = left + lease;
        for (var before = DateTimeOffset.MinValue; before != over;)
        {
            before = over;
            var from = over;
            var begins = shifts.Select(shift => (At: shift.From + lease > from ? shift.From + lease : from, shift.Until)).Where(shift => shift.Until - shift.At >= LongEnough).ToList();
            if (begins.Count > 0)
                over = begins.Min(shift => shift.At);
            foreach (var outage in outages.Where(outage => outage.From < over + LongEnough && outage.Until > left).OrderBy(outage => outage.Until))
                over = outage.Until + lease > over ? outage.Until + lease : over;
        }

        return over;
    }

    /// <summary>When a lead's last word came.</summary>
    private DateTimeOffset? SettledAt(Pushed lead)
    {
        var ends = _byLead[lead.LeadId].DistinctBy(post => post.CallSid).ToList();
        if (ends.FirstOrDefault(post => post is { Interrupted: false, Broke: false, Withdrawn: false }) is { } last)
            return last.At;
        var isOver = ends.Count(post => post.Interrupted) >= MostAttempts || ends.Count(post => post.Broke) >= MostThatBroke;
        return isOver ? ends.Max(post => post.At) : null;
    }

    private IEnumerable<string> Overlaps(List<LineCall> person)
    {
        for (var i = 1; i < person.Count; i++)
        {
            if (person[i - 1].EndedAt is not { } ended || ended > person[i].At)
                yield return $"{person[i].CallSid} rang while {person[i - 1].CallSid} was on the line: {Story(person[i].Number)}";
        }
    }

    private IEnumerable<string> Contradictions(LineCall call)
    {
        var expected = call switch
        {
            { Answered: true } => "completed",
            { Refused: 486 } => "busy",
            { Refused: 480 } => "no-answer",
            { Refused: not null } => "failed",
            _ => null,
        };
        return _byCall[call.CallSid].Where(post => post is { IsFinal: true, Interrupted: false } && expected is not null && post.Status != expected)
            .Select(post => $"attempt {call.CallSid} was told as {post.Status} ({post.Reason}) and was {expected} on the line");
    }

    /// <summary>All that both logs know of a number.</summary>
    private string Story(string number)
    {
        var line = calls.Where(call => call.Number == number).Select(call =>
            (call.At, Text: $"{call.At:mm:ss.fff} rang from {call.Source} as {call.CallSid}, ended {call.EndedAt:mm:ss.fff} {call.Refused}"));
        var told = posts.Where(post => post.Number == number).Select(post =>
            (At: post.WrittenAt, Text: $"{post.WrittenAt:mm:ss.fff} written, {post.At:mm:ss.fff} told: {post.CallSid} {post.Status} ({post.Reason})"));
        return string.Join("; ", line.Concat(told).OrderBy(entry => entry.At).Select(entry => entry.Text));
    }
}
