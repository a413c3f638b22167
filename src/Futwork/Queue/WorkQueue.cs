using Futwork.Data;

namespace Futwork.Queue;

/// <summary>The kinds of duty in the one queue table.</summary>
internal static class WorkKind
{
    public const string Dial = "dial";
    public const string Analyse = "analyse";
    public const string Deliver = "deliver";
}

/// <summary>A duty to add to the queue, inside the transaction that makes it owed.</summary>
/// <param name="Lane">What it is claimed by: the trunk for a dial, the endpoint for a delivery, the workspace for an analysis.</param>
/// <param name="SubjectId">The lead, the call or the delivery. One duty of a kind per subject.</param>
internal sealed record NewWork(string WorkspaceId, string Kind, string Lane, string CampaignId, string SubjectId, long DueAt);

/// <summary>One table of due work with claim, lease, reschedule and cancel, used by dialling, analysis and delivery alike.</summary>
internal sealed partial class WorkQueue(TimeProvider time)
{
    /// <summary>Adds a duty. It exists if and only if the caller's transaction commits.</summary>
    public Task EnqueueAsync(Session session, NewWork work) =>
        session.ExecuteAsync(
            """
            INSERT INTO work (workspace_id, id, kind, lane, campaign_id, subject_id, state, due_at, attempts, fence, created_at)
            VALUES (@WorkspaceId, @Id, @Kind, @Lane, @CampaignId, @SubjectId, 'ready', @DueAt, 0, 0, @CreatedAt)
            """,
            new
            {
                work.WorkspaceId,
                Id = Ids.New(time),
                work.Kind,
                work.Lane,
                work.CampaignId,
                work.SubjectId,
                work.DueAt,
                CreatedAt = time.UnixNow(),
            });
}
