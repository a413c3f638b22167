using Futwork.Agents;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Outcomes;
using Futwork.Queue;
using Futwork.Realtime.Engines;
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
    private const int AtOnce = 16;
    private const int MostAttempts = 5;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ModelLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);

    /// <summary>Analyses all that is due, a bounded number at a time.</summary>
    /// <returns>How many.</returns>
    public async Task<int> AnalyseDueAsync(CancellationToken cancellationToken)
    {
        await database.WriteAsync(session => queue.ReleaseLapsedAsync(session, WorkKind.Analyse), cancellationToken);
        var claims = new List<Claim>();
        foreach (var workspace in await database.ReadAsync(session => queue.DueLanesAsync(session, WorkKind.Analyse), cancellationToken))
            claims.AddRange(await database.WriteAsync(session => queue.ClaimAsync(session, WorkKind.Analyse, workspace, AtOnce, WorkKeeper.Lease), cancellationToken));
        // Those that wait for their turn are kept as well as those under way.
        var kept = claims.Select(claim => keeper.Keep(claim, WorkKeeper.Lease)).ToList();
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(claims, options, async (claim, stopping) => await TryAsync(claim, stopping));
        }
        finally
        {
            kept.ForEach(one => one.Dispose());
        }

        return claims.Count;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        signal.RepeatAsync(WorkKind.Analyse, Poll, time, AnalyseAllAsync, exception => CallsLog.AnalysisWorkerFailed(logger, exception), stoppingToken);

    private async Task AnalyseAllAsync(CancellationToken cancellationToken)
    {
        while (await AnalyseDueAsync(cancellationToken) > 0)
            cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>One that breaks is due again after its lease, and is not the others' trouble.</summary>
    private async Task TryAsync(Claim claim, CancellationToken cancellationToken)
    {
        try
        {
            await AnalyseAsync(claim, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            CallsLog.AnalysisWorkerFailed(logger, exception);
        }
    }

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
        catch (AnalysisException exception)
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
        var agent = await database.ReadAsync(session => agents.FindAsync(session, call.WorkspaceId, call.AgentId, call.AgentVersion), cancellationToken);
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
            await settlement.CompleteAsync(session, call.WorkspaceId, call.CampaignId, call.LeadId, call.Id);
            return true;
        }, cancellationToken);
        if (completed)
            feed.Publish(call.WorkspaceId, new LiveEvent("call.status", time.GetUtcNow())
            {
                CallSid = call.Id,
                LeadId = call.LeadId,
                CampaignId = call.CampaignId,
                Status = CallStatus.Completed,
                Outcome = call.Outcome,
            });
    }
}
