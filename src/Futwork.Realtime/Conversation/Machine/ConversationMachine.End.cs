using Futwork.Realtime.Conversation.Minds;
using static Futwork.Realtime.Conversation.Machine.ConversationAction;
using static Futwork.Realtime.Conversation.Machine.ConversationInput;

namespace Futwork.Realtime.Conversation.Machine;

/// <content>The end of the call, and what leads to it.</content>
internal sealed partial class ConversationMachine
{
    private void SettleEnd(TimeSpan now)
    {
        if (_end.Phase is CallPhase.HangingUp && now >= _end.Due)
            LegIsOver(_end.Why, now);
        if (_end.Phase is not CallPhase.Gathering || ((_agent is not null || _person.AwaitsWords || AwaitsTransfer) && now < _end.Due))
            return;
        KeepRest();
        _end.Finish();
    }

    private void Apologise(ConversationEnd failure, TimeSpan now)
    {
        _agent = new AgentTurn(++_lastReply, now) { IsThought = true, Ending = new Reply.End(failure, null) };
        Say(new Reply.Say(rules.Trouble, Interruptible: false) { IsFixed = true }, now);
    }

    /// <summary>The agent says that it is sorry and goes, if it still can speak.</summary>
    private void Failed(EngineFailed failed, TimeSpan now)
    {
        // The person talks with a colleague, and needs no ears and no voice of ours; a message is left without ears, too.
        if (_isBridged || (IsLeavingMessage && failed.Which is ConversationEnd.SpeechToTextFailed))
            return;
        // Nor does who is being handed over: should that fail, there is time to be sorry.
        if (_agent is { IsTransferring: true, IsCancelled: false })
        {
            _failure ??= failed.Which;
            return;
        }

        if (!failed.CanApologise || (failed.Which is ConversationEnd.TextToSpeechFailed && _failure is not null))
            HangUpNow(failed.Which, now);
        if (!IsTalking)
            return;
        _failure ??= failed.Which;
        CancelAgent();
    }

    private void HangUpNow(ConversationEnd why, TimeSpan now)
    {
        if (!_end.HangUp(why, now))
            return;
        CancelAgent();
        _actions.Add(new HangUp());
    }

    private void LegIsOver(ConversationEnd why, TimeSpan now)
    {
        // Who hangs up after a talk with a colleague has been handed over all the same.
        if (!_end.LegOver(_isBridged && why is ConversationEnd.PersonHungUp ? ConversationEnd.Transferred : why, now))
            return;
        CancelAgent();
        if (!_person.IsSpeaking)
            return;
        Ended(new SpeechEnded(now));
        _actions.Add(new EndListening());
    }
}
