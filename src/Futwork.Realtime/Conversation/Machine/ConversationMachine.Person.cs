using Futwork.Realtime.Conversation.Minds;
using Futwork.Realtime.Conversation.Redaction;
using Futwork.Realtime.Turns;
using static Futwork.Realtime.Conversation.Machine.ConversationAction;
using static Futwork.Realtime.Conversation.Machine.ConversationInput;

namespace Futwork.Realtime.Conversation.Machine;

/// <content>The person's turn: from the first sound, or key, or silence, to the question put to the mind.</content>
internal sealed partial class ConversationMachine
{
    private TurnVerdict? _late;

    private void Began(SpeechBegan began)
    {
        _meter.SpeechBegan(began.At);
        _agentLeft = _person.IsOpen ? _agentLeft : began.AgentLeft;
        _person.Began(began.At);
        _seemedFar = false;
        SoftenAgent();
    }

    private void Ended(SpeechEnded ended)
    {
        _meter.SpeechEnded(ended.At);
        _person.Ended(ended.At, ended.Melody);
    }

    private void Heard(Recognised recognised, TimeSpan now)
    {
        _person.Recognised(recognised.Result, now, recognised.Dbfs);
        if (recognised.Result.IsFinal)
            _memory.WordsAt = now;
        if (_person.Words.Length > 0 && BargeIn.Decide(_person, rules.Policy, Moment, now).Decision is not BargeInDecision.Resume)
            SoftenAgent();
    }

    private void Pressed(char digit, TimeSpan now)
    {
        Report(ConversationEventKind.Digit, now, digit.ToString());
        _keys.Press(digit, now);
        if (IsTalking && _agent is { IsInterruptible: true })
            Interrupt(now);
    }

    private void SettlePerson(TimeSpan now)
    {
        if (_person.Decide(now) is not { } turn)
            return;
        turn = Keep(turn);
        _foresight.NewTurn();
        bool tooLate = turn.End < _memory.AgentEnd - rules.KeepTalkOver;
        if (!IsTalking || turn.Content is TurnContent.Noise || tooLate || IsLeavingMessage)
        {
            DropAhead();
            return;
        }

        string text = _memory.Answering(turn, now);
        if (turn.Content is TurnContent.Words && CommitAhead(text, now))
            return;
        DropAhead();
        Ask(new PersonTurn(turn.Content is TurnContent.Words ? PersonTurnKind.Words : PersonTurnKind.Unclear, text), now);
    }

    /// <summary>Words that come after their turn went without them: nobody heard the reply yet, so it is asked for anew; or they only stand in the transcript.</summary>
    private void SettleLate(TimeSpan now)
    {
        if (_person.TakeLate() is { } late)
        {
            TurnVerdict whole = Keep(late.Turn);
            _late = IsTalking && _agent is { Start: null, IsCancelled: false, IsAhead: false } && _memory.Answers(whole) ? whole : null;
            if (_late is not null)
                CancelAgent();
        }

        if (_agent is not null || _late is not { } turn || !IsTalking)
            return;
        _late = null;
        _memory.AnsweringOtherwise();
        Ask(new PersonTurn(PersonTurnKind.Words, _memory.Answering(turn, now)), now);
    }

    private void AnswerKeys(string keys, TimeSpan now)
    {
        _person.Drop();
        _memory.AnsweringOtherwise();
        _actions.Add(new Keep(new TranscriptLine(false, $"[pressed {keys}]", now, now)));
        Ask(new PersonTurn(PersonTurnKind.Keys, keys), now);
    }

    private void AskAboutSilence(TimeSpan now)
    {
        Report(ConversationEventKind.Silence, now, null);
        Ask(new PersonTurn(PersonTurnKind.Silence, Silences: _memory.AnotherSilence()), now);
    }

    /// <summary>Puts a turn into the transcript.</summary>
    /// <returns>The turn with what may be known of it.</returns>
    private TurnVerdict Keep(TurnVerdict turn)
    {
        if (turn.Content is TurnContent.Noise)
            return turn;
        IReadOnlyList<Disclosure> disclosed = _discretion.Take(turn);
        foreach (Disclosure changed in disclosed.SkipLast(1))
            Reword(changed);
        turn = disclosed[^1].Turn;
        string text = turn.Content is TurnContent.Words ? turn.Text : "[unclear]";
        _actions.Add(new Keep(new TranscriptLine(false, text, turn.Start, turn.End)));
        Report(ConversationEventKind.PersonSaid, turn.End, text);
        return turn;
    }

    /// <summary>Ends the turn as it stands; nobody answers it.</summary>
    private void KeepRest()
    {
        if (_person.Take() is { } turn)
            Keep(turn);
    }

    private void Reword(Disclosure changed)
    {
        _memory.Reword(changed.Before!, changed.Turn.Text);
        _actions.Add(new Keep(new TranscriptLine(false, changed.Turn.Text, changed.Turn.Start, changed.Turn.End)));
        _actions.Add(new Reword(changed.Before!, changed.Turn.Text));
    }
}
