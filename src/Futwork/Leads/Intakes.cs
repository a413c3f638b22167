using System.Collections.Concurrent;
using Futwork.Agents;
using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Leads;

/// <summary>A campaign at the moment a lead comes.</summary>
internal sealed record OpenCampaign(string Id, string Status, Intake Intake)
{
    /// <summary>Why it takes no leads; null when it does.</summary>
    public Problem? Closed => Status is CampaignStatus.Paused || CampaignStatus.Over.Contains(Status) ? ClosedAs(Status) : null;

    /// <summary>The refusal of a lead by a campaign of a status that takes none.</summary>
    public static Problem ClosedAs(string status) =>
        Problem.Conflict($"campaign-{status}", $"The campaign is {status} and takes no leads{(status == CampaignStatus.Paused ? " until it is resumed" : "")}.");
}

/// <summary>
/// Finds what campaigns ask of their leads. The campaign is read each time, so that a change holds at once on every node; what is made of
/// its settings is kept while they are the same.
/// </summary>
internal sealed class Intakes
{
    private const int MostKept = 1000;
    private readonly ConcurrentDictionary<(string WorkspaceId, string CampaignId), Kept> _kept = new();

    private readonly AgentVersions _versions;
    private readonly SharedRead<(string WorkspaceId, string CampaignId), OpenCampaign?> _reads;

    public Intakes(Database database, AgentVersions versions)
    {
        _versions = versions;
        _reads = new(name => database.ReadAsync(session => FindAsync(session, name.WorkspaceId, name.CampaignId)));
    }

    /// <summary>The campaign; null when the workspace has none of this id.</summary>
    public Task<OpenCampaign?> FindAsync(string workspaceId, string campaignId) => _reads.ReadAsync((workspaceId, campaignId));

    private async Task<OpenCampaign?> FindAsync(Session session, string workspaceId, string campaignId)
    {
        var row = await session.FirstOrDefaultAsync<Row>(
            """
            SELECT c.status, c.settings, c.agent_id, coalesce(c.agent_version, a.current_version) AS agent_version
            FROM campaigns c JOIN agents a ON a.workspace_id = c.workspace_id AND a.id = c.agent_id
            WHERE c.workspace_id = @workspaceId AND c.id = @campaignId AND c.archived_at IS NULL
            """, new { workspaceId, campaignId });
        if (row is null)
            return null;
        if (!_kept.TryGetValue((workspaceId, campaignId), out var kept) || !kept.Fits(row))
            kept = await KeepAsync(session, workspaceId, campaignId, row);
        return new OpenCampaign(campaignId, row.Status, kept.Intake);
    }

    private async Task<Kept> KeepAsync(Session session, string workspaceId, string campaignId, Row row)
    {
        var agent = await _versions.FindAsync(session, workspaceId, row.AgentId, row.AgentVersion)
            ?? throw new InvalidOperationException($"Agent {row.AgentId} has no version {row.AgentVersion}.");
        if (_kept.Count >= MostKept)
            _kept.Clear();
        var intake = new Intake(ApiJson.Read<CampaignSettings>(row.Settings), agent);
        return _kept[(workspaceId, campaignId)] = new Kept(row.Settings, row.AgentId, row.AgentVersion, intake);
    }

    private sealed class Row
    {
        public string Status { get; init; } = "";

        public string Settings { get; init; } = "";

        public string AgentId { get; init; } = "";

        public long AgentVersion { get; init; }
    }

    private sealed record Kept(string Settings, string AgentId, long AgentVersion, Intake Intake)
    {
        public bool Fits(Row row) => AgentVersion == row.AgentVersion && AgentId == row.AgentId && Settings == row.Settings;
    }
}
