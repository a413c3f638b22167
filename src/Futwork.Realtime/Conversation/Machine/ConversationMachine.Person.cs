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
        if (_keys.Press(digit, now) && IsTalking && _agent is { IsInterruptible: true })
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
        // Words whose reply was never heard are asked about again, whatever came after them.
        Ask(new PersonTurn(text.Length > 0 ? PersonTurnKind.Words : PersonTurnKind.Unclear, text), now);
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
        Ask(new PersonTurn(PersonTurnKind.Words, _memory.AnsweringAnew(turn, now)), now);
    }

    private void AnswerKeys(string keys, TimeSpan now)
    {
        // What is no words was the sound of a key.
        if (_person.Words.Length == 0)
            _person.Drop();
        _memory.AnsweringOtherwise(KeepRest());
        TurnVerdict disclosed = DisclosedKeys(keys, now);
        _actions.Add(new Keep(Line(disclosed)));
        bool fillsSlot = _person.Awaited.Slot is SlotType.Digits or SlotType.Phone or SlotType.Number;
        Ask(new PersonTurn(PersonTurnKind.Keys, fillsSlot ? keys : disclosed.Text) { Beside = _memory.Asked }, now);
        if (fillsSlot && disclosed.Text != keys)
            _actions.Add(new Reword(keys, disclosed.Text));
    }

    /// <summary>Keys as they may be known; the slot that asked for them gets them as they are. A full slot or a choice is no part of another number.</summary>
    private TurnVerdict DisclosedKeys(string keys, TimeSpan now)
    {
        EndOfTurn? end = _person.Awaited.AreKeysEnough(keys) ? new EndOfTurn(1, TurnCue.ValueComplete, TimeSpan.Zero) : null;
        return Disclose(new TurnVerdict(TurnContent.Keys, keys, now, now, Decision: end));
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
        turn = Disclose(turn);
        TranscriptLine line = Line(turn);
        _actions.Add(new Keep(line));
        Report(ConversationEventKind.PersonSaid, turn.End, line.Text);
        return turn;
    }

    /// <summary>A turn as it stands in the transcript.</summary>
    private static TranscriptLine Line(TurnVerdict turn)
    {
        string text = turn.Content switch
        {
            TurnContent.Words => turn.Text,
            TurnContent.Keys => $"[pressed {turn.Text}]",
            _ => "[unclear]",
        };
        return new TranscriptLine(false, text, turn.Start, turn.End);
    }

    /// <summary>Ends the turn as it stands; nobody answers it alone.</summary>
    /// <returns>Its words, as they may be known.</returns>
    private string KeepRest() => _person.Take() is { } turn && Keep(turn) is { Content: TurnContent.Words } kept ? kept.Text : "";

    /// <summary>Masks what may not be known of a turn, and of those before it that it goes on from.</summary>
    private TurnVerdict Disclose(TurnVerdict turn)
    {
        IReadOnlyList<Disclosure> disclosed = _discretion.Take(turn);
        foreach (Disclosure changed in disclosed.SkipLast(1))
            Reword(changed);
        return disclosed[^1].Turn;
    }

    private void Reword(Disclosure changed)
    {
        _memory.Reword(changed.Before!, changed.Turn.Text);
        _actions.Add(new Keep(Line(changed.Turn)));
        _actions.Add(new Reword(changed.Before!, changed.Turn.Text));
    }
}
