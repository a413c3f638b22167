using System.Text.Json;
using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Trunks;

/// <summary>A line to a carrier, with its limits.</summary>
internal sealed class Trunk
{
    public string WorkspaceId { get; init; } = "";

    public string Id { get; init; } = "";

    public string Name { get; set; } = "";

    /// <summary>Which carrier implementation dials.</summary>
    public string Carrier { get; set; } = "";

    /// <summary>The name of the carrier in webhooks.</summary>
    public string Provider { get; set; } = "";

    /// <summary>The carrier's settings, a JSON object with its secrets sealed; see <see cref="OpenSettings"/>.</summary>
    public string Settings { get; set; } = "{}";

    /// <summary>A JSON array of the numbers that calls may come from.</summary>
    public string CallerIds { get; set; } = "[]";

    /// <summary>See <see cref="InboundSettings"/>; JSON.</summary>
    public string Inbound { get; set; } = "{}";

    /// <summary>1 when the line belongs to the platform, 0 when the customer brought it.</summary>
    public long Hosted { get; set; }

    public long MaxCalls { get; set; }

    public double CallsPerSecond { get; set; }

    /// <summary>See <see cref="TrunkPacing"/>; JSON.</summary>
    public string Pacing { get; set; } = "{}";

    /// <summary>See <see cref="TrunkBreaker"/>; JSON. Written by <see cref="SaveBreakerAsync"/> alone.</summary>
    public string Breaker { get; init; } = "{}";

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; set; }

    public long? ArchivedAt { get; set; }

    /// <summary>The carrier's settings in clear, for dialling.</summary>
    public JsonElement OpenSettings(SecretFields secrets) => secrets.Open(WorkspaceId, Settings);

    public IReadOnlyList<string> CallerIdList() => ApiJson.Read<string[]>(CallerIds);

    public TrunkPacing ReadPacing() => ApiJson.Read<TrunkPacing>(Pacing);

    public TrunkBreaker ReadBreaker() => ApiJson.Read<TrunkBreaker>(Breaker);

    public InboundSettings ReadInbound() => ApiJson.Read<InboundSettings>(Inbound);

    public static Task<Trunk?> FindAsync(Session session, string workspaceId, string id, bool forUpdate = false) =>
        session.FirstOrDefaultAsync<Trunk>(
            "SELECT * FROM trunks WHERE workspace_id = @workspaceId AND id = @id" + (forUpdate ? session.ForUpdate : ""), new { workspaceId, id });

    public Task InsertAsync(Session session) => session.ExecuteAsync(
        """
        INSERT INTO trunks (workspace_id, id, name, carrier, provider, settings, caller_ids, inbound, hosted, max_calls, calls_per_second,
            pacing, created_at, updated_at)
        VALUES (@WorkspaceId, @Id, @Name, @Carrier, @Provider, @Settings, @CallerIds, @Inbound, @Hosted, @MaxCalls, @CallsPerSecond,
            @Pacing, @CreatedAt, @UpdatedAt)
        """, this);

    /// <summary>Makes the numbers of <see cref="Inbound"/> findable; those of an archived trunk are not.</summary>
    public async Task RouteNumbersAsync(Session session)
    {
        await session.ExecuteAsync("DELETE FROM trunk_numbers WHERE workspace_id = @WorkspaceId AND trunk_id = @Id", this);
        if (ArchivedAt is not null)
            return;
        foreach (var number in ReadInbound().Numbers)
        {
            await session.ExecuteAsync(
                "INSERT INTO trunk_numbers (workspace_id, trunk_id, digits, campaign_id) VALUES (@WorkspaceId, @Id, @Digits, @CampaignId)",
                new { WorkspaceId, Id, number.Digits, number.CampaignId });
        }
    }

    public Task UpdateAsync(Session session) => session.ExecuteAsync(
        """
        UPDATE trunks SET name = @Name, carrier = @Carrier, provider = @Provider, settings = @Settings, caller_ids = @CallerIds, inbound = @Inbound, hosted = @Hosted,
            max_calls = @MaxCalls, calls_per_second = @CallsPerSecond, pacing = @Pacing, updated_at = @UpdatedAt, archived_at = @ArchivedAt
        WHERE workspace_id = @WorkspaceId AND id = @Id
        """, this);

    /// <summary>Keeps the circuit breaker; under the lock of the row.</summary>
    public Task SaveBreakerAsync(Session session, TrunkBreaker breaker) =>
        session.ExecuteAsync(
            "UPDATE trunks SET breaker = @breaker WHERE workspace_id = @WorkspaceId AND id = @Id", new { breaker = ApiJson.Write(breaker), WorkspaceId, Id });
}
