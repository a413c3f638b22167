using System.Text.Json;
using Futwork.Campaigns;
using Futwork.Consent;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Queue;
using Futwork.Realtime.Conversation;
using Futwork.Trunks;

namespace Futwork.Calls;

/// <summary>What the calls of a campaign over a trunk have in common, whoever calls whom.</summary>
/// <param name="Trunk">The line.</param>
/// <param name="TrunkSettings">Its settings, opened.</param>
/// <param name="Campaign">Whose calls.</param>
/// <param name="Settings">Its settings.</param>
/// <param name="AgentVersion">The version of its agent: the one it names, or the one of now.</param>
internal sealed record CampaignCalls(Trunk Trunk, JsonElement TrunkSettings, Campaign Campaign, CampaignSettings Settings, long AgentVersion)
{
    private CallingHours Hours { get; } = Settings.Hours();

    public static async Task<CampaignCalls> ReadAsync(Session session, SecretFields secrets, Trunk trunk, Campaign campaign, CampaignSettings settings)
    {
        var version = campaign.AgentVersion
            ?? await session.ScalarAsync<long>("SELECT current_version FROM agents WHERE workspace_id = @WorkspaceId AND id = @AgentId", campaign);
        return new CampaignCalls(trunk, trunk.OpenSettings(secrets), campaign, settings, version);
    }

    /// <summary>One of them, as a call that comes in has it.</summary>
    /// <param name="claim">The claim on it.</param>
    /// <param name="callId">Its id.</param>
    /// <param name="lead">Id, number and data of the person.</param>
    /// <param name="from">Who calls.</param>
    /// <param name="to">Who is called.</param>
    /// <param name="now">The time, for the clocks that the person may go by.</param>
    public CallOrder Order(Claim claim, Guid callId, (string Id, string Phone, string RecipientData) lead, string from, string to, DateTimeOffset now) => new()
    {
        Claim = claim,
        CallId = callId,
        LeadId = lead.Id,
        AgentId = Campaign.AgentId,
        AgentVersion = AgentVersion,
        TrunkId = Trunk.Id,
        Carrier = Trunk.Carrier,
        Provider = Trunk.Provider,
        TrunkSettings = TrunkSettings,
        TrunkUpdatedAt = Trunk.UpdatedAt,
        To = to,
        From = from,
        Variables = LeadVariables.Of(lead.RecipientData, Settings.LeadSchema),
        Clocks = Settings.ClocksOf(lead.Phone, lead.RecipientData, now),
        Callbacks = new CallbackHours(at => Hours.For(Hours.Person(lead.Phone, lead.RecipientData)).FirstOpen(at), Times.FromUnix(Hours.EndsAt)),
        Answering = new AnsweringPolicy(),
        Record = Settings.Recording,
    };
}
