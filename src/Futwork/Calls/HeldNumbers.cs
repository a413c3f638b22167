using Futwork.Data;

namespace Futwork.Calls;

/// <summary>
/// The numbers that a round is about to call, held until its calls are written: a round of another trunk that would call one of them for another lead at this very moment sees no row of the call
/// yet, and is to pass it over.
/// </summary>
internal static class HeldNumbers
{
    /// <summary>The first key of the advisory locks of PostgreSQL that stand for numbers; the second is a hash of workspace and number.</summary>
    private const int Space = 0x43414C4C;

    /// <summary>Holds them until the transaction ends, and waits for nobody. On SQLite there is one round at a time.</summary>
    /// <returns>Those that somebody else calls, or is about to.</returns>
    public static async Task<IReadOnlySet<string>> HoldAsync(Session session, string workspaceId, IReadOnlyCollection<string> phones)
    {
        if (session.Engine is not DatabaseEngine.Postgres)
            return new HashSet<string>(StringComparer.Ordinal);
        var held = new { WorkspaceId = workspaceId, phones = phones.ToArray(), Space };
        var elsewhere = await session.QueryAsync<string>(
            "SELECT phone FROM unnest(@phones) AS asked (phone) WHERE NOT pg_try_advisory_xact_lock(@Space, hashtext(@WorkspaceId || phone))", held);
        // In a statement of its own, which begins once they are held: it sees all calls of whoever held them before.
        var called = await session.QueryAsync<string>($"{OpenCalls.Called} AND {session.Among("u.to_number", "phones")}", held);
        return new HashSet<string>([.. elsewhere, .. called], StringComparer.Ordinal);
    }
}
