using System.Security.Cryptography;
using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Webhooks;

/// <summary>Where a workspace wants to hear of its calls.</summary>
internal sealed class WebhookEndpoint
{
    public string WorkspaceId { get; init; } = "";

    public string Id { get; init; } = "";

    public string Name { get; set; } = "";

    public string Url { get; set; } = "";

    /// <summary>Sealed; <see cref="SecretBox.Open"/> gives the <c>whsec_…</c> that deliveries are signed with.</summary>
    public string Secret { get; set; } = "";

    /// <summary>A JSON array of the call statuses it is told of.</summary>
    public string Statuses { get; set; } = "[]";

    /// <summary>JSON: the client's own headers by their names, and what each says, sealed.</summary>
    public string Headers { get; set; } = "{}";

    public long? DisabledAt { get; set; }

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; set; }

    public long? ArchivedAt { get; set; }

    /// <summary>A new secret: the prefix of Standard Webhooks and 32 random bytes.</summary>
    public static string GenerateSecret() => WebhookSignature.SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>The form that Standard Webhooks gives to secrets: 24 to 64 bytes in base64 after the prefix.</summary>
    public static bool IsSecret(string text)
    {
        var bytes = new byte[96];
        return text.StartsWith(WebhookSignature.SecretPrefix, StringComparison.Ordinal)
            && Convert.TryFromBase64Chars(text.AsSpan(WebhookSignature.SecretPrefix.Length), bytes, out var length)
            && length is >= 24 and <= 64;
    }

    public static Task<WebhookEndpoint?> FindAsync(Session session, string workspaceId, string id, bool forUpdate = false) =>
        session.FirstOrDefaultAsync<WebhookEndpoint>(
            "SELECT * FROM webhook_endpoints WHERE workspace_id = @workspaceId AND id = @id" + (forUpdate ? session.ForUpdate : ""),
            new { workspaceId, id });

    /// <summary>What each header says is sealed.</summary>
    public Dictionary<string, string> ReadHeaders() => ApiJson.Read<Dictionary<string, string>>(Headers);

    public Task InsertAsync(Session session) => session.ExecuteAsync(
        """
        INSERT INTO webhook_endpoints (workspace_id, id, name, url, secret, statuses, headers, disabled_at, created_at, updated_at)
        VALUES (@WorkspaceId, @Id, @Name, @Url, @Secret, @Statuses, @Headers, @DisabledAt, @CreatedAt, @UpdatedAt)
        """, this);

    public Task UpdateAsync(Session session) => session.ExecuteAsync(
        """
        UPDATE webhook_endpoints SET name = @Name, url = @Url, secret = @Secret, statuses = @Statuses, headers = @Headers,
            disabled_at = @DisabledAt, updated_at = @UpdatedAt, archived_at = @ArchivedAt
        WHERE workspace_id = @WorkspaceId AND id = @Id
        """, this);
}
