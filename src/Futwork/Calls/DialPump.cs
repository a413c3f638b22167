using Futwork.Data;
using Futwork.Hosting;
using Futwork.Outcomes;
using Futwork.Queue;
using Futwork.Realtime.Telephony;

namespace Futwork.Calls;

/// <summary>
/// Asks for work: looks which trunks have orders that may be dialled, takes them trunk by trunk, and starts the calls. Woken by new leads and by calls
/// that end; a look every so often is the truth. Rounds of a node come one after the other, so that each knows whom the one before has called. The first comes once all of the server has
/// started: one that ends because it finds a port taken has called nobody. None comes after it was told to stop, however long requests keep it.
/// </summary>
internal sealed class DialPump(
    Database database, IEnumerable<ICarrier> carriers, DueCampaigns due, TrunkRound round, SlowStart start, OutboundCall outbound, LiveCalls live, WorkSignal signal, Node node, LiveFeed feed,
    IHostApplicationLifetime lifetime, CallsOptions options, TimeProvider time, ILogger<DialPump> logger)
    : BackgroundService, IHostedLifecycleService
{
    /// <summary>This node can carry another call; where it cannot, another one may.</summary>
    private bool HasRoom => start.Room > 0 && !carriers.Any(carrier => carrier.IsFull);

    /// <summary>One look: claims and starts all that is due and allowed.</summary>
    /// <param name="claim">False only keeps what is running.</param>
    public async Task LookAsync(bool claim, CancellationToken cancellationToken)
    {
        await HangUpAskedAsync(cancellationToken);
        foreach (var (workspaceId, trunkId, campaigns) in claim && HasRoom ? await DueAsync(cancellationToken) : [])
            await TryAsync(() => TakeAsync(workspaceId, trunkId, campaigns, cancellationToken), cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => base.StartAsync(cancellationToken);

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A call that came in just before the node was told to stop, and was let in since, is waited for too.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (ExecuteTask is { IsCompleted: true })
            await DrainAsync().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        while (!stopping.IsCancellationRequested)
        {
            await TryAsync(() => LookAsync(claim: true, stopping.Token), stopping.Token);
            await signal.WaitAsync(WorkKind.Dial, TimeSpan.FromMilliseconds(options.PollMilliseconds), time, stopping.Token)
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

    /// <summary>The trunks over which somebody may be called, in another order each time: none is always last, and nodes do not follow one another from trunk to trunk.</summary>
    private async Task<(string WorkspaceId, string TrunkId, string[] Campaigns)[]> DueAsync(CancellationToken cancellationToken)
    {
        var trunks = DueCampaigns.ByTrunk(await database.ReadAsync(due.FindAsync, cancellationToken));
        Random.Shared.Shuffle(trunks);
        return trunks;
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
        feed.Publish(order.WorkspaceId, LiveEvent.OfCall(order.CallSid, order.LeadId, order.CampaignId, CallStatus.Queued, time.GetUtcNow()));
        _ = live.Start(order, hangUp => outbound.RunAsync(order, hangUp));
    }
}
