using Futwork.Realtime.Conversation.Answering;
using Futwork.Realtime.Conversation.Minds;
using static Futwork.Realtime.Conversation.Machine.ConversationInput;
using Kind = Futwork.Realtime.Conversation.AnsweredBy;

namespace Futwork.Realtime.Conversation.Machine;

/// <content>Who or what answered, and what to do about a machine.</content>
internal sealed partial class ConversationMachine
{
    private readonly AnsweringDetector _answering = new();
    private MessageDrop? _drop;

    /// <summary>Who or what answered.</summary>
    public AnsweringVerdict AnsweredBy => _answering.Verdict;

    /// <summary>Nobody is talked with any more: a machine is waited for, or told its message.</summary>
    private bool IsLeavingMessage => _drop is not null;

    private TimeSpan? AnsweringDue => _end.Phase is CallPhase.Talking ? Earlier(_answering.Due, _agent is null ? _drop?.Due : null) : null;

    private void Notice(ConversationInput input, TimeSpan now)
    {
        switch (input)
        {
            case SpeechBegan began:
                _answering.SpeechBegan(began.At);
                _drop?.SpeechBegan();
                break;
            case SpeechEnded ended:
                _answering.SpeechEnded(ended.At);
                _drop?.SpeechEnded(ended.At);
                break;
            case Recognised { Result: var result }:
                _answering.Heard(result);
                break;
            case ToneHeard { Tone: var tone }:
                _answering.Heard(tone);
                if (_drop?.Heard(tone) is true)
                    CancelAgent();
                break;
        }
    }

    private void SettleAnswering(TimeSpan now)
    {
        if (_end.Phase is not CallPhase.Talking)
            return;
        AnsweringVerdict verdict = _answering.Decide(now);
        if (verdict.IsVoicemail && rules.Answering.Action is not AnsweringAction.GoOn)
            MeetMachine(verdict.Kind, now);
        // A message in which the voice failed was not left: an apology ends it.
        if (_drop is not null && _agent is null && _failure is null)
            LeaveMessage(_drop, now);
    }

    private void MeetMachine(Kind kind, TimeSpan now)
    {
        if (rules.Answering is not { Action: AnsweringAction.LeaveMessage, Message.Length: > 0 } || kind is Kind.VoicemailFull)
        {
            HangUpNow(ConversationEnd.MachineAnswered, now);
        }
        else if (_drop is null)
        {
            _drop = new MessageDrop(now, _answering.SpeechEnd, _answering.BeepEnd);
            CancelAgent();
        }
    }

    private void LeaveMessage(MessageDrop drop, TimeSpan now)
    {
        if (drop.HasBegun)
        {
            _end.Drain(ConversationEnd.MachineAnswered, null);
            _end.Drained(_memory.AgentEnd);
        }
        else if (now >= drop.Due)
        {
            drop.Begin();
            _agent = new AgentTurn(++_lastReply, now) { IsThought = true };
            Reply(new Reply.Say(rules.Answering.Message!, Interruptible: false) { IsFixed = true }, now);
        }
    }
}
