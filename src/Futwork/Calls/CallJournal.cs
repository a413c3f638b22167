using Futwork.Data;
using Futwork.Hosting;
using Futwork.Outcomes;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Telephony;
using Futwork.Webhooks;

namespace Futwork.Calls;

/// <summary>Opens the journals of calls.</summary>
internal sealed class CallJournals(
    Database database, DatabaseWatch watch, Deliveries deliveries, Settlement settlement, CallWords words, LiveFeed feed, TimeProvider time, ILogger<CallJournals> logger)
{
    public CallJournal Open(CallOrder order) => new(order, database, watch, deliveries, settlement, words, feed, time, logger);
}

/// <summary>
/// Writes down one call as it goes: milestones in order and in the background, so that neither the line nor the conversation ever waits for the
/// database, and the end with all that follows from it in one transaction (T3).
/// </summary>
internal sealed class CallJournal(
    CallOrder order, Database database, DatabaseWatch watch, Deliveries deliveries, Settlement settlement, CallWords words, LiveFeed feed, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Queue<Milestone> _unwritten = new();
    private readonly TaskCompletionSource _ends = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _writing = Task.CompletedTask;
    private bool _initiated;
    private bool _rangAlready;

    public void Initiated(string providerCallId)
    {
        lock (_gate)
        {
            Post(CallStatus.Initiated, (session, at) => Call.InitiateAsync(session, order.WorkspaceId, order.CallSid, providerCallId, at));
            _initiated = true;
            if (_rangAlready)
                Rings();
        }
    }

    /// <summary>Told by the line, which may be quicker than whoever dialled.</summary>
    public void OnProgress(LegProgress progress)
    {
        if (progress is not LegProgress.Ringing)
            return;
        lock (_gate)
        {
            if (_initiated)
                Rings();
            else
                _rangAlready = true;
        }
    }

    /// <param name="providerCallId">The carrier's id of the attempt that was answered, which may be another than the one first made.</param>
    public void Answered(string providerCallId) =>
        Post(CallStatus.InProgress, (session, at) => Call.AnswerAsync(session, order.WorkspaceId, order.CallSid, providerCallId, at));

    /// <summary>The person asked never to be called again. It holds from now on, whatever becomes of the call and of this node.</summary>
    public void OptedOut() => Write(new Milestone(null, async session =>
    {
        await settlement.OptOutAsync(session, order.Claim, order.LeadId, order.CallSid);
        return false;
    }));

    /// <summary>Told by the conversation. Turns are for watchers only: what is kept comes with its result.</summary>
    public void OnConversation(ConversationEvent happening)
    {
        var speaker = happening.Kind switch
        {
            ConversationEventKind.AgentSaid => Transcript.Agent,
            ConversationEventKind.PersonSaid => Transcript.Person,
            _ => null,
        };
        if (speaker is not null)
            Publish(new LiveEvent("call.turn", time.GetUtcNow()) { CallSid = order.CallSid, LeadId = order.LeadId, CampaignId = order.CampaignId, Role = speaker, Text = happening.Text });
    }

    /// <summary>Told by the conversation: a line was heard, or is another one than it was. For whoever ends the call if this node cannot.</summary>
    public void OnLine(int position, TranscriptLine line) => words.Keep(order.CallId, position, line);

    /// <summary>T3: the end of the attempt and all that follows from it. Tried until the database takes it, or another node has taken the call.</summary>
    /// <param name="recording">Path below the data folder; null when nothing was recorded.</param>
    public async Task EndAsync(CallEnding ending, string? recording)
    {
        _ends.TrySetResult();
        for (var pause = ShortestPause; ; pause = Longer(pause))
        {
            try
            {
                await WriteEndAsync(ending, recording);
                words.Forget(order.CallId);
                return;
            }
            catch (Exception exception)
            {
                // Meanwhile the lease is renewed, and the place on the trunk stays taken: an end is never lost while its node lives.
                CallsLog.EndFailed(logger, order.CallId, pause.TotalSeconds, exception);
                await watch.PauseAsync(pause);
            }
        }
    }

    private async Task WriteEndAsync(CallEnding ending, string? recording)
    {
        Task writing;
        lock (_gate)
            writing = _writing;
        await writing;
        var held = await database.WriteAsync(async session =>
        {
            var holds = await order.Claim.HoldsAsync(session);
            // Whoever has taken the call: what the person asked for stands.
            await WriteMilestonesAsync(session);
            if (!holds)
                return false;
            // Before those are woken who go on with it: watchers see the end before what follows from it.
            session.AfterCommit(() => Publish(Status(ending.Status, time.GetUtcNow()) with { Outcome = ending.Outcome, HangupReason = ending.HangupReason }));
            await Call.EndAsync(session, order.WorkspaceId, order.CallSid, ending, recording, time.UnixNow());
            await settlement.SettleAsync(session, order.Claim, new CallOfLead(order.CallSid, order.LeadId, order.IsInbound, order.Decision), ending);
            return true;
        });
        if (!held)
        {
            CallsLog.TakenOver(logger, order.CallId);
            return;
        }

        CallsLog.Ended(logger, order.CallId, ending.Status, ending.Outcome);
    }

    private void Rings() =>
        Post(CallStatus.Ringing, (session, at) => Call.RingAsync(session, order.WorkspaceId, order.CallSid, at));

    private void Post(string status, Func<Session, long, Task<bool>> move)
    {
        var at = time.GetUtcNow();
        Publish(Status(status, at));
        Write(new Milestone(status, session => move(session, at.ToUnixTimeMilliseconds())));
    }

    private void Write(Milestone milestone)
    {
        lock (_gate)
        {
            _unwritten.Enqueue(milestone);
            _writing = WriteAfterAsync(_writing);
        }
    }

    private async Task WriteAfterAsync(Task before)
    {
        await before;
        // The caller is a thread of the line: it is let go before the database is spoken to.
        await Task.Yield();
        // Until the database takes them: the end, which takes what is left along, may be a long conversation away, and of a node that is gone by then nobody would know that there was an answer.
        for (var pause = ShortestPause; !await TryWriteAsync() && !_ends.Task.IsCompleted; pause = Longer(pause))
            await Task.WhenAny(watch.PauseAsync(pause), _ends.Task);
    }

    private async Task<bool> TryWriteAsync()
    {
        lock (_gate)
        {
            // The one before may have written this one as well.
            if (_unwritten.Count == 0)
                return true;
        }

        try
        {
            var written = await database.WriteAsync(WriteMilestonesAsync);
            lock (_gate)
            {
                for (var i = 0; i < written; i++)
                    _unwritten.Dequeue();
            }

            return true;
        }
        catch (Exception exception)
        {
            CallsLog.MilestoneFailed(logger, order.CallId, exception);
            return false;
        }
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;

    private async Task<int> WriteMilestonesAsync(Session session)
    {
        Milestone[] milestones;
        lock (_gate)
            milestones = [.. _unwritten];
        foreach (var milestone in milestones)
        {
            if (await milestone.MoveAsync(session))
                await deliveries.AnnounceAsync(session, order.WorkspaceId, order.CallSid, milestone.Status!);
        }

        return milestones.Length;
    }

    private LiveEvent Status(string status, DateTimeOffset at) => LiveEvent.OfCall(order.CallSid, order.LeadId, order.CampaignId, status, at);

    private void Publish(LiveEvent happening) => feed.Publish(order.WorkspaceId, happening);

    /// <param name="Status">What the call comes to by it, which is told; null: nothing that is told.</param>
    /// <param name="MoveAsync">Writes it; whether it is news.</param>
    private sealed record Milestone(string? Status, Func<Session, Task<bool>> MoveAsync);
}
