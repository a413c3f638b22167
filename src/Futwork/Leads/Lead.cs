using Futwork.Data;

namespace Futwork.Leads;

/// <summary>A person to call, as the client pushed them. Never changed: what became of them is written elsewhere.</summary>
internal sealed class Lead
{
    public string WorkspaceId { get; init; } = "";

    public string CampaignId { get; init; } = "";

    public string Id { get; init; } = "";

    public string? ExternalId { get; init; }

    /// <summary>The number as the client wrote it.</summary>
    public string PhoneSent { get; init; } = "";

    /// <summary>The number in E.164.</summary>
    public string Phone { get; init; } = "";

    /// <summary>The client's JSON, byte for byte.</summary>
    public string RecipientData { get; init; } = "";

    public long CreatedAt { get; init; }

    /// <summary>False: the campaign has a lead of this external id.</summary>
    public async Task<bool> InsertAsync(Session session) =>
        await session.ExecuteAsync(
            """
            INSERT INTO leads (workspace_id, campaign_id, id, external_id, phone_sent, phone, recipient_data, created_at)
            VALUES (@WorkspaceId, @CampaignId, @Id, @ExternalId, @PhoneSent, @Phone, @RecipientData, @CreatedAt)
            ON CONFLICT (workspace_id, campaign_id, external_id) WHERE external_id IS NOT NULL DO NOTHING
            """, this) == 1;

    public Task<string?> SameExternalIdAsync(Session session) =>
        session.ScalarAsync<string>(
            "SELECT id FROM leads WHERE workspace_id = @WorkspaceId AND campaign_id = @CampaignId AND external_id = @ExternalId", this);
}
