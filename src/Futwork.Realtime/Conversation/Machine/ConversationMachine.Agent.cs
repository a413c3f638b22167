using Futwork.Realtime.Conversation.Minds;
using Futwork.Realtime.Turns;
using static Futwork.Realtime.Conversation.Machine.ConversationAction;
using static Futwork.Realtime.Conversation.Machine.ConversationInput;

namespace Futwork.Realtime.Conversation.Machine;

/// <content>The agent's turn: from the mind's reply to what was heard of it.</content>
internal sealed partial class ConversationMachine
{
    private void Reply(Reply reply, TimeSpan now)
    {
        switch (reply)
        {
            case Reply.Say say:
                _agent!.Add(++_lastUtterance, say.Text, say.Interruptible, now);
                _actions.Add(new Speak(_lastUtterance, say.Text));
                break;
            case Reply.Listen listen:
                _person.Awaited = listen.Awaited;
                _actions.Add(new Expect(listen.Awaited.Hint));
                break;
            case Reply.End end:
                _agent!.Ending = end;
                break;
        }
    }

    private void Sounds(UtteranceBegan began)
    {
        _meter.AgentSounds(began.At);
        if (_agent?.Began(began.Id, began.At) is not { } sounding)
            return;
        Report(ConversationEventKind.AgentSpeaks, began.At, sounding.Text);
        if (sounding.First && _memory.AnsweredTurn is { } turn)
            _meter.Reply(turn.End, began.At, turn.EngineTime + _agent.MindTime + began.EngineTime);
    }

    private void SettleBargeIn(TimeSpan now)
    {
        switch (BargeIn.Decide(_person, rules.Policy, IsUnderWay, now))
        {
            case BargeInDecision.Yield:
                Interrupt(now);
                break;
            case BargeInDecision.Resume:
                ResumeAgent();
                if (_person.Take() is { Content: TurnContent.Words } greeting)
                    Keep(greeting);
                break;
        }
    }

    private void SettleAgent(TimeSpan now)
    {
        if (_agent is { Ending: { } ending, IsCancelled: false } last && (last.IsAudible || last.IsOver))
            _end.Drain(ending.Why, ending.Disposition);
        if (_agent is not { IsOver: true } agent)
            return;
        string heard = agent.Heard;
        bool unheard = heard.Length == 0 || (agent.ReplyId == 0 && agent.End - agent.Start < rules.Policy.Opening);
        if (heard.Length > 0)
            KeepAgent(agent, heard, now);
        if (agent.IsCancelled && unheard && _end.Phase is CallPhase.Talking)
            Retract();
        _agent = null;
        _quietSince = now;
        _end.Drained(heard.Length > 0 ? agent.End : now);
    }

    private void PauseAgent()
    {
        if (_paused || _end.Phase is not CallPhase.Talking || _agent is not { IsOver: false, IsCancelled: false, IsInterruptible: true })
            return;
        _paused = true;
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
        if (_agent is null or { IsCancelled: true })
            return;
        _memory.YieldFrom = _agent.IsAudible && _person.IsOpen ? _person.Start : null;
        (_agent.IsCancelled, _agent.IsThought) = (true, true);
        _actions.Add(new Silence());
        ResumeAgent();
    }

    private void KeepAgent(AgentTurn agent, string heard, TimeSpan now)
    {
        _actions.Add(new Keep(new TranscriptLine(true, heard, agent.Start ?? now, agent.End, agent.IsCut)));
        _actions.Add(new TellHeard(heard, agent.IsCut));
        Report(ConversationEventKind.AgentSaid, now, heard);
        if (_memory.AgentWasHeard(agent.End) is { } from)
            _meter.Yield(from, agent.End);
    }

    private void Retract()
    {
        _memory.Retract();
        _actions.Add(new Retract());
    }

    private void Ask(PersonTurn turn, TimeSpan now)
    {
        _agent = new AgentTurn(++_lastReply, now);
        _actions.Add(new Ask(_lastReply, turn));
    }

    private void Apologise(ConversationEnd failure, TimeSpan now)
    {
        _agent = new AgentTurn(++_lastReply, now) { IsThought = true, Ending = new Reply.End(failure, null) };
        Reply(new Reply.Say(rules.Trouble, Interruptible: false), now);
    }
}
