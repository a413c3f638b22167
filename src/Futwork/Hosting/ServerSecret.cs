using System.Security.Cryptography;
using Futwork.Data;

namespace Futwork.Hosting;

/// <summary>Keys that the first node that needed them made, and left in the database for all.</summary>
internal static class ServerSecret
{
    private const int Bytes = 32;

    /// <summary>The key of a name. One that is made here is a key once the transaction is committed.</summary>
    public static async Task<byte[]> ReadOrMakeAsync(Session session, string name)
    {
        const string Select = "SELECT value FROM secrets WHERE name = @name";
        if (await session.ScalarAsync<string>(Select, new { name }) is not { } kept)
        {
            await session.ExecuteAsync(
                "INSERT INTO secrets (name, value) VALUES (@name, @value) ON CONFLICT (name) DO NOTHING",
                new { name, value = Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes)) });
            kept = (await session.ScalarAsync<string>(Select, new { name }))!;
        }

        return Convert.FromBase64String(kept);
    }
}
