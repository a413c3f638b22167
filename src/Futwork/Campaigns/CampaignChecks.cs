using Futwork.Agents;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Realtime.Conversation;
using Futwork.Trunks;

namespace Futwork.Campaigns;

/// <summary>Checks a campaign against the agent and the trunk it names.</summary>
internal sealed class CampaignChecks(AgentVersions versions, Engines engines, TimeProvider time)
{
    /// <summary>What is wrong with settings that are to be saved for a campaign of this status: for one that calls, or is to, also what would keep it from calling.</summary>
    public async Task<Problem?> CheckAsync(Session session, string workspaceId, CampaignSettings settings, string status)
    {
        var errors = settings.Check().ToList();
        var ready = status is CampaignStatus.Running or CampaignStatus.Scheduled;
        var agent = await Agent.HoldAsync(session, workspaceId, settings.AgentId);
        if (agent is null || agent.ArchivedAt is not null)
            errors.Add(Missing("/agentId", "agent", agent is not null, settings.AgentId));
        else
            errors.AddRange(await CheckAgentAsync(session, agent, settings, ready));
        // A paused one would be completed at once, and a draft when it is started.
        if (status != CampaignStatus.Draft && settings.EndsAtUnix() <= time.UnixNow())
            errors.Add(Rules.Wrong("/endsAt", "It has passed: set a later one, or null for no end.", settings.EndsAt));
        errors.AddRange(CheckTrunk(await Trunk.HoldAsync(session, workspaceId, settings.TrunkId), settings));
        if (settings.PreDial is { } preDial && await session.ScalarAsync<long>(
            "SELECT count(*) FROM webhook_endpoints WHERE workspace_id = @workspaceId AND id = @EndpointId AND archived_at IS NULL", new { workspaceId, preDial.EndpointId }) == 0)
            errors.Add(Missing("/preDial/endpointId", "webhook endpoint", archived: false, preDial.EndpointId));
        return errors.Count > 0 ? Problem.Invalid(errors) : null;
    }

    /// <summary>
    /// Whether a campaign that is no draft any more can go on with another agent, or version: its leads were taken for the one before, and each that lacks what only the new one needs would end
    /// at its next dial. A schema answers for its leads; where there is none, nobody does.
    /// </summary>
    public async Task<Problem?> CheckOtherAgentAsync(Session session, Campaign campaign, CampaignSettings settings)
    {
        var before = campaign.ReadSettings();
        if (campaign.Status == CampaignStatus.Draft || (before.AgentId == settings.AgentId && before.AgentVersion == settings.AgentVersion)
            || await DefinitionAsync(session, campaign.WorkspaceId, before) is not { } was || await DefinitionAsync(session, campaign.WorkspaceId, settings) is not { } becomes)
            return null;
        var pointer = before.AgentId == settings.AgentId ? "/agentVersion" : "/agentId";
        FieldError[] lacking = [.. LeadSchemaRules.Uncovered(settings.LeadSchema, LeadSchemaRules.Added(was, becomes)).Select(name => new FieldError(
            pointer, $"It needs '{name}', which leads of the campaign may lack: give it a default there, or make it a field of the leadSchema that is required or has a default."))];
        return lacking.Length > 0 ? Problem.Invalid(lacking) : null;
    }

