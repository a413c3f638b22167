using Futwork.Accounts;
using Futwork.Campaigns;
using Futwork.Consent;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Queue;
using Futwork.Realtime.Sip;
using Futwork.Trunks;
using Futwork.Webhooks;

namespace Futwork.Calls;

/// <summary>
/// T2 of a call that comes in: finds whose it is, takes a place on its trunk and writes its row, in one transaction under the lock of the
/// trunk's row. What is not written is not answered.
/// </summary>
internal sealed class InboundRound(
    Database database, WorkQueue queue, Deliveries deliveries, Node node, SecretFields secrets, KnownCallers callers, CallsOptions options, TimeProvider time)
{
    private const int Busy = 486;

    /// <summary>The same call by another path (RFC 3261 section 8.2.2.2).</summary>
    private const int Merged = 482;
    private const int Unavailable = 480;
    private const int Forbidden = 403;

    /// <returns>The call to answer, or the status to refuse it with.</returns>
    public async Task<(CallOrder? Order, int Refusal)> AdmitAsync(IncomingCall call, CancellationToken cancellationToken)
    {
        // Strangers call by the thousand (telephony.md): they are not to load the database.
        if (!await callers.IsKnownAsync(call.Source.Address, cancellationToken))
            return (null, Forbidden);
        var (route, refusal) = await InboundRoute.FindAsync(database, callers, call, cancellationToken);
        return route is null ? (null, refusal) : await database.WriteRepeatableAsync(session => AdmitAsync(session, call, route), cancellationToken);
    }

    private async Task<(CallOrder? Order, int Refusal)> AdmitAsync(Session session, IncomingCall call, InboundRoute route)
    {
        // First, since a new lead of it waits for whoever changes it, who wants to hold its trunk: no two wait for each other.
        var campaign = await Campaign.HoldAsync(session, route.WorkspaceId, route.CampaignId);
        var workspace = await WorkspaceSettings.HoldAsync(session, route.WorkspaceId);
        var trunk = await Trunk.FindAsync(session, route.WorkspaceId, route.TrunkId, forUpdate: true);
        if (trunk is not { ArchivedAt: null } || campaign is not { ArchivedAt: null, Status: CampaignStatus.Running })
            return (null, Unavailable);
        // Where several nodes are registered, a carrier may ring them all: the first one takes the call.
        var taken = await session.ScalarAsync<long>(
            "SELECT count(*) FROM calls WHERE workspace_id = @WorkspaceId AND trunk_id = @TrunkId AND provider_call_id = @CallId AND ended_at IS NULL",
            new { route.WorkspaceId, route.TrunkId, call.CallId });
        if (taken > 0)
            return (null, Merged);
        var open = await OpenCalls.CountAsync(session, route.WorkspaceId);
        var hasLine = open.RoomOf(workspace) > 0 && open.LinesOf(trunk) > 0 && open.OfCampaign(campaign.Id) < (campaign.ReadSettings().MaxConcurrentCalls ?? int.MaxValue);
        return hasLine ? (await WriteAsync(session, call, route.Number, trunk, campaign), 0) : (null, Busy);
    }

    private async Task<CallOrder> WriteAsync(Session session, IncomingCall call, string number, Trunk trunk, Campaign campaign)
    {
        var settings = campaign.ReadSettings();
        var lead = await InboundLead.FindOrAddAsync(session, time, trunk.WorkspaceId, campaign.Id, call.From, settings.DefaultCountry);
        var calls = await CampaignCalls.ReadAsync(session, secrets, trunk, campaign, settings);
        var callId = Guid.CreateVersion7(time.GetUtcNow());
        var claim = await queue.HoldAsync(session, NewWork.Take(trunk.WorkspaceId, campaign.Id, callId.ToString(), time.UnixNow()), options.Lease);
        var order = calls.Order(claim, callId, (lead.Id, lead.Phone, lead.RecipientData), call.From, number, time.GetUtcNow()) with
        {
            IsInbound = true,
            CanBeCalledBack = PhoneNumber.CallingCodeOf(lead.Phone) is not null,
        };
        await Call.ArriveAsync(session, order, call.CallId, node.Name, time.UnixNow());
        await deliveries.AnnounceAsync(session, order.WorkspaceId, order.CallSid, CallStatus.Ringing);
        return order;
    }
}
