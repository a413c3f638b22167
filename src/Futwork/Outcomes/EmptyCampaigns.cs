using Futwork.Campaigns;
using Futwork.Data;

namespace Futwork.Outcomes;

/// <summary>
/// Completes campaigns that want it (<see cref="CampaignSettings.CompleteAfterMinutes"/>) once all their leads have ended and it has been quiet for long enough. Since
/// when nothing is owed is kept with the campaign, so that any node goes on counting, and a restart begins no new quiet.
/// </summary>
internal sealed class EmptyCampaigns(Database database, CampaignEnds ends, TimeProvider time)
{
    /// <summary>
    /// What is owed, in one statement and so at one moment: a lead that waits, is being called or analysed, a call that came in, a file that is not read. The last
    /// lead and the last call end a quiet too that nobody saw begin.
    /// </summary>
    private const string Quiet =
        """
        SELECT EXISTS (SELECT 1 FROM work WHERE kind = 'dial' AND lane = @Id AND state = 'ready' AND workspace_id = @WorkspaceId)
                OR EXISTS (SELECT 1 FROM work WHERE kind IN ('dial', 'take', 'analyse', 'import') AND state = 'leased' AND campaign_id = @Id AND workspace_id = @WorkspaceId)
                OR EXISTS (SELECT 1 FROM work WHERE kind IN ('analyse', 'import') AND lane = @WorkspaceId AND state = 'ready' AND campaign_id = @Id) AS owed,
            (SELECT created_at FROM leads WHERE workspace_id = @WorkspaceId AND campaign_id = @Id ORDER BY id DESC LIMIT 1) AS last_lead_at,
            (SELECT ended_at FROM calls WHERE workspace_id = @WorkspaceId AND campaign_id = @Id ORDER BY created_at DESC, id DESC LIMIT 1) AS last_call_at
        """;

    /// <summary>Looks at all campaigns that complete by themselves.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var campaigns = await database.ReadAsync(
            session => session.QueryAsync<Campaign>("SELECT * FROM campaigns WHERE status = 'running' AND complete_after IS NOT NULL"), cancellationToken);
        foreach (var campaign in campaigns)
        {
            if (await database.ReadAsync(session => StepAsync(session, campaign), cancellationToken) is not Step.Stay)
                await database.WriteAsync(session => TakeStepAsync(session, campaign.WorkspaceId, campaign.Id), cancellationToken);
        }
    }

    /// <summary>When a campaign completes by itself if nothing happens any more; null when something is owed, or it never does.</summary>
    public static async Task<long?> CompletesAtAsync(Session session, Campaign campaign) =>
        campaign is { Status: CampaignStatus.Running, CompleteAfter: not null, EmptySince: not null } ? (await ReadAsync(session, campaign)).CompletesAt(campaign, campaign.EmptySince.Value) : null;

    private static async Task<QuietRow> ReadAsync(Session session, Campaign campaign) => (await session.FirstOrDefaultAsync<QuietRow>(Quiet, campaign))!;

    private async Task<Step> StepAsync(Session session, Campaign campaign)
    {
        if (campaign is not { Status: CampaignStatus.Running, CompleteAfter: not null })
            return Step.Stay;
        var completesAt = (await ReadAsync(session, campaign)).CompletesAt(campaign, campaign.EmptySince ?? time.UnixNow());
        return completesAt is null
            ? campaign.EmptySince is null ? Step.Stay : Step.Forget
            : campaign.EmptySince is null ? Step.Note : completesAt <= time.UnixNow() ? Step.Complete : Step.Stay;
    }

    /// <summary>
    /// Under the lock of the campaign's row, which whoever writes a lead of it holds too: a lead that comes at this moment is either seen here, or finds the
    /// campaign completed and is refused.
    /// </summary>
    private async Task TakeStepAsync(Session session, string workspaceId, string id)
    {
        if (await Campaign.FindAsync(session, workspaceId, id, forUpdate: true) is not { } campaign)
            return;
        switch (await StepAsync(session, campaign))
        {
            case Step.Note:
                await MarkAsync(session, campaign, time.UnixNow());
                break;
            case Step.Forget:
                await MarkAsync(session, campaign, null);
                break;
            case Step.Complete:
                await ends.MoveAsync(session, campaign, CampaignStatus.Completed);
                break;
        }
    }

    private static Task<int> MarkAsync(Session session, Campaign campaign, long? since) =>
        session.ExecuteAsync("UPDATE campaigns SET empty_since = @since WHERE workspace_id = @WorkspaceId AND id = @Id", new { campaign.WorkspaceId, campaign.Id, since });

    private enum Step
    {
        Stay,

        /// <summary>Nothing is owed any more.</summary>
        Note,

        /// <summary>Something is owed again.</summary>
        Forget,

        Complete,
    }

    private sealed record QuietRow
    {
        public bool Owed { get; init; }

        public long? LastLeadAt { get; init; }

        public long? LastCallAt { get; init; }

        public long? CompletesAt(Campaign campaign, long emptySince) =>
            Owed || LastLeadAt is null ? null : Math.Max(emptySince, Math.Max(LastLeadAt.Value, LastCallAt ?? 0)) + (campaign.CompleteAfter!.Value * TimeSpan.MillisecondsPerMinute);
    }
}