    /// <summary>
    /// Whether campaigns that call, are to, or are paused, can go on with an agent that is changed: it must need nothing of their leads that these may lack, keep what their messages to
    /// voicemails speak, which are not left otherwise, and the labels that they take for a success.
    /// </summary>
    public static async Task<Problem?> CheckChangeAsync(Session session, Agent agent, AgentDefinition before, AgentDefinition after)
    {
        string[] added = [.. LeadSchemaRules.Added(before, after)];
        string[] gone = [.. before.KnownVariables().Except(after.KnownVariables(), StringComparer.Ordinal)];
        string[] dropped = [.. before.Labels().Except(after.Labels(), StringComparer.Ordinal)];
        if (added.Length + gone.Length + dropped.Length == 0)
            return null;
        var users = await session.QueryAsync<Campaign>(
            "SELECT * FROM campaigns WHERE workspace_id = @WorkspaceId AND agent_id = @Id AND status IN ('running', 'scheduled', 'paused') AND archived_at IS NULL", agent);
        foreach (var campaign in users)
        {
            var settings = campaign.ReadSettings();
            if (settings.AgentVersion is not null)
                continue;
            if (LeadSchemaRules.Uncovered(settings.LeadSchema, added).FirstOrDefault() is { } name)
                return Problem.Conflict(
                    "agent-in-use",
                    $"It talks in the campaign '{campaign.Name}', or will, and there a lead may lack '{name}': give it a default, or make it a field of the campaign's leadSchema that is required or has a default.");
            if (settings.AnsweringMachine.Variables().Intersect(gone, StringComparer.Ordinal).FirstOrDefault() is { } spoken)
                return Problem.Conflict(
                    "agent-in-use",
                    $"It talks in the campaign '{campaign.Name}', or will, whose answeringMachine.message speaks '{spoken}': keep that variable, or change the message first.");
            if (settings.StopConditions.Converted.Intersect(dropped, StringComparer.Ordinal).FirstOrDefault() is { } label)
                return Problem.Conflict(
                    "agent-in-use",
                    $"It talks in the campaign '{campaign.Name}', or will, whose stopConditions.converted names '{label}': keep that label, or take it out there first.");
        }

        return null;
    }

    private async Task<IEnumerable<FieldError>> CheckAgentAsync(Session session, Agent agent, CampaignSettings settings, bool ready)
    {
        if (await DefinitionAsync(session, agent, settings) is not { } definition)
            return [Rules.Wrong("/agentVersion", $"The agent has the versions 1 to {agent.CurrentVersion}; leave it out for the current one.", settings.AgentVersion)];
        var unknown = settings.AnsweringMachine.CheckFor(definition).Concat(settings.StopConditions.CheckFor(definition));
        if (!ready)
            return unknown;
        var uncovered = LeadSchemaRules.Uncovered(settings.LeadSchema, definition).Select(name => new FieldError(
            "/leadSchema", $"The agent needs '{name}', which has no default there: add a field of that name that is required or has a default."));
        return unknown.Concat(uncovered).Concat(AgentProblems(agent.WorkspaceId, definition));
    }

    private async Task<AgentDefinition?> DefinitionAsync(Session session, string workspaceId, CampaignSettings settings) =>
        await Agent.FindAsync(session, workspaceId, settings.AgentId) is { } agent ? await DefinitionAsync(session, agent, settings) : null;

    /// <summary>What talks in a campaign; null when the agent has no such version.</summary>
    private Task<AgentDefinition?> DefinitionAsync(Session session, Agent agent, CampaignSettings settings) =>
        versions.FindAsync(session, agent.WorkspaceId, agent.Id, settings.AgentVersion ?? agent.CurrentVersion);

    // An engine that was there when the agent was saved may be gone, and so may the key that its secrets were sealed with.
    private IEnumerable<FieldError> AgentProblems(string workspaceId, AgentDefinition definition) =>
        engines.Problems(definition)
            .Concat(versions.Lost(workspaceId, definition).Select(pointer => new FieldError(pointer, LostSecretException.Says("It"))))
            .Select(problem => new FieldError("/agentId", $"Of its agent, {problem.Pointer}: {problem.Message}"));

    private static IEnumerable<FieldError> CheckTrunk(Trunk? trunk, CampaignSettings settings)
    {
        if (trunk is null || trunk.ArchivedAt is not null)
        {
            yield return Missing("/trunkId", "trunk", trunk is not null, settings.TrunkId);
            yield break;
        }

        if (settings.CallerId is not null && !trunk.CallerIdList().Contains(settings.CallerId))
            yield return Rules.Wrong("/callerId", $"It must be one of the trunk's: {string.Join(", ", trunk.CallerIdList())}.", settings.CallerId);
        foreach (var error in CheckPool(trunk, settings))
            yield return error;
    }

    private static IEnumerable<FieldError> CheckPool(Trunk trunk, CampaignSettings settings) =>
        (settings.CallerIds ?? []).Index().Where(id => !trunk.CallerIdList().Contains(id.Item)).Select(id =>
            Rules.Wrong($"/callerIds/{id.Index}", $"It must be one of the trunk's: {string.Join(", ", trunk.CallerIdList())}.", id.Item));

    private static FieldError Missing(string pointer, string what, bool archived, string id) =>
        Rules.Wrong(pointer, archived ? $"This {what} is archived; name another." : $"There is no such {what} in this workspace.", id);
}
