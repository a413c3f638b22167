using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Outcomes;
using Futwork.Queue;
using Futwork.Realtime.Telephony;

namespace Futwork.Calls;

/// <summary>
/// Asks for work: looks which trunks have orders that may be dialled, takes them trunk by trunk, and starts the calls. Woken by new leads and by calls
/// that end; a look every so often is the truth.
/// </summary>
internal sealed class DialPump(
    Database database, IEnumerable<ICarrier> carriers, TrunkRound round, OutboundCall outbound, LiveCalls live, WorkSignal signal, Node node, LiveFeed feed, CallsOptions options,
    TimeProvider time, ILogger<DialPump> logger)
    : BackgroundService
{
    internal const string DueSql =
        """
        SELECT c.* FROM campaigns c WHERE c.status = 'running' AND c.archived_at IS NULL AND c.retries_from IS NULL AND EXISTS (
            SELECT 1 FROM work w WHERE w.kind = 'dial' AND w.lane = c.id AND w.state = 'ready' AND w.due_at <= @now)
        """;

    /// <summary>This node can carry another call; where it cannot, another one may.</summary>
    private bool HasRoom => !carriers.Any(carrier => carrier.IsFull);

    /// <summary>One look: claims and starts all that is due and allowed.</summary>
    /// <param name="claim">False only keeps what is running.</param>
    public async Task LookAsync(bool claim, CancellationToken cancellationToken)
    {
        await HangUpAskedAsync(cancellationToken);
        foreach (var trunk in (claim && HasRoom ? await DueAsync(cancellationToken) : []).GroupBy(campaign => (campaign.WorkspaceId, campaign.TrunkId)).ToList())
            await TryAsync(() => TakeAsync(trunk.Key.WorkspaceId, trunk.Key.TrunkId, [.. trunk.Select(campaign => campaign.Id)], cancellationToken), cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await TryAsync(() => LookAsync(claim: true, stoppingToken), stoppingToken);
            await signal.WaitAsync(WorkKind.Dial, TimeSpan.FromMilliseconds(options.PollMilliseconds), time, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await DrainAsync();
    }

    private async Task DrainAsync()
    {
        var stopped = time.GetTimestamp();
        while (live.Count > 0 && time.GetElapsedTime(stopped) < TimeSpan.FromSeconds(options.DrainSeconds))
        {
            await TryAsync(() => LookAsync(claim: false, CancellationToken.None), CancellationToken.None);
            await signal.WaitAsync(WorkKind.Dial, TimeSpan.FromMilliseconds(options.PollMilliseconds), time, CancellationToken.None);
        }

        await live.StopAsync();
    }

    private async Task TakeAsync(string workspaceId, string trunkId, IReadOnlyList<string> campaigns, CancellationToken cancellationToken)
    {
        foreach (var order in await round.TakeAsync(workspaceId, trunkId, campaigns, cancellationToken))
            Start(order);
    }

    /// <summary>What fails is tried again with the next look; one trunk's trouble is not another's.</summary>
    private async Task TryAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The node stops.
        }
        catch (Exception exception)
        {
            CallsLog.PumpFailed(logger, exception);
        }
    }

    /// <summary>Running campaigns that have due orders and may call somebody at this hour.</summary>
    private async Task<List<Campaign>> DueAsync(CancellationToken cancellationToken)
    {
        var campaigns = await database.ReadAsync(session => session.QueryAsync<Campaign>(DueSql, new { now = time.UnixNow() }), cancellationToken);
        var now = time.GetUtcNow();
        return [.. campaigns.Where(campaign => !campaign.ReadSettings().Hours().IsClosedForAll(now))];
    }

    /// <summary>Hang-ups that were asked for on another node.</summary>
    private async Task HangUpAskedAsync(CancellationToken cancellationToken)
    {
        if (live.Count == 0)
            return;
        var asked = await database.ReadAsync(
            session => session.QueryAsync<string>("SELECT id FROM calls WHERE node = @Name AND ended_at IS NULL AND hangup_asked_at IS NOT NULL", node), cancellationToken);
        foreach (var id in asked)
            live.HangUp(Guid.Parse(id), HangUpCause.ApiRequest);
    }

    private void Start(CallOrder order)
    {
        feed.Publish(order.WorkspaceId, new LiveEvent("call.status", time.GetUtcNow())
        {
            CallSid = order.CallSid,
            LeadId = order.LeadId,
            CampaignId = order.CampaignId,
            Status = CallStatus.Queued,
        });
        _ = live.Start(order, hangUp => outbound.RunAsync(order, hangUp));
    }
}
