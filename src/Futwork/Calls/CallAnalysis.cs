using Futwork.Agents;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Outcomes;
using Futwork.Queue;
using Futwork.Realtime.Metering;
using Futwork.Webhooks;

namespace Futwork.Calls;

/// <summary>Finds out what answered calls were, and completes them. A flow has said so already; a model is asked, and asked again when it fails.</summary>
internal sealed class CallAnalysis(
    Database database,
    WorkQueue queue,
    WorkKeeper keeper,
    WorkSignal signal,
    AgentVersions agents,
    Analyst analyst,
    EnginePrices prices,
    Settlement settlement,
    LiveFeed feed,
    TimeProvider time,
    ILogger<CallAnalysis> logger) : BackgroundService
{
    /// <summary>The most of one workspace that are under way: a model that hangs delays nobody else's calls.</summary>
    private const int AtOnce = 16;
    private const int MostAttempts = 5;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ModelLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);

    private readonly LaneWorker _lanes = new(
        WorkKind.Analyse, AtOnce, database, queue, keeper, signal, time, exception => CallsLog.AnalysisWorkerFailed(logger, exception));

    /// <summary>One look at the queue: starts all that is due and allowed, and returns without waiting for the models.</summary>
    public Task<List<Task>> StartDueAsync(CancellationToken cancellationToken) =>
        _lanes.StartDueAsync(ClaimAsync, claim => claim, AnalyseAsync, cancellationToken);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _lanes.RepeatAsync(Poll, StartDueAsync, stoppingToken);

    private Task<List<Claim>> ClaimAsync(Session session, string workspace, int limit) =>
        queue.ClaimAsync(session, WorkKind.Analyse, workspace, limit, WorkKeeper.Lease);

    private async Task AnalyseAsync(Claim claim, CancellationToken cancellationToken)
    {
        var call = await database.ReadAsync(session => Call.FindAsync(session, claim.WorkspaceId, claim.SubjectId), cancellationToken)
            ?? throw new InvalidOperationException($"Call {claim.SubjectId} is owed an analysis and does not exist.");
        var usage = new UsageMeter(prices);
        Findings findings;
        try
        {
            findings = await FindAsync(call, usage, cancellationToken);
        }
        // Whatever it is, and be it a fault of ours: it would fail for ever, and the call would never be complete.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            CallsLog.AnalysisFailed(logger, call.Id, claim.Attempts, exception.Message);
            if (claim.Attempts < MostAttempts)
            {
                var pause = FirstPause * Math.Pow(4, claim.Attempts - 1);
                await database.WriteAsync(async session =>
                {
                    if (await claim.RescheduleAsync(session, time.UnixNow() + (long)pause.TotalMilliseconds))
                        await call.AddUsageAsync(session, usage.Read(), time.UnixNow());
                }, cancellationToken);
                return;
            }

            findings = new Findings(Evidence.Of(Transcript.FromLines(call.Transcript), call.Metrics));
        }

        await CompleteAsync(claim, call, findings, usage, cancellationToken);
    }

    private async Task<Findings> FindAsync(Call call, UsageMeter usage, CancellationToken cancellationToken)
    {
        var transcript = Transcript.FromLines(call.Transcript);
        var evidence = Evidence.Of(transcript, call.Metrics);
        var agent = await database.ReadAsync(session => agents.OpenAsync(session, call.WorkspaceId, call.AgentId, call.AgentVersion), cancellationToken);
        if (agent is null || call.Outcome == CallOutcome.Voicemail)
            return new Findings(evidence);
        // The label that a flow names is its author's, and final.
        if (agent.Flow is not null && call.Disposition is not null)
            agent = agent with { Dispositions = [] };
        using var limit = new CancellationTokenSource(ModelLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await analyst.AnalyseAsync(agent, transcript, evidence, usage, either.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AnalysisException($"The model did not answer within {ModelLimit.TotalSeconds} s.", exception);
        }
    }

    private async Task CompleteAsync(Claim claim, Call call, Findings findings, UsageMeter usage, CancellationToken cancellationToken)
    {
        var completed = await database.WriteAsync(async session =>
        {
            // Who lost the claim writes nothing, not even what it cost.
            if (!await claim.HoldsAsync(session))
                return false;
            await claim.CompleteAsync(session);
            await call.AddUsageAsync(session, usage.Read(), time.UnixNow());
            await call.CompleteAsync(session, findings, time.UnixNow());
            await settlement.CompleteAsync(session, call.WorkspaceId, call.CampaignId, call.LeadId, call.Id, optedOut: findings.OptOut?.Value is not null);
            return true;
        }, cancellationToken);
        if (completed)
            feed.Publish(call.WorkspaceId, LiveEvent.OfCall(call.Id, call.LeadId, call.CampaignId, CallStatus.Completed, time.GetUtcNow()) with { Outcome = call.Outcome });
    }
}
