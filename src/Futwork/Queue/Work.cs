namespace Futwork.Queue;

/// <summary>The kinds of duty in the one queue table.</summary>
internal static class WorkKind
{
    public const string Dial = "dial";
    public const string Take = "take";
    public const string Analyse = "analyse";
    public const string Deliver = "deliver";
    public const string Import = "import";
}

/// <summary>A duty to add to the queue, inside the transaction that makes it owed.</summary>
/// <param name="Lane">What it is claimed by; duties of one lane are claimed in the order they fall due, and no lane waits for another.</param>
/// <param name="SubjectId">The lead, the call, the delivery or the import. One duty of a kind per subject.</param>
internal sealed record NewWork(string WorkspaceId, string Kind, string Lane, string CampaignId, string SubjectId, long DueAt)
{
    /// <summary>Of a duty whose moment was promised to somebody: it comes before whatever a client may choose.</summary>
    public const long Promised = 10;

    /// <summary>0 to 9, or <see cref="Promised"/>: duties of a lane that are due are claimed the highest first, but for those that wait longest.</summary>
    public long Priority { get; init; }

    /// <summary>From then on it is not to be done any more, unix milliseconds; null is no bound.</summary>
    public long? ExpiresAt { get; init; }

    /// <summary>Dial a lead; claimed by campaign.</summary>
    public static NewWork Dial(string workspaceId, string campaignId, string leadId, long dueAt) =>
        new(workspaceId, WorkKind.Dial, campaignId, campaignId, leadId, dueAt);

    /// <summary>See a call that came in to its end; held by the node that it reached.</summary>
    public static NewWork Take(string workspaceId, string campaignId, string callId, long now) =>
        new(workspaceId, WorkKind.Take, campaignId, campaignId, callId, now);

    /// <summary>Analyse a call that is over; claimed by workspace.</summary>
    public static NewWork Analyse(string workspaceId, string campaignId, string callId, long dueAt) =>
        new(workspaceId, WorkKind.Analyse, workspaceId, campaignId, callId, dueAt);

    /// <summary>Deliver a webhook; claimed by endpoint.</summary>
    public static NewWork Deliver(string workspaceId, string endpointId, string campaignId, string deliveryId, long dueAt) =>
        new(workspaceId, WorkKind.Deliver, endpointId, campaignId, deliveryId, dueAt);

    /// <summary>Read a file of leads; claimed by workspace.</summary>
    public static NewWork Import(string workspaceId, string campaignId, string importId, long dueAt) =>
        new(workspaceId, WorkKind.Import, workspaceId, campaignId, importId, dueAt);
}
