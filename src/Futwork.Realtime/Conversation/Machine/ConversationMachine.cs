using Futwork.Realtime.Conversation.Minds;
using Futwork.Realtime.Turns;
using static Futwork.Realtime.Conversation.Machine.ConversationAction;
using static Futwork.Realtime.Conversation.Machine.ConversationInput;

namespace Futwork.Realtime.Conversation.Machine;

/// <summary>
/// Decides, from everything that happens on a call, what the conversation does next. Synchronous and pure: inputs and the
/// time go in, actions come out, and <see cref="Due"/> says when to ask again. Not for several threads at once.
/// </summary>
internal sealed partial class ConversationMachine(ConversationRules rules)
{
    private readonly List<ConversationAction> _actions = [];
    private readonly TurnTaker _person = new(rules.Policy);
    private readonly KeyBuffer _keys = new(rules.Policy);
    private readonly ConversationMeter _meter = new();
    private readonly CallEnd _end = new();
    private readonly TurnMemory _memory = new();
    private AgentTurn? _agent;
    private ConversationEnd? _failure;
    private bool _paused;
    private TimeSpan _quietSince;
    private int _lastReply = -1;
    private int _lastUtterance = -1;

    public bool IsOver => _end.Phase is CallPhase.Over;

    public ConversationEnd Why => _end.Why;

    public string? Disposition => _end.Disposition;

    public TimeSpan Duration => _end.At;

    public ConversationMetrics Metrics => _meter.Metrics;

    /// <summary>When to tell it the time, if nothing else happens before.</summary>
    public TimeSpan? Due
    {
        get
        {
            bool talking = _end.Phase is CallPhase.Talking;
            TimeSpan? due = _end.Due;
            due = Earlier(due, _end.Phase <= CallPhase.Draining ? rules.MaxCall : null);
            due = Earlier(due, _paused ? BargeIn.Due(_person, rules.Policy, IsUnderWay) : null);
            due = Earlier(due, _agent is null || !talking ? _person.Due : null);
            due = Earlier(due, talking && _agent is null ? _keys.Due : null);
            due = Earlier(due, AnsweringDue);
            return Earlier(due, IsQuiet ? _quietSince + rules.Policy.Silence : null);
        }
    }

    /// <summary>The opening has been heard for a while: a "hello?" no longer makes it worth beginning anew.</summary>
    private bool IsUnderWay => _agent is { ReplyId: 0, Start: { } start } && _person.Start - start >= rules.Policy.Opening;

    private bool IsQuiet => _end.Phase is CallPhase.Talking && _agent is null && !_person.IsOpen && _keys.Due is null && !IsLeavingMessage;

    /// <summary>Takes an input and returns what to do, in order. The list is valid until the next call.</summary>
    public IReadOnlyList<ConversationAction> Handle(ConversationInput input, TimeSpan now)
    {
        _actions.Clear();
        if (IsOver)
            return _actions;
        Notice(input, now);
        Take(input, now);
        Settle(now);
        return _actions;
    }

    private void Take(ConversationInput input, TimeSpan now)
    {
        switch (input)
        {
            case Answered: Ask(new PersonTurn(PersonTurnKind.Answered), now); break;
            case SpeechBegan began: Began(began.At); break;
            case SpeechEnded ended: Ended(ended.At); break;
            case Recognised recognised: Heard(recognised, now); break;
            case Key key: Pressed(key.Digit, now); break;
            case Replied replied when replied.ReplyId == _agent?.ReplyId && !_agent.IsCancelled: Reply(replied.Reply, now); break;
            case ReplyEnded ended when ended.ReplyId == _agent?.ReplyId: _agent.IsThought = true; break;
            case UtteranceBegan began: Sounds(began); break;
            case UtteranceClosed closed: _agent?.Closed(closed.Id, closed.Heard, closed.At); break;
            case EngineFailed { Which: ConversationEnd.TextToSpeechFailed } failed: HangUpNow(failed.Which, now); break;
            case EngineFailed failed: Failed(failed.Which); break;
            case HangUpRequested: HangUpNow(ConversationEnd.HungUpByApi, now); break;
            case LegOver over: LegIsOver(over.Why, now); break;
        }
    }

