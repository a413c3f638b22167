using Futwork.Realtime.Conversation.Minds;
using static Futwork.Realtime.Conversation.Machine.ConversationAction;

namespace Futwork.Realtime.Conversation.Machine;

/// <content>What the agent does besides talking, tools, keys and handing over, and how the line stays alive meanwhile.</content>
internal sealed partial class ConversationMachine
{
    private bool _holding;
    private bool _isTransferring;
    private bool _transferFailed;
    private bool _isBridged;

    /// <summary>When the ears of a bridged call are let go.</summary>
    private TimeSpan? _earsDue;

    private TimeSpan? AgentDue
    {
        get
        {
            if (!IsTalking || _agent is not { IsCancelled: false } agent)
                return null;
            TimeSpan? due = Earlier(agent.BusyUntil, agent.Droppable is { } line && !IsContested ? LateAt(line) : null);
            if (!WaitsInSilence)
                return due;
            due = Earlier(due, StalledAt(agent));
            return Earlier(due, Earlier(_tools.FillerDue(agent.End), _holding ? null : _tools.HoldDue(agent.End)));
        }
    }

    /// <summary>Who leaves for it may be heard of before what became of it.</summary>
    private bool AwaitsTransfer => _isTransferring && !_isBridged;

    private bool WaitsInSilence => IsTalking && !IsContested && _agent is { IsCancelled: false, IsAhead: false, IsSilent: true };

    private void SettleOrders(TimeSpan now)
    {
        if (WaitsInSilence && now >= StalledAt(_agent!))
            Failed(new ConversationInput.EngineFailed(ConversationEnd.ModelFailed), now);
        if (_agent is not { IsAhead: false, IsCancelled: false } agent)
            return;
        agent.BusyUntil = now >= agent.BusyUntil ? null : agent.BusyUntil;
        // Nobody is handed over, and no key is pressed, while somebody takes the floor: they may have changed their mind.
        while (!IsContested && agent.TakeNext() is { } next)
            Do(next, now);
        if (agent.Droppable is { } line && !IsContested && now >= LateAt(line))
            LeaveOutDroppable();
    }

    private void SettleWaiting(TimeSpan now)
    {
        if (_holding && (!WaitsInSilence || !_tools.IsRunning))
            StopHolding();
        if (!WaitsInSilence)
            return;
        if (now >= _tools.FillerDue(_agent!.End))
        {
            StopHolding();
            Say(_tools.NextFiller(), now);
        }
        else if (!_holding && now >= _tools.HoldDue(_agent.End))
        {
            _holding = true;
            _actions.Add(new Hold(true));
        }
    }

    private void StopHolding()
    {
        if (_holding)
            _actions.Add(new Hold(false));
        _holding = false;
    }

    /// <summary>A mind that says nothing more and does not end its reply, with no tool to wait for, has failed.</summary>
    private TimeSpan? StalledAt(AgentTurn agent) =>
        agent.IsThought || agent.IsTransferring || _tools.IsRunning ? null : Later(agent.End, Later(agent.AskedAt, _tools.LastEnd)) + rules.Stall;

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private TimeSpan LateAt(SpokenLine line) => Later(line.OrderedAt, _agent!.End) + rules.LateAfter;

    /// <summary>The person talks with a colleague, and the call ends with that: once the last words before it are there, nobody needs the ears any more.</summary>
    private void Bridge(TimeSpan now)
    {
        _isBridged = true;
        Ended(new ConversationInput.SpeechEnded(now));
        _actions.Add(new EndListening());
        _earsDue = now + CallEnd.LastWords;
    }

    private void SettleEars(TimeSpan now)
    {
        if (!(now >= _earsDue))
            return;
        _earsDue = null;
        _actions.Add(new CloseEars());
    }

    private void TransferIsOver(bool succeeded, TimeSpan now)
    {
        // Who talked with a colleague was handed over, whatever failed at the end of it: nobody hears them any more.
        succeeded |= _isBridged;
        _isTransferring = false;
        _end.Transferred(succeeded);
        if (succeeded)
            HangUpNow(ConversationEnd.Transferred, now);
        if (succeeded || _agent is not { IsTransferring: true } agent)
            return;
        agent.IsTransferring = false;
        agent.IsThought = true;
        agent.ForgetRest();
        _transferFailed = true;
    }

    private void SettleTrouble(TimeSpan now)
    {
        if (_failure is { } failure)
        {
            Apologise(failure, now);
        }
        else if (_transferFailed)
        {
            _transferFailed = false;
            _memory.AnsweringOtherwise(KeepRest());
            Ask(new PersonTurn(PersonTurnKind.TransferFailed) { Beside = _memory.Asked }, now);
        }
    }
}
