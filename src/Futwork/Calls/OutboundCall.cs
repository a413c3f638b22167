using System.Data.Common;
using Futwork.Hosting;
using Futwork.Outcomes;
using Futwork.Queue;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Telephony;

namespace Futwork.Calls;

/// <summary>One attempt to reach one person: dial, converse, decide, save. Cancellation is the only signal that travels backwards.</summary>
internal sealed class OutboundCall(
    IEnumerable<ICarrier> carriers, Conversations conversations, CallJournals journals, CallFiles files, DialTurn turn, PreDial preDial, LastLook lastLook, CampaignRests rests,
    SlowStart start, WorkKeeper keeper, TimeProvider time, ILogger<OutboundCall> logger)
{
    /// <summary>Carries out a claimed order to its end, whatever happens. The call's row exists already, so it may ring exactly once.</summary>
    public async Task RunAsync(CallOrder order, HangUp hangUp)
    {
        var journal = journals.Open(order);
        var attempt = new Attempt();
        var begun = time.GetTimestamp();
        CallEnding ending;
        try
        {
            ending = await AttemptAsync(order, attempt, journal, hangUp);
        }
        catch (OperationCanceledException) when (!attempt.Left)
        {
            ending = CallEndings.CalledOff(hangUp.Cause);
        }
        catch (DbException exception) when (!attempt.Left && exception.IsTransient)
        {
            CallsLog.Broke(logger, order.CallId, exception);
            ending = CallEndings.DatabaseAway();
        }
        catch (LostSecretException exception)
        {
            CallsLog.CannotSpeak(logger, order.CallId, exception.Message);
            rests.Broke(order.CampaignId, begun);
            ending = CallEndings.NotNow();
        }
        catch (Exception exception)
        {
            CallsLog.Broke(logger, order.CallId, exception);
            if (!attempt.Left)
                rests.Broke(order.CampaignId, begun);
            ending = attempt.Left ? CallEndings.Broken(attempt.Answered, await conversations.SaidAsync(order.CallId)) : CallEndings.NeverLeft();
        }

        if (!attempt.Left)
            start.GivenUp(order);
        await journal.EndAsync(ending, ending.Answered ? files.RecordingOf(order.CallId) : null);
    }

    private async Task<CallEnding> AttemptAsync(CallOrder order, Attempt attempt, CallJournal journal, HangUp hangUp)
    {
        var agent = await conversations.ReadAgentAsync(order, hangUp.Token);
        if (AgentRules.MissingVariables(agent, order.Variables).Count > 0)
            return CallEndings.LacksVariables();
        await using var conversation = conversations.Create(order, agent, journal);
        if (await preDial.AskAsync(order, hangUp.Token) is { Allowed: false } veto)
            return CallEndings.Vetoed(veto);

        using var ringing = CancellationTokenSource.CreateLinkedTokenSource(hangUp.Token);
        Task<bool>? prepared = null;
        Task<bool> PrepareAsync() => prepared ??= conversations.PrepareAsync(order, conversation, hangUp, ringing.Token);
        try
        {
            for (var missed = 0; missed < DialTurn.MostMissed; missed++)
            {
                if (await PlaceAsync(order, missed > 0, hangUp.Token) is not { } place)
                    return CallEndings.Withdrawn();
                if (rests.IsInDoubt(order.CampaignId) && !await PrepareAsync())
                    return CallEndings.CalledOff(hangUp.Cause);
                var leaveBy = await turn.WaitAsync(place, hangUp.Token);
                if (NotAnyMore(order) is { } over)
                    return over;
                if (leaveBy is { } moment && await DialAsync(order, attempt, conversation, PrepareAsync, journal, hangUp, moment) is { } ending)
                    return ending;
                if (NotAnyMore(order) is { } late)
                    return late;
            }

            return CallEndings.NeverLeft();
        }
        finally
        {
            await ringing.CancelAsync();
            if (prepared is not null)
                await prepared;
        }
    }

    /// <returns>Null: it missed its place as it was to leave.</returns>
    private async Task<CallEnding?> DialAsync(
        CallOrder order, Attempt attempt, Conversation conversation, Func<Task<bool>> prepareAsync, CallJournal journal, HangUp hangUp, DateTimeOffset leaveBy)
    {
        var carrier = carriers.First(carrier => carrier.Name == order.Carrier);
        await using var leg = carrier.Dial(Request(order, conversation, journal, leaveBy));
        switch (leg.Answer.IsCompleted ? (await leg.Answer).Result : (LegResult?)null)
        {
            case LegResult.NoRoom:
                return CallEndings.NotNow();
            case LegResult.Missed:
                return null;
        }

        if (!attempt.IsInitiated)
            journal.Initiated(leg.ProviderCallId);
        start.Departed(order);
        attempt.IsInitiated = attempt.Left = true;
        var prepared = prepareAsync();
        var answer = await conversation.ExplainAsync(await RingAsync(leg, hangUp.Token));
        if (answer.Result is LegResult.Missed)
        {
            attempt.Left = false;
            start.CameBack(order);
            return null;
        }

        return answer.IsAnswered
            ? await TalkAsync(order, leg, prepared, conversation, attempt, journal, hangUp)
            : CallEndings.Unanswered(answer, hangUp.Cause, conversation.UsageBeforeAnswer);
    }

    /// <summary>Why a call that has not left is not to leave any more: this node stood still for too long, or it may not be made at this hour. Null: it may.</summary>
    private CallEnding? NotAnyMore(CallOrder order)
    {
        if (order.IsStale(time, keeper.RenewedAt(order.Claim)))
            return CallEndings.NotNow();
        return order.MayDial(time.GetUtcNow()) ? null : CallEndings.Withdrawn();
    }

    /// <summary>
    /// The place in time of the call, or another one, shortly before it comes. What it was claimed by may have changed since: that is looked at now, unless the claim was made just now.
    /// </summary>
    /// <returns>Null: it is not wanted any more.</returns>
    private async Task<DateTimeOffset?> PlaceAsync(CallOrder order, bool missed, CancellationToken cancellationToken)
    {
        if (missed)
            return await AnotherAsync(order, isUsed: false, DateTimeOffset.MaxValue, cancellationToken);
        var isLater = await turn.ApproachAsync(order.DialAt, lastLook.Before, cancellationToken) || order.PreDial is not null;
        return isLater && !await lastLook.IsWantedAsync(order, cancellationToken) ? null : order.DialAt;
    }

    /// <summary>Another place, shortly before it comes. Whether the call is wanted is also looked at before it is taken, so that none is missed meanwhile.</summary>
    /// <param name="isUsed">An INVITE has left at the place before.</param>
    /// <param name="until">The latest that is of use.</param>
    /// <returns>Null: it is not wanted any more, or none comes in time.</returns>
    private async Task<DateTimeOffset?> AnotherAsync(CallOrder order, bool isUsed, DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (!await lastLook.IsWantedAsync(order, cancellationToken) || await turn.AnotherAsync(order, isUsed, until, cancellationToken) is not { } place)
            return null;
        return await turn.ApproachAsync(place, lastLook.Before, cancellationToken) && !await lastLook.IsWantedAsync(order, cancellationToken) ? null : place;
    }

    /// <summary>A place in time for a further INVITE of the same attempt, to another gateway. None is waited for that comes later than the call may ring.</summary>
    /// <param name="isUsed">An INVITE has left at the place before.</param>
    /// <returns>By when it has to leave; null: it is not to leave.</returns>
    private async Task<DateTimeOffset?> FurtherAsync(CallOrder order, bool isUsed, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + order.RingTimeout;
        var leaveBy = await turn.WaitForOneAsync(
            async missed => NotAnyMore(order) is null ? await AnotherAsync(order, isUsed && !missed, until, cancellationToken) : null, cancellationToken);
        return NotAnyMore(order) is null ? leaveBy : null;
    }

    private async Task<CallEnding> TalkAsync(
        CallOrder order, ICallLeg leg, Task<bool> prepared, Conversation conversation, Attempt attempt, CallJournal journal, HangUp hangUp)
    {
        attempt.Answered = true;
        journal.Answered(leg.ProviderCallId);
        var answeredAt = time.GetTimestamp();
        if (!await prepared)
        {
            await leg.HangUpAsync();
            return CallEndings.Speechless(time.GetElapsedTime(answeredAt), hangUp.Cause);
        }

        var result = await conversation.RunAsync(leg, hangUp.Token);
        var ended = await leg.Ended;
        return CallEndings.Answered(conversations.WithLine(order, result, leg.Quality), ended, hangUp.Cause);
    }

    private DialRequest Request(CallOrder order, Conversation conversation, CallJournal journal, DateTimeOffset leaveBy) => new()
    {
        CallId = order.CallId,
        LeadId = order.LeadId,
        CampaignId = order.CampaignId,
        To = order.To,
        From = order.From,
        Settings = order.TrunkSettings,
        RingTimeout = order.RingTimeout,
        LeaveBy = leaveBy,
        AnotherPlaceAsync = (isUsed, cancellationToken) => FurtherAsync(order, isUsed, cancellationToken),
        MayLeave = () => NotAnyMore(order) is null,
        OnProgress = journal.OnProgress,
        OnEarlySound = conversation.ListenBeforeAnswer,
    };

    private static async Task<LegAnswer> RingAsync(ICallLeg leg, CancellationToken hangUp)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = hangUp.Register(asked.SetResult);
        if (await Task.WhenAny(leg.Answer, asked.Task) == asked.Task)
            await leg.HangUpAsync();
        return await leg.Answer;
    }

    /// <summary>How far an attempt got, for when it breaks.</summary>
    private sealed class Attempt
    {
        public bool Left { get; set; }

        /// <summary>It is told of.</summary>
        public bool IsInitiated { get; set; }

        public bool Answered { get; set; }
    }
}
