using System.Text.Json;
using Futwork.Accounts;
using Futwork.Calls;
using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Trunks;
using static Futwork.Leads.LeadFacts;

namespace Futwork.Leads;

/// <summary>What of the line, and of what others use of it, keeps a campaign from calling at a moment.</summary>
internal static class LeadLimits
{
    /// <summary>The limits that hold back whoever is called for the campaign next.</summary>
    public static async Task<List<LeadReason>> HoldingAsync(
        Session session, SecretFields secrets, Campaign campaign, CampaignSettings settings, WorkspaceSettings workspace, DateTimeOffset now)
    {
        var trunk = (await Trunk.FindAsync(session, campaign.WorkspaceId, campaign.TrunkId))!;
        var pool = CallerIds.PoolOf(trunk, settings);
        if (Missing(trunk, pool, secrets) is { } missing)
            return [missing];
        var reasons = new List<LeadReason>();
        if (Dialling(trunk, await TrunkLine.ReadAsync(session, trunk, now.ToUnixTimeMilliseconds()), now) is { } closed)
            reasons.Add(closed);
        var open = await OpenCalls.CountAsync(session, campaign.WorkspaceId);
        if (open.LinesOf(trunk) == 0)
            reasons.Add(NoLine("no-free-line", $"The trunk '{trunk.Name}'", open.OfTrunk(trunk.Id), trunk.MaxCalls, ("priority", settings.Priority), ("reserved", settings.ReservedConcurrentCalls)));
        if (open.OfCampaign(campaign.Id) >= settings.MaxConcurrentCalls)
            reasons.Add(NoLine("campaign-limit", "The campaign", open.OfCampaign(campaign.Id), settings.MaxConcurrentCalls.Value));
        if (open.RoomOf(workspace) == 0)
            reasons.Add(new("workspace-limit", "The workspace has as many calls at once as it may have, over all its trunks."));
        var freeAt = Times.FromUnix((long)Math.Ceiling((await CallerIds.ReadAsync(session, trunk, pool, now.ToUnixTimeMilliseconds())).FreeAt(pool)));
        if (freeAt > now)
            reasons.Add(NumbersRest(freeAt, pool.Count == 1 ? "the number to call from" : $"each of the {pool.Count} numbers to call from"));
        var place = (await DialPace.ReadAsync(session, trunk, now.ToUnixTimeMilliseconds())).NextPlace;
        if (place > now)
            reasons.Add(Paced(trunk, place));
        return reasons;
    }

    private static LeadReason? Missing(Trunk trunk, IReadOnlyList<string> pool, SecretFields secrets)
    {
        if (trunk.ArchivedAt is not null)
            return new("trunk-archived", $"The trunk '{trunk.Name}' is archived; give the campaign another.") { Facts = Facts(("trunkId", trunk.Id)) };
        if (secrets.Lost(trunk.WorkspaceId, ApiJson.Read<JsonElement>(trunk.Settings)) is { Count: > 0 } lost)
            return new("trunk-secret-lost", LostSecretException.Says($"What the trunk '{trunk.Name}' keeps secret at {string.Join(", ", lost)}")) { Facts = Facts(("trunkId", trunk.Id)) };
        return pool.Count > 0 ? null : new("no-caller-id", $"The trunk '{trunk.Name}' has none of the numbers that the campaign calls from; give it others (callerId, callerIds).")
        {
            Facts = Facts(("trunkId", trunk.Id), ("callerIds", trunk.CallerIdList())),
        };
    }

    private static LeadReason? Dialling(Trunk trunk, TrunkLine line, DateTimeOffset now)
    {
        var view = DiallingView.Of(line, now.ToUnixTimeMilliseconds());
        if (view.State == "open")
            return null;
        var until = view.Until is { } end ? $" until {end:yyyy-MM-ddTHH:mm:ssZ}" : "";
        return new($"trunk-{view.State}", $"The trunk '{trunk.Name}' is {view.State}{until}. {view.Reason}")
        {
            Until = view.Until,
            Facts = Facts(("trunkId", trunk.Id), ("pauses", view.Pauses)),
        };
    }

    /// <summary>Numbers to call from have to rest.</summary>
    public static LeadReason NumbersRest(DateTimeOffset? until, string which) =>
        new("caller-ids-resting", $"The hours allow it, but {which} has to rest, by the trunk's callerIdUse, until {until:yyyy-MM-ddTHH:mm:ssZ}.") { Until = until };

    private static LeadReason Paced(Trunk trunk, DateTimeOffset next) =>
        new("calls-per-second", $"The trunk '{trunk.Name}' starts {trunk.CallsPerSecond} calls per second; its next place is at {next:HH:mm:ss.fff} UTC.")
        {
            Until = next,
            Facts = Facts(("callsPerSecond", trunk.CallsPerSecond)),
        };

    private static LeadReason NoLine(string code, string whose, long busy, long most, params ReadOnlySpan<(string Name, object? Value)> more) =>
        new(code, $"{whose} has no line free: {busy} of {most} are in a call.") { Facts = Facts([("busy", busy), ("limit", most), .. more]) };
}
