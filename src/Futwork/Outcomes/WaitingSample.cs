using Futwork.Campaigns;
using Futwork.Data;

namespace Futwork.Outcomes;

/// <summary>Some of the leads of a campaign that wait, which stand for all: so few are read however many there are.</summary>
/// <param name="Spread">Taken evenly from all of them.</param>
/// <param name="Ends">Those that are due first and those that are due last. When somebody is due often tells where they are: these do not stand for the others.</param>
internal sealed record WaitingSample(IReadOnlyList<SampledLead> Spread, IReadOnlyList<SampledLead> Ends)
{
    /// <summary>So many of those that are due first, and as many of those that are due last.</summary>
    private const int OfEachEnd = 100;

    /// <summary>Fewer than these, found among leads that are mostly done, tell less than those that are due first and last.</summary>
    private const int Fewest = 20;

    /// <param name="session">Where to read.</param>
    /// <param name="campaign">Whose leads.</param>
    /// <param name="total">How many leads it has, waiting or not.</param>
    public static async Task<WaitingSample> ReadAsync(Session session, Campaign campaign, long total)
    {
        var hours = campaign.ReadSettings().Hours();
        // Their data is only asked where they are.
        var data = hours.TimezoneField is null ? "'{}'" : "l.recipient_data";
        var ends = await session.QueryAsync<SampledLead>(
            $"""
            SELECT l.id, l.phone, {data} AS recipient_data, w.due_at FROM (
                SELECT * FROM (SELECT workspace_id, subject_id, due_at FROM work WHERE kind = 'dial' AND lane = @Id AND state = 'ready'
                    ORDER BY due_at, id LIMIT @OfEachEnd) due_first
                UNION
                SELECT * FROM (SELECT workspace_id, subject_id, due_at FROM work WHERE kind = 'dial' AND lane = @Id AND state = 'ready'
                    ORDER BY due_at DESC, id DESC LIMIT @OfEachEnd) due_last) w
            JOIN leads l ON l.workspace_id = w.workspace_id AND l.id = w.subject_id
            """, new { campaign.Id, OfEachEnd });
        var standForAll = ends.Count < 2 * OfEachEnd || !hours.GoByPerson;
        var spread = standForAll ? ends : await new LeadStretches(session, campaign, data).WaitingAsync(total);
        return new WaitingSample(spread.Count < Fewest ? ends : spread, ends);
    }
}

/// <summary>A lead that was looked at.</summary>
internal sealed record SampledLead
{
    public string Id { get; init; } = "";

    public string Phone { get; init; } = "";

    public string RecipientData { get; init; } = "{}";

    /// <summary>When its call is due, unix milliseconds; null: none is owed.</summary>
    public long? DueAt { get; init; }

    /// <summary>For how many leads it stands.</summary>
    public double Weight { get; init; } = 1;
}
