using System.Security.Cryptography;
using System.Text;
using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Accounts;

/// <summary>A key that opens a workspace. Only its hash is kept: the key itself is random enough that a plain SHA-256 cannot be searched.</summary>
internal sealed class ApiKey
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int ShownLength = 8;

    public string WorkspaceId { get; init; } = "";

    public string Id { get; init; } = "";

    public string Name { get; set; } = "";

    /// <summary>The first characters, by which people tell keys apart.</summary>
    public string Prefix { get; init; } = "";

    public string Hash { get; init; } = "";

    public long CreatedAt { get; init; }

    public long? ArchivedAt { get; set; }

    /// <summary>A new key in clear.</summary>
    public static string Generate() => "fw_" + RandomNumberGenerator.GetString(Letters, 32);

    public static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    public static ApiKey Create(string workspaceId, string name, string key, TimeProvider time) => new()
    {
        WorkspaceId = workspaceId,
        Id = Ids.New(time),
        Name = name,
        Prefix = key[..ShownLength],
        Hash = HashOf(key),
        CreatedAt = time.UnixNow(),
    };

    /// <summary>Whether a caller's key has not been revoked since.</summary>
    public static async Task<bool> WorksAsync(Session session, Caller caller) =>
        await session.ScalarAsync<long>("SELECT count(*) FROM api_keys WHERE workspace_id = @WorkspaceId AND id = @ApiKeyId AND archived_at IS NULL", caller) > 0;

    public Task InsertAsync(Session session) => session.ExecuteAsync(
        """
        INSERT INTO api_keys (workspace_id, id, name, prefix, hash, created_at)
        VALUES (@WorkspaceId, @Id, @Name, @Prefix, @Hash, @CreatedAt)
        """, this);
}
