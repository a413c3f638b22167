using Futwork.Realtime.Conversation.Minds;
using Futwork.Realtime.Turns;
using static Futwork.Realtime.Conversation.Machine.ConversationAction;
using static Futwork.Realtime.Conversation.Machine.ConversationInput;

namespace Futwork.Realtime.Conversation.Machine;

/// <content>The agent's turn: from the mind's reply to what was heard of it.</content>
internal sealed partial class ConversationMachine
{
    private IReadOnlyList<Reply.Say> _owed = [];

    private void Ask(PersonTurn turn, TimeSpan now, bool isAhead = false)
    {
        _agent = new AgentTurn(++_lastReply, now) { CommittedAt = isAhead ? null : now };
        foreach (Reply.Say owed in _owed)
            Say(owed, now, isRepeat: true);
        _actions.Add(new Ask(_lastReply, turn, isAhead));
    }

    private void Reply(Reply reply, TimeSpan now)
    {
        if (!_agent!.PutOff(reply, IsContested))
            Do(reply, now);
    }

    private void Do(Reply reply, TimeSpan now)
    {
        switch (reply)
        {
            case Reply.Say say:
                Say(say, now);
                break;
            case Reply.Listen listen:
                _agent!.Listen = listen;
                if (!_agent.IsAhead)
                    AwaitAnswer(_agent);
                break;
            case Reply.End end:
                _agent!.Ending = end;
                break;
            case Reply.ToolBegan began:
                _tools.Began(began, now);
                break;
            case Reply.SendKeys keys:
                _agent!.BusyUntil = now + (rules.KeyTime * keys.Digits.Length);
                _actions.Add(new SendKeys(keys.Digits));
                break;
            case Reply.Transfer transfer:
                _agent!.IsTransferring = _isTransferring = true;
                _actions.Add(new Transfer(transfer.Number));
                break;
        }
    }

    private void Say(Reply.Say say, TimeSpan now, bool isRepeat = false)
    {
        LeaveOutDroppable();
        _agent!.Add(new SpokenLine(++_lastUtterance, say, now) { IsRepeat = isRepeat });
        _actions.Add(new Speak(_lastUtterance, _agent.ReplyId, say));
    }

    private void LeaveOutDroppable()
    {
        if (_agent?.Droppable is not { } line)
            return;
        line.Drop();
        _actions.Add(new Drop(line.Id));
    }

    private void AwaitAnswer(AgentTurn agent)
    {
        if (agent.Listen is not { } listen)
            return;
        _person.Awaited = listen.Awaited;
        _actions.Add(new Expect(listen.Awaited.Hint));
    }

    private void Sounds(UtteranceBegan began)
    {
        _meter.AgentSounds(began.At);
        _person.AgentSpoke();
        if (_agent?.Began(began.Id, began.At) is not { } sounding)
            return;
        Report(ConversationEventKind.AgentSpeaks, began.At, sounding.Text);
        if (sounding.First && _memory.AnsweredTurn is { } turn)
            _meter.Reply(turn, _memory, _agent, began);
    }

    private void SettleAgent(TimeSpan now)
    {
        if (_agent is { Ending: { } ending, IsCancelled: false, IsAhead: false } last && (last.IsOver || (last.IsAudible && !IsContested)))
            _end.Drain(ending.Why, ending.Disposition);
        if (_agent is not { IsOver: true } agent)
            return;
        string heard = agent.Heard;
        bool unheard = heard.Length == 0 || (agent.ReplyId == 0 && agent.End - agent.Start < rules.Policy.Opening);
        if (heard.Length > 0)
            KeepAgent(agent, heard, now);
        bool retracted = agent.IsCancelled && unheard && IsTalking;
        if (retracted)
            Retract();
        _owed = [.. agent.Owed.Where(l => agent.IsCancelled && (l.IsRepeat || !retracted)).Select(l => l.Say)];
        _agent = null;
        ResumeAgent();
        _quietSince = now;
        _end.Drained(heard.Length > 0 ? agent.End : now);
    }

    private void KeepAgent(AgentTurn agent, string heard, TimeSpan now)
    {
        var line = new TranscriptLine(true, heard, agent.Start ?? now, agent.End, agent.IsCut) { ReplyId = agent.ReplyId, Generated = agent.Generated };
        _actions.Add(new Keep(line));
        _person.IsAsked = AgentMoment.IsQuestion(heard);
        _actions.Add(new TellHeard(heard, agent.IsCut));
        Report(ConversationEventKind.AgentSaid, now, heard);
        if (_memory.AgentWasHeard(agent.End) is { } from)
            _meter.Yield(from, agent.End);
    }

    private void Retract()
    {
        _memory.Retract();
        _person.WasNotOver();
        _actions.Add(new Retract());
    }
}
