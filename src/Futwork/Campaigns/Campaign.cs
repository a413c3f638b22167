using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Campaigns;

/// <summary>Leads, who calls them, over which line, and when.</summary>
internal sealed class Campaign
{
    /// <summary>The signal that wakes whoever looks after campaigns.</summary>
    public const string Signal = "campaigns";

    public string WorkspaceId { get; init; } = "";

    public string Id { get; init; } = "";

    public string Status { get; set; } = CampaignStatus.Draft;

    /// <summary>Of the settings, for queries to join by.</summary>
    public string Name { get; set; } = "";

    /// <summary>Of the settings, for queries to join by.</summary>
    public string AgentId { get; set; } = "";

    /// <summary>Of the settings, for queries to join by.</summary>
    public long? AgentVersion { get; set; }

    /// <summary>Of the settings, for queries to join by.</summary>
    public string TrunkId { get; set; } = "";

    /// <summary>Of the settings, as unix milliseconds: nobody is called before it.</summary>
    public long? StartsAt { get; set; }

    /// <summary>Of the settings, as unix milliseconds: nobody is called from then on.</summary>
    public long? EndsAt { get; set; }

    /// <summary>Of the settings, in minutes: it completes when nothing has been owed for so long.</summary>
    public long? CompleteAfter { get; set; }

    /// <summary>Since when nothing is owed, unix milliseconds, where it completes by itself; null while something is, and when it was started anew.</summary>
    public long? EmptySince { get; set; }

    /// <summary>
    /// How far the retries that wait have been planned anew since the retry policy changed: the place behind which that goes on, empty at the beginning. Null: none is
    /// to be planned anew. While there is a place, the campaign calls nobody, so that the change holds for the next dial.
    /// </summary>
    public string? RetriesFrom { get; set; }

    /// <summary>All settings as JSON; see <see cref="ReadSettings"/>.</summary>
    public string Settings { get; set; } = "{}";

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; set; }

    public long? ArchivedAt { get; set; }

    public CampaignSettings ReadSettings() => ApiJson.Read<CampaignSettings>(Settings);

    /// <summary>Gives it settings.</summary>
    public void Write(CampaignSettings settings)
    {
        if (Status != CampaignStatus.Draft && RetriesBy(ReadSettings()) != RetriesBy(settings))
            RetriesFrom = "";
        Name = settings.Name;
        AgentId = settings.AgentId;
        AgentVersion = settings.AgentVersion;
        TrunkId = settings.TrunkId;
        (StartsAt, EndsAt) = (settings.StartsAtUnix(), settings.EndsAtUnix());
        CompleteAfter = settings.CompleteAfterMinutes;
        if (CompleteAfter is null)
            EmptySince = null;
        Settings = ApiJson.Write(settings);
    }

    /// <summary>What decides whether and when a lead is tried again.</summary>
    private static string RetriesBy(CampaignSettings settings) =>
        ApiJson.Write(settings.Retry) + (settings.Retry.BestTime is null ? "" : ApiJson.Write(settings.Hours()));

    /// <param name="session">Reads.</param>
    /// <param name="workspaceId">Its workspace.</param>
    /// <param name="id">Its id.</param>
    /// <param name="forUpdate">It is to be changed: whoever holds it is waited for, and rounds pass it over meanwhile.</param>
    public static Task<Campaign?> FindAsync(Session session, string workspaceId, string id, bool forUpdate = false) =>
        ReadAsync(session, workspaceId, id, forUpdate ? session.ForUpdate : "");

    /// <summary>Reads a campaign of which leads are to be planned; its settings stay as they are until the transaction ends.</summary>
    public static async Task<Campaign> HoldAsync(Session session, string workspaceId, string id) =>
        (await ReadAsync(session, workspaceId, id, session.ForKeyShare))!;

    /// <summary>Reads a campaign into which leads are brought.</summary>
    /// <param name="session">Reads.</param>
    /// <param name="workspaceId">Its workspace.</param>
    /// <param name="id">Its id.</param>
    /// <param name="hold">As <see cref="HoldAsync"/>, and who else brings some waits as well, but neither who settles its calls nor who dials for it.</param>
    public static Task<Campaign?> FindForLeadsAsync(Session session, string workspaceId, string id, bool hold) =>
        ReadAsync(session, workspaceId, id, hold ? session.ForNoKeyUpdate : "");

    public Task InsertAsync(Session session) => session.ExecuteAsync(
        """
        INSERT INTO campaigns (workspace_id, id, name, status, agent_id, agent_version, trunk_id, starts_at, ends_at, complete_after, settings,
            created_at, updated_at)
        VALUES (@WorkspaceId, @Id, @Name, @Status, @AgentId, @AgentVersion, @TrunkId, @StartsAt, @EndsAt, @CompleteAfter, @Settings, @CreatedAt, @UpdatedAt)
        """, this);

    public Task UpdateAsync(Session session) => session.ExecuteAsync(
        """
        UPDATE campaigns SET name = @Name, status = @Status, agent_id = @AgentId, agent_version = @AgentVersion, trunk_id = @TrunkId,
            starts_at = @StartsAt, ends_at = @EndsAt, complete_after = @CompleteAfter, empty_since = @EmptySince, retries_from = @RetriesFrom,
            settings = @Settings, updated_at = @UpdatedAt, archived_at = @ArchivedAt
        WHERE workspace_id = @WorkspaceId AND id = @Id
        """, this);

    private static Task<Campaign?> ReadAsync(Session session, string workspaceId, string id, string locking) =>
        session.FirstOrDefaultAsync<Campaign>($"SELECT * FROM campaigns WHERE workspace_id = @workspaceId AND id = @id{locking}", new { workspaceId, id });
}
