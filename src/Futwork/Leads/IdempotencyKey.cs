using System.Security.Cryptography;
using System.Text;
using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Leads;

/// <summary>
/// A client's name for one push or import (draft-ietf-httpapi-idempotency-key-header): whoever repeats it gets the first answer again. The unique key
/// of its row decides between requests that come at the same moment. Only what was accepted is kept, so a refused request may be mended and sent again.
/// </summary>
internal sealed record IdempotencyKey(string WorkspaceId, string Key, string Fingerprint)
{
    public const string Header = "Idempotency-Key";
    public const string ReplayedHeader = "Idempotency-Replayed";
    private const int Longest = 255;

    /// <summary>The key that the request carries; null when it carries none.</summary>
    public static Checked<IdempotencyKey?> Read(HttpRequest request, string workspaceId, ReadOnlySpan<byte> body)
    {
        var read = Read(request, workspaceId);
        if (read.Value is not { } key)
            return read;
        return key with { Fingerprint = FingerprintOf(request.Path, body) };
    }

    /// <summary>As above, of a request whose body is yet to come: the fingerprint is empty until then.</summary>
    public static Checked<IdempotencyKey?> Read(HttpRequest request, string workspaceId)
    {
        var values = request.Headers[Header];
        if (values.Count == 0)
            return new Checked<IdempotencyKey?>(null, null);
        var key = Unquote(values.ToString());
        if (values.Count > 1 || key.Length is 0 or > Longest || key.Any(letter => letter is < ' ' or > '~'))
            return Problem.Invalid(new FieldError(null, $"It must be one value of 1 to {Longest} printable ASCII characters, quoted or not.", ApiJson.Write(values.ToString()), Header));
        return new IdempotencyKey(workspaceId, key, "");
    }

    /// <summary>Begins what a request is told apart by. Its body is to follow.</summary>
    /// <param name="asked">Where it went, and what it asked for beside the body.</param>
    public static IncrementalHash BeginFingerprint(string asked)
    {
        var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{asked}\n"));
        return hash;
    }

    /// <summary>What was answered to this key before; null when it is new.</summary>
    public Task<KeptAnswer?> FindAsync(Session session) =>
        session.FirstOrDefaultAsync<KeptAnswer>(
            "SELECT fingerprint, status, response FROM idempotency_keys WHERE workspace_id = @WorkspaceId AND key = @Key", this);

    /// <summary>The kept answer again; refused when it was given to another request.</summary>
    /// <param name="kept">What was answered.</param>
    /// <param name="context">Of the request.</param>
    /// <param name="addressOf">The address of what came into being, by the answer's body; null: no single thing did.</param>
    public IResult Replay(KeptAnswer kept, HttpContext context, Func<string, string>? addressOf = null)
    {
        if (kept.Fingerprint != Fingerprint)
            return new Problem(StatusCodes.Status422UnprocessableEntity, "idempotency-key-reused",
                $"The {Header} '{Key}' came before with another campaign, body or settings; a new request needs a new key.");
        context.Response.Headers[ReplayedHeader] = "true";
        if (addressOf is not null)
            context.Response.Headers.Location = addressOf(kept.Response);
        return TypedResults.Text(kept.Response, "application/json", Encoding.UTF8, (int)kept.Status);
    }

    /// <summary>Takes keys, each for this transaction's answer to it. Waits for whoever is taking one of them at this moment.</summary>
    /// <returns>Those that were free.</returns>
    public static async Task<HashSet<IdempotencyKey>> TakeAsync(Session session, IEnumerable<(IdempotencyKey Key, string Response)> answers, int status, long now)
    {
        // In one order everywhere, so that two transactions never wait for each other.
        (IdempotencyKey Key, string Response)[] rows =
            [.. answers.OrderBy(row => row.Key.WorkspaceId, StringComparer.Ordinal).ThenBy(row => row.Key.Key, StringComparer.Ordinal)];
        if (rows.Length == 0)
            return [];
        var taken = await session.InsertAsync("idempotency_keys",
        [
            new("workspace_id", Array.ConvertAll(rows, row => row.Key.WorkspaceId)),
            new("key", Array.ConvertAll(rows, row => row.Key.Key)),
            new("fingerprint", Array.ConvertAll(rows, row => row.Key.Fingerprint)),
            new("status", Array.ConvertAll(rows, _ => (long)status)),
            new("response", Array.ConvertAll(rows, row => row.Response)),
            new("created_at", Array.ConvertAll(rows, _ => now)),
        ], "ON CONFLICT (workspace_id, key) DO NOTHING", "workspace_id || ' ' || key");
        var names = taken.ToHashSet(StringComparer.Ordinal);
        return [.. rows.Where(row => names.Contains($"{row.Key.WorkspaceId} {row.Key.Key}")).Select(row => row.Key)];
    }

    /// <summary>Keeps the answer of a key that this transaction has taken.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="response">The body.</param>
    /// <param name="status">Where it is another one than when the key was taken.</param>
    public Task KeepAsync(Session session, string response, int? status = null) =>
        session.ExecuteAsync(
            "UPDATE idempotency_keys SET response = @response, status = coalesce(@status, status) WHERE workspace_id = @WorkspaceId AND key = @Key",
            new { WorkspaceId, Key, response, status });

    /// <summary>Gives the key back: nothing came of the request.</summary>
    public Task ReturnAsync(Session session) =>
        session.ExecuteAsync("DELETE FROM idempotency_keys WHERE workspace_id = @WorkspaceId AND key = @Key", this);

    // A structured-field string: quotes around it, a backslash before a quote or backslash inside.
    private static string Unquote(string text)
    {
        var key = text.Trim();
        return key.Length >= 2 && key[0] == '"' && key[^1] == '"'
            ? key[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal)
            : key;
    }

    private static string FingerprintOf(string path, ReadOnlySpan<byte> body)
    {
        using var hash = BeginFingerprint(path);
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }
}

/// <summary>What a request was answered, kept for whoever repeats it.</summary>
internal sealed class KeptAnswer
{
    public string Fingerprint { get; init; } = "";

    public long Status { get; init; }

    public string Response { get; init; } = "";
}
