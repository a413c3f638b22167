using System.Globalization;
using Futwork.Campaigns;
using Futwork.Data;

namespace Futwork.Outcomes;

/// <summary>
/// Takes leads evenly from all of a campaign, without counting them. Ids are ordered by time: the widest stretch of them that holds more leads than are looked at is halved
/// again and again. So there are many stretches where many leads came within a short time, as from a file, and few where few did.
/// </summary>
/// <param name="data">SQL: what is read of the data of a lead <c>l</c>.</param>
internal sealed class LeadStretches(Session session, Campaign campaign, string data)
{
    /// <summary>So many stretches are looked into, and there are as many in the end.</summary>
    private const int Looks = 50;

    /// <summary>So many leads at the beginning of each are looked at.</summary>
    private const int OfEach = 25;

    private readonly PriorityQueue<Stretch, UInt128> _widest = new();
    private readonly List<SampledLead> _few = [];

    /// <summary>Those that wait of the leads that were looked at, each with the number of leads for which it stands.</summary>
    /// <param name="total">How many leads the campaign has.</param>
    public async Task<List<SampledLead>> WaitingAsync(long total)
    {
        var (first, last) = await session.FirstOrDefaultAsync<(string? First, string? Last)>(
            """
            SELECT (SELECT id FROM leads WHERE workspace_id = @WorkspaceId AND campaign_id = @Id ORDER BY id LIMIT 1) AS first_id,
                (SELECT id FROM leads WHERE workspace_id = @WorkspaceId AND campaign_id = @Id ORDER BY id DESC LIMIT 1) AS last_id
            """, campaign);
        if (first is null || last is null)
            return [];
        Add(await LookAsync(Number(first), Number(last) + 1u));
        for (var looks = 1; looks < Looks && _widest.TryDequeue(out var widest, out _); looks++)
        {
            var middle = widest.From + (widest.Width / 2u);
            Add(new Stretch(widest.From, middle, [.. widest.Leads.TakeWhile(lead => Number(lead.Id) < middle)]));
            Add(await LookAsync(middle, widest.To));
        }

        return [.. _few.Concat(OfFull(total - _few.Count)).Where(lead => lead.DueAt is not null)];
    }

    /// <summary>Where stretches are full, those that were looked at stand for all: the wider a stretch, the more leads.</summary>
    private IEnumerable<SampledLead> OfFull(long leads)
    {
        List<Stretch> full = [.. _widest.UnorderedItems.Select(item => item.Element)];
        var width = full.Sum(stretch => (double)stretch.Width);
        return full.SelectMany(stretch => stretch.Leads.Select(lead => lead with { Weight = Math.Max(1, leads * (double)stretch.Width / width / OfEach) }));
    }

    private void Add(Stretch stretch)
    {
        if (stretch.Leads.Count < OfEach)
            _few.AddRange(stretch.Leads);
        else
            _widest.Enqueue(stretch, UInt128.MaxValue - stretch.Width);
    }

    private async Task<Stretch> LookAsync(UInt128 from, UInt128 to) => new(from, to, await session.QueryAsync<SampledLead>(
        $"""
        SELECT looked.id, looked.phone, looked.recipient_data, w.due_at FROM (
            SELECT l.workspace_id, l.id, l.phone, {data} AS recipient_data FROM leads l
            WHERE l.workspace_id = @WorkspaceId AND l.campaign_id = @Id AND l.id >= @from AND l.id < @to ORDER BY l.id LIMIT @OfEach) looked
        LEFT JOIN work w ON w.workspace_id = looked.workspace_id AND w.kind = 'dial' AND w.subject_id = looked.id AND w.state = 'ready'
        ORDER BY looked.id
        """, new { campaign.WorkspaceId, campaign.Id, from = Text(from), to = Text(to), OfEach }));

    private static UInt128 Number(string id) => UInt128.Parse(id, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static string Text(UInt128 number) => number.ToString("x24", CultureInfo.InvariantCulture);

    /// <summary>Ids from one to before another.</summary>
    /// <param name="From">The first.</param>
    /// <param name="To">The first behind them.</param>
    /// <param name="Leads">The first leads of them, in the order of their ids.</param>
    private sealed record Stretch(UInt128 From, UInt128 To, List<SampledLead> Leads)
    {
        public UInt128 Width => To - From;
    }
}
