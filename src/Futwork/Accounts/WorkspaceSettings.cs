using Futwork.Consent;
using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Accounts;

/// <summary>What holds for all campaigns and trunks of a workspace.</summary>
internal sealed record WorkspaceSettings
{
    private const int MostCalls = 100_000;

    /// <summary>What it is called; 1 to 100 characters.</summary>
    public string Name { get; init; } = "";

    /// <summary>The most calls at once over all its trunks. Default: as many as the trunks allow.</summary>
    public int? MaxConcurrentCalls { get; init; }

    /// <summary>How often one person is called at most, by all campaigns together.</summary>
    public ContactCap ContactCap { get; init; } = new();

    /// <summary>What is wrong; null when nothing is.</summary>
    public Problem? Check()
    {
        var errors = new List<FieldError>();
        if (Rules.NameError(Name) is { } name)
            errors.Add(name);
        if (MaxConcurrentCalls is < 1 or > MostCalls)
            errors.Add(Rules.Wrong("/maxConcurrentCalls", $"It must be from 1 to {MostCalls}; leave it out for as many as the trunks allow.", MaxConcurrentCalls));
        errors.AddRange(ContactCap.Check("/contactCap"));
        return errors.Count > 0 ? Problem.Invalid(errors) : null;
    }

    public static Task<WorkspaceSettings> FindAsync(Session session, string workspaceId) => ReadAsync(session, workspaceId, "");

    /// <summary>
    /// In a transaction that dials: where something bounds all trunks together, whoever else asks waits for its end. Before the row of a trunk is locked, so that
    /// no two wait for each other.
    /// </summary>
    public static async Task<WorkspaceSettings> HoldAsync(Session session, string workspaceId)
    {
        var settings = await FindAsync(session, workspaceId);
        var isBound = settings.MaxConcurrentCalls is not null || settings.ContactCap.Bounds();
        return isBound ? await LockAsync(session, workspaceId) : settings;
    }

    /// <summary>Whoever else holds or locks them waits for the end of this transaction.</summary>
    public static Task<WorkspaceSettings> LockAsync(Session session, string workspaceId) =>
        ReadAsync(session, workspaceId, session.ForNoKeyUpdate);

    public Task SaveAsync(Session session, string workspaceId) => session.ExecuteAsync(
        "UPDATE workspaces SET name = @Name, settings = @settings WHERE id = @workspaceId", new { Name, settings = ApiJson.Write(this), workspaceId });

    private static async Task<WorkspaceSettings> ReadAsync(Session session, string workspaceId, string locking)
    {
        var (name, settings) = await session.FirstOrDefaultAsync<(string Name, string Settings)>(
            $"SELECT name, settings FROM workspaces WHERE id = @workspaceId{locking}", new { workspaceId });
        return ApiJson.Read<WorkspaceSettings>(settings) with { Name = name };
    }
}
