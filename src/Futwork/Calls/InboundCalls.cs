using System.Net;
using Futwork.Hosting;
using Futwork.Outcomes;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Trunks;
using Futwork.Realtime.Telephony;
using Futwork.Trunks;

namespace Futwork.Calls;

/// <summary>One call to us: admit, ring, converse, decide, save. What an <see cref="OutboundCall"/> is the other way round.</summary>
internal sealed class InboundCalls(
    SipUserAgent agent,
    InboundRound round,
    KnownCallers callers,
    Conversations conversations,
    CallJournals journals,
    CallFiles files,
    LiveCalls live,
    LiveFeed feed,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<InboundCalls> logger) : IHostedService
{
    private static readonly TimeSpan ComeBack = TimeSpan.FromSeconds(10);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        agent.OnIncoming = TakeAsync;
        agent.MayCall = callers.Knows;
        // Whoever calls first is not to wait until the trunks are read and their hosts looked up.
        _ = callers.Knows(IPAddress.None);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Carries a call that reached this node to its end, or refuses it.</summary>
    public async Task TakeAsync(IncomingCall call)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested || agent.IsFull)
        {
            call.Reject(503, retryAfter: ComeBack);
            return;
        }

        var (order, refusal) = await round.AdmitAsync(call, call.Canceled);
        if (order is null)
        {
            CallsLog.Refused(logger, call.CallId, refusal);
            call.Reject(refusal);
            return;
        }

        feed.Publish(order.WorkspaceId, LiveEvent.OfCall(order.CallSid, order.LeadId, order.CampaignId, Data.CallStatus.Ringing, time.GetUtcNow()));
        await live.Start(order, hangUp => RunAsync(order, call, hangUp));
    }

    private async Task RunAsync(CallOrder order, IncomingCall call, HangUp hangUp)
    {
        var journal = journals.Open(order);
        var answered = false;
        CallEnding ending;
        try
        {
            ending = await ConverseAsync(order, call, journal, hangUp, () => answered = true);
        }
        catch (OperationCanceledException) when (!answered)
        {
            ending = CallEndings.Refused(hangUp.Cause);
        }
        catch (LostSecretException exception)
        {
            CallsLog.CannotSpeak(logger, order.CallId, exception.Message);
            ending = CallEndings.Refused(HangUpCause.CannotSpeak);
        }
        catch (Exception exception)
        {
            CallsLog.Broke(logger, order.CallId, exception);
            ending = CallEndings.Broken(answered, await conversations.SaidAsync(order.CallId));
        }

        // After an answer this does nothing.
        call.Reject(480);
        await journal.EndAsync(ending, ending.Answered ? files.RecordingOf(order.CallId) : null);
    }

    private async Task<CallEnding> ConverseAsync(CallOrder order, IncomingCall call, CallJournal journal, HangUp hangUp, Action answered)
    {
        SipCarrier.Admit(call, order.TrunkSettings);
        call.Ring();
        var definition = await conversations.ReadAgentAsync(order, hangUp.Token);
        if (!order.CanBeCalledBack)
            definition = definition.WithoutCallbacks();
        await using var conversation = conversations.Create(order with { Variables = Complete(order, definition) }, definition, journal);
        using var ringing = CancellationTokenSource.CreateLinkedTokenSource(hangUp.Token, call.Canceled);
        var prepared = await conversations.PrepareAsync(order, conversation, hangUp, ringing.Token);
        if (call.Canceled.IsCancellationRequested)
            return CallEndings.GaveUp();
        if (!prepared)
            return CallEndings.Refused(hangUp.Cause);

        await using var leg = await call.AnswerAsync();
        var answer = await leg.Answer.WaitAsync(hangUp.Token);
        if (!answer.IsAnswered)
            return answer.Result is LegResult.Canceled or LegResult.Unreachable ? CallEndings.GaveUp() : CallEndings.Broken(answered: false, []);
        answered();
        journal.Answered(leg.ProviderCallId);
        var result = await conversation.RunAsync(leg, hangUp.Token);
        var ended = await leg.Ended;
        return CallEndings.Answered(conversations.WithLine(order, result, leg.Quality), ended, hangUp.Cause, isInbound: true);
    }

    /// <summary>Whoever calls may be a stranger: what the agent would say of a lead's data is then left empty.</summary>
    private static IReadOnlyDictionary<string, string> Complete(CallOrder order, AgentDefinition agent)
    {
        var missing = AgentRules.MissingVariables(agent, order.Variables);
        return missing.Count == 0 ? order.Variables : new Dictionary<string, string>([.. order.Variables, .. missing.Select(name => KeyValuePair.Create(name, ""))]);
    }
}
