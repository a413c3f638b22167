using Futwork.Campaigns;
using Futwork.Data;

namespace Futwork.Outcomes;

/// <summary>Some of the leads of a campaign that wait.</summary>
/// <param name="Drawn">About a thousand, drawn by lot; all where they are fewer. They stand for all.</param>
/// <param name="Last">Those that are due last. When somebody is due often tells where they are: these do not stand for the others.</param>
internal sealed record WaitingSample(IReadOnlyList<SampledLead> Drawn, IReadOnlyList<SampledLead> Last)
{
    private const int Wanted = 1000;

    /// <summary>So many are drawn at most, should more wait than the counter knows of.</summary>
    private const int Most = 2 * Wanted;

    private const int MostLast = 100;

    /// <summary>In so many ways the last six digits of an id may turn out.</summary>
    private const long Endings = 1L << 24;

    /// <summary>
    /// Ids of duties end in random digits (<see cref="Ids"/>): those that end in low ones are drawn. The index of all that wait is gone through to find them, and the rows of no others
    /// are read.
    /// </summary>
    /// <param name="session">Where to read.</param>
    /// <param name="campaign">Whose leads.</param>
    /// <param name="waiting">How many of them wait.</param>
    public static async Task<WaitingSample> ReadAsync(Session session, Campaign campaign, long waiting)
    {
        // Their data is only asked where they are.
        var data = campaign.ReadSettings().Hours().TimezoneField is null ? "'{}'" : "l.recipient_data";
        const string Waiting = "kind = 'dial' AND lane = @Id AND state = 'ready'";
        Task<List<SampledLead>> LeadsAsync(string work, object values) => session.QueryAsync<SampledLead>(
            $"""
            SELECT l.phone, {data} AS recipient_data, w.due_at FROM (SELECT workspace_id, subject_id, due_at FROM work WHERE {work}) w
            JOIN leads l ON l.workspace_id = w.workspace_id AND l.id = w.subject_id
            """, values);

        var highest = Math.Min(Endings - 1, Endings * Wanted / Math.Max(1, waiting));
        // By themselves, so that the index alone tells them, and the planner how few they are.
        var drawn = await session.QueryAsync<string>(
            $"SELECT id FROM work WHERE {Waiting} AND substr(id, 19) <= @highest LIMIT @Most", new { campaign.Id, highest = $"{highest:x6}", Most });
        return new WaitingSample(
            drawn.Count == 0 ? [] : await LeadsAsync($"workspace_id = @WorkspaceId AND {session.Among("id", "ids")}", new { campaign.WorkspaceId, ids = drawn.ToArray() }),
            await LeadsAsync($"{Waiting} ORDER BY due_at DESC, id DESC LIMIT @MostLast", new { campaign.Id, MostLast }));
    }
}

/// <summary>A lead that was looked at.</summary>
internal sealed record SampledLead
{
    public string Phone { get; init; } = "";

    public string RecipientData { get; init; } = "{}";

    /// <summary>When its call is due, unix milliseconds.</summary>
    public long DueAt { get; init; }
}
