using Futwork.Realtime.Conversation.Minds;
using static Futwork.Realtime.Conversation.Machine.ConversationAction;

namespace Futwork.Realtime.Conversation.Machine;

/// <content>
/// Replies thought of ahead, on a likely end of the person's turn: their sound is made and held. When the turn ends with the same words,
/// the hold is lifted and nothing of the engines' time is left to wait for; otherwise nothing of it ever happened.
/// </content>
internal sealed partial class ConversationMachine
{
    private string WordsSoFar => _memory.WithRetracted(_discretion.Preview(_person.Words, _person.Words == _person.FinalWords));

    private TimeSpan? ForesightDue => CanThinkAhead && _person.LikelyOverAt is { } at && _foresight.Allows(at - _person.Start) ? at : null;

    private bool CanThinkAhead => _agent is null && IsTalking && !IsLeavingMessage && _keys.Due is null;

    private void SettleForesight(TimeSpan now)
    {
        if (_agent is { IsAhead: true } && !_foresight.Fits(WordsSoFar))
            DropAhead();
        if (now >= ForesightDue)
            AskAhead(now);
    }

    private void AskAhead(TimeSpan now)
    {
        string words = WordsSoFar;
        _foresight.Try(words);
        _actions.Add(new Pause());
        Ask(new PersonTurn(PersonTurnKind.Words, words), now, isAhead: true);
    }

    private bool CommitAhead(string text, TimeSpan now)
    {
        if (_agent is not { IsAhead: true } agent || !_foresight.Fits(text))
            return false;
        _foresight.Use();
        agent.CommittedAt = now;
        _actions.Add(new Commit());
        _actions.Add(new Resume());
        AwaitAnswer(agent);
        return true;
    }

    private void DropAhead()
    {
        if (_agent is not { IsAhead: true })
            return;
        _agent = null;
        _actions.Add(new Silence());
        _actions.Add(new Retract());
        _actions.Add(new Resume());
    }
}
