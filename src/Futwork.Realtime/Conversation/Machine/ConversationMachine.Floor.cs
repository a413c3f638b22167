using Futwork.Realtime.Turns;
using static Futwork.Realtime.Conversation.Machine.ConversationAction;

namespace Futwork.Realtime.Conversation.Machine;

/// <content>Who has the floor: the agent is paused when somebody speaks, and then goes on or falls silent.</content>
internal sealed partial class ConversationMachine
{
    private void SettleBargeIn(TimeSpan now)
    {
        switch (BargeIn.Decide(_person, rules.Policy, Moment, now).Decision)
        {
            case BargeInDecision.Yield:
                Interrupt(now);
                break;
            case BargeInDecision.Resume:
                ResumeAgent();
                if (!_person.IsSpeaking && _person.Take() is { Content: TurnContent.Words } aside)
                    Keep(aside);
                break;
        }
    }

    private void PauseAgent()
    {
        if (_paused || !IsTalking || _agent is not { IsOver: false, IsAhead: false, IsCancelled: false, IsInterruptible: true })
            return;
        _paused = true;
        StopHolding();
        _actions.Add(new Pause());
    }

    private void ResumeAgent()
    {
        if (_paused)
            _actions.Add(new Resume());
        _paused = false;
    }

    private void Interrupt(TimeSpan now)
    {
        if (_agent is { IsAudible: true, IsCancelled: false })
            Report(ConversationEventKind.Interrupted, now, null);
        CancelAgent();
    }

    private void CancelAgent()
    {
        DropAhead();
        if (_agent is null or { IsCancelled: true })
            return;
        _memory.YieldFrom = _agent.IsAudible && _person.IsOpen ? _person.Start : null;
        (_agent.IsCancelled, _agent.IsThought) = (true, true);
        _tools.Leave();
        StopHolding();
        _actions.Add(new Silence());
        ResumeAgent();
    }
}
