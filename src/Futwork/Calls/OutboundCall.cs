using Futwork.Outcomes;
using Futwork.Queue;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Telephony;

namespace Futwork.Calls;

/// <summary>One attempt to reach one person: dial, converse, decide, save. Cancellation is the only signal that travels backwards.</summary>
internal sealed class OutboundCall(
    IEnumerable<ICarrier> carriers, Conversations conversations, CallJournals journals, CallFiles files, DialTurn turn, PreDial preDial, LastLook lastLook, WorkKeeper keeper,
    TimeProvider time, ILogger<OutboundCall> logger)
{
    /// <summary>So many places in time are missed before the node is taken to be too slow for any.</summary>
    private const int MostMissed = 20;

    /// <summary>Carries out a claimed order to its end, whatever happens. The call's row exists already, so it may ring exactly once.</summary>
    public async Task RunAsync(CallOrder order, HangUp hangUp)
    {
        var journal = journals.Open(order);
        var attempt = new Attempt();
        CallEnding ending;
        try
        {
            ending = await AttemptAsync(order, attempt, journal, hangUp);
        }
        catch (OperationCanceledException) when (!attempt.Left)
        {
            ending = CallEndings.CalledOff(hangUp.Cause);
        }
        catch (Exception exception)
        {
            CallsLog.Broke(logger, order.CallId, exception);
            ending = attempt.Left ? CallEndings.Broken(attempt.Answered) : CallEndings.NeverLeft();
        }

        await journal.EndAsync(ending, ending.Answered ? files.RecordingOf(order.CallId) : null);
    }

    private async Task<CallEnding> AttemptAsync(CallOrder order, Attempt attempt, CallJournal journal, HangUp hangUp)
    {
        var carrier = carriers.First(carrier => carrier.Name == order.Carrier);
        var agent = await conversations.ReadAgentAsync(order, hangUp.Token);
        await using var conversation = conversations.Create(order, agent, journal);
        if (await preDial.AskAsync(order, hangUp.Token) is { Allowed: false } veto)
            return CallEndings.Vetoed(veto);

        using var ringing = CancellationTokenSource.CreateLinkedTokenSource(hangUp.Token);
        Task<bool>? prepared = null;
        try
        {
            for (var missed = 0; missed < MostMissed; missed++)
            {
                if (await PlaceAsync(order, missed > 0, hangUp.Token) is not { } place)
                    return CallEndings.Withdrawn();
                var within = await turn.WaitAsync(place, hangUp.Token);
                if (order.IsStale(time, keeper.RenewedAt(order.Claim)))
                    break;
                if (!order.MayDial(time.GetUtcNow()))
                    return CallEndings.Withdrawn();
                if (within is null)
                    continue;
                await using var leg = carrier.Dial(Request(order, journal, within));
                if (leg.Answer.IsCompleted && (await leg.Answer).Result is LegResult.NoRoom)
                    return CallEndings.NoRoom();
                attempt.Left = true;
                if (prepared is null)
                    journal.Initiated(leg.ProviderCallId);
                prepared ??= conversations.PrepareAsync(order, conversation, hangUp, ringing.Token);
                var answer = await RingAsync(leg, hangUp.Token);
                attempt.Left = answer.Result is not LegResult.Missed;
                if (attempt.Left)
                    return answer.IsAnswered ? await TalkAsync(order, leg, prepared, conversation, attempt, journal, hangUp) : CallEndings.Unanswered(answer, hangUp.Cause);
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

    /// <summary>
    /// The place in time of the call, or another one, shortly before it comes. What it was claimed by may have changed since: that is looked at now, unless the claim was made just
    /// now, and before another place is taken, so that none is missed meanwhile.
    /// </summary>
    /// <returns>Null: it is not wanted any more.</returns>
    private async Task<DateTimeOffset?> PlaceAsync(CallOrder order, bool missed, CancellationToken cancellationToken)
    {
        if (missed && !await lastLook.IsWantedAsync(order, cancellationToken))
            return null;
        var place = missed ? await turn.AnotherAsync(order, cancellationToken) : order.DialAt;
        var isLater = await turn.ApproachAsync(place, cancellationToken) || (!missed && order.PreDial is not null);
        return isLater && !await lastLook.IsWantedAsync(order, cancellationToken) ? null : place;
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

    private static DialRequest Request(CallOrder order, CallJournal journal, TimeSpan? within) => new()
    {
        CallId = order.CallId,
        LeadId = order.LeadId,
        CampaignId = order.CampaignId,
        To = order.To,
        From = order.From,
        Settings = order.TrunkSettings,
        RingTimeout = order.RingTimeout,
        LeaveWithin = within,
        OnProgress = journal.OnProgress,
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

        public bool Answered { get; set; }
    }
}