    private void Settle(TimeSpan now)
    {
        if (_end.Phase <= CallPhase.Draining && (now >= rules.MaxCall || now >= _end.Due))
            HangUpNow(ConversationEnd.MaxDuration, now);
        if (_paused)
            SettleBargeIn(now);
        SettleAgent(now);
        SettleAnswering(now);
        if (_agent is null && _failure is { } failure && _end.Phase is CallPhase.Talking)
            Apologise(failure, now);
        if (_agent is null || _end.Phase is not CallPhase.Talking)
            SettlePerson(now);
        if (_agent is null && _end.Phase is CallPhase.Talking && !IsLeavingMessage && _keys.Take(_person.Awaited, now) is { } keys)
            AnswerKeys(keys, now);
        if (IsQuiet && now >= _quietSince + rules.Policy.Silence)
            AskAboutSilence(now);
        SettleEnd(now);
    }

    private void Began(TimeSpan at)
    {
        _meter.SpeechBegan(at);
        _person.Began(at);
        PauseAgent();
    }

    private void Ended(TimeSpan at)
    {
        _meter.SpeechEnded(at);
        _person.Ended(at);
    }

    private void Heard(Recognised recognised, TimeSpan now)
    {
        _person.Recognised(recognised.Result, now);
        if (_person.Words.Length > 0)
            PauseAgent();
    }

    private void Pressed(char digit, TimeSpan now)
    {
        Report(ConversationEventKind.Digit, now, digit.ToString());
        _keys.Press(digit, now);
        if (_end.Phase is CallPhase.Talking && _agent is { IsInterruptible: true })
            Interrupt(now);
    }

    private void SettlePerson(TimeSpan now)
    {
        if (_person.Decide(now) is not { } turn)
            return;
        Keep(turn);
        bool tooLate = turn.End < _memory.AgentEnd - rules.KeepTalkOver;
        if (_end.Phase is not CallPhase.Talking || turn.Content is TurnContent.Noise || tooLate || IsLeavingMessage)
            return;
        string text = _memory.Answering(turn);
        Ask(new PersonTurn(turn.Content is TurnContent.Words ? PersonTurnKind.Words : PersonTurnKind.Unclear, text), now);
    }

    private void SettleEnd(TimeSpan now)
    {
        if (_end.Phase is CallPhase.HangingUp && now >= _end.Due)
            LegIsOver(_end.Why, now);
        if (_end.Phase is not CallPhase.Gathering || ((_agent is not null || _person.AwaitsWords) && now < _end.Due))
            return;
        Keep(_person.Take());
        _end.Finish();
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

    private void Keep(TurnVerdict? turn)
    {
        if (turn is null or { Content: TurnContent.Noise })
            return;
        string text = turn.Content is TurnContent.Words ? turn.Text : "[unclear]";
        _actions.Add(new Keep(new TranscriptLine(false, text, turn.Start, turn.End)));
        Report(ConversationEventKind.PersonSaid, turn.End, text);
    }

    private void Failed(ConversationEnd which)
    {
        if (_end.Phase is not CallPhase.Talking)
            return;
        _failure ??= which;
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
        if (!_end.LegOver(why, now))
            return;
        CancelAgent();
        if (!_person.IsSpeaking)
            return;
        Ended(now);
        _actions.Add(new EndListening());
    }

    private void Report(ConversationEventKind kind, TimeSpan at, string? text) =>
        _actions.Add(new Report(new ConversationEvent(kind, at, text)));

    private static TimeSpan? Earlier(TimeSpan? a, TimeSpan? b) => a is null ? b : b is null || a <= b ? a : b;
}
