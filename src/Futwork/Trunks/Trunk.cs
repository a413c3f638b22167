using System.Text.Json;
using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Trunks;

/// <summary>A line to a carrier, with its limits.</summary>
internal sealed class Trunk
{
    /// <summary>A call asks no earlier than so many milliseconds before its place whether it is still wanted: a quarter of a second, and a second more where the database is slow (<c>LastLook</c>).</summary>
    private const int LastAsked = 1500;

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

    /// <summary>The next free place in time, unix milliseconds. Written by <c>DialPace</c> and <see cref="BringNearAsync"/>.</summary>
    public double NextDialAt { get; init; }

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
        ReadAsync(session, workspaceId, id, forUpdate ? session.ForUpdate : "");

    /// <summary>Reads a trunk that a campaign is to call over: who changes or archives it is waited for, and waits until the transaction ends.</summary>
    public static Task<Trunk?> HoldAsync(Session session, string workspaceId, string id) => ReadAsync(session, workspaceId, id, session.ForKeyShare);

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

    /// <summary>
    /// Its settings were changed, under the lock of the row: the next place is no further away than they give it. It comes after those at which calls may still leave: who asks from now on
    /// whether the call is wanted hears that it is not.
    /// </summary>
    public Task BringNearAsync(Session session) =>
        session.ExecuteAsync(
            "UPDATE trunks SET next_dial_at = @latest WHERE workspace_id = @WorkspaceId AND id = @Id AND next_dial_at > @latest",
            new { latest = UpdatedAt + LastAsked + 1000 / CallsPerSecond, WorkspaceId, Id });

    /// <summary>Keeps the circuit breaker; under the lock of the row.</summary>
    public Task SaveBreakerAsync(Session session, TrunkBreaker breaker) =>
        session.ExecuteAsync(
            "UPDATE trunks SET breaker = @breaker WHERE workspace_id = @WorkspaceId AND id = @Id", new { breaker = ApiJson.Write(breaker), WorkspaceId, Id });

    private static Task<Trunk?> ReadAsync(Session session, string workspaceId, string id, string locking) =>
        session.FirstOrDefaultAsync<Trunk>($"SELECT * FROM trunks WHERE workspace_id = @workspaceId AND id = @id{locking}", new { workspaceId, id });
}
