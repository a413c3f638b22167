using Futwork.Realtime.Turns;
using static Futwork.Realtime.Conversation.Machine.ConversationAction;
using static Futwork.Realtime.Conversation.Machine.ConversationInput;

namespace Futwork.Realtime.Conversation.Machine;

/// <summary>Whose the floor is while the agent talks.</summary>
internal enum Floor
{
    /// <summary>The agent's own.</summary>
    Free,

    /// <summary>Somebody makes a sound: the agent speaks softly.</summary>
    Contested,

    /// <summary>Somebody speaks: the agent is paused.</summary>
    Held,
}

/// <content>Who has the floor: the agent gives way by degrees when somebody speaks, and then goes on or falls silent.</content>
internal sealed partial class ConversationMachine
{
    /// <summary>Whoever speaks just after the agent began was not done: they are not talked over, not even softly.</summary>
    private static readonly TimeSpan Collision = TimeSpan.FromMilliseconds(500);

    /// <summary>The agent went on because who spoke seemed too far away to be the caller.</summary>
    private bool _seemedFar;

    /// <summary>Since when the agent is paused; null while it is not.</summary>
    private TimeSpan? _heldSince;

    private bool IsContested => _floor is not Floor.Free;

    private bool Collides => _agent is { } agent && !(_person.Start - agent.Start >= Collision);

    private void SettleBargeIn(TimeSpan now)
    {
        switch (BargeIn.Decide(_person, rules.Policy, Moment, now).Decision)
        {
            case BargeInDecision.Yield:
                _person.TookFloor();
                Interrupt(now);
                break;
            case BargeInDecision.Hold:
            case BargeInDecision.Wait when Collides:
                GiveWay(Floor.Held, new Pause());
                break;
            case BargeInDecision.Wait:
                GiveWay(Floor.Contested, new Soften());
                break;
            case BargeInDecision.Resume:
                ResumeAgent();
                _seemedFar = _person.IsFar;
                if (!_person.IsSpeaking && _person.Take() is { Content: TurnContent.Words } aside)
                    Keep(aside);
                break;
        }

        _heldSince = _floor is Floor.Held ? _heldSince ?? now : null;
    }

    private void SoftenAgent()
    {
        if (IsContested || !IsTalking || _agent is not { IsOver: false, IsAhead: false, IsCancelled: false, IsInterruptible: true })
            return;
        StopHolding();
        if (Collides)
            GiveWay(Floor.Held, new Pause());
        else
            GiveWay(Floor.Contested, new Soften());
    }

    private void Sounded(SpeechLevel level)
    {
        _person.Sounded(level.Dbfs);
        if (!_seemedFar || _person.IsFar)
            return;
        _seemedFar = false;
        SoftenAgent();
    }

    private void GiveWay(Floor to, ConversationAction how)
    {
        if (_floor == to)
            return;
        _floor = to;
        _actions.Add(how);
    }

    private void ResumeAgent() => GiveWay(Floor.Free, new Resume());

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
