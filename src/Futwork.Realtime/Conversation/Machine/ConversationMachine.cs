using Futwork.Realtime.Conversation.Minds;
using Futwork.Realtime.Conversation.Redaction;
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
    private readonly ToolWait _tools = new(rules);
    private readonly Foresight _foresight = new(rules);
    private readonly Discretion _discretion = new(new Redactor(rules.Redact));
    private AgentTurn? _agent;
    private ConversationEnd? _failure;
    private Floor _floor;
    private TimeSpan? _agentLeft;
    private TimeSpan _quietSince;
    private TimeSpan _settled = TimeSpan.MinValue;
    private int _lastReply = -1;
    private int _lastUtterance = -1;

    public bool IsOver => _end.Phase is CallPhase.Over;

    public ConversationEnd Why => _end.Why;

    public string? Disposition => _end.Disposition;

    public TimeSpan Duration => _end.At;

    public ConversationMetrics Metrics => _meter.Metrics with
    {
        AheadAttempts = _foresight.Attempts,
        AheadUsed = _foresight.Used,
    };

    /// <summary>When to tell it the time, if nothing else happens before: never a time that it was told, and had nothing more to do at.</summary>
    public TimeSpan? Due
    {
        get
        {
            TimeSpan? due = _end.Due;
            due = Earlier(due, _end.Phase <= CallPhase.Draining ? MaxCall : null);
            due = Earlier(due, IsContested ? BargeIn.Due(_person, rules.Policy, Moment, !Collides) : null);
            due = Earlier(due, ListensToPerson ? _person.Due : null);
            due = Earlier(due, ForesightDue);
            due = Earlier(due, IsTalking && _agent is null ? _keys.Due : null);
            due = Earlier(due, AgentDue);
            due = Earlier(due, AnsweringDue);
            due = Earlier(due, _earsDue);
            return Earlier(due, IsQuiet ? _quietSince + rules.Policy.Silence : null);
        }
    }

    private TimeSpan MaxCall => _isBridged ? rules.MaxBridged : rules.MaxCall;

    private bool IsTalking => _end.Phase is CallPhase.Talking;

    /// <summary>The person has the floor, or the call is ending and all that is said is kept.</summary>
    private bool ListensToPerson => _agent is null or { IsAhead: true } || !IsTalking;

    /// <summary>The opening has been heard for a while: a "hello?" no longer makes it worth beginning anew.</summary>
    private bool IsUnderWay => _agent is { ReplyId: 0, Start: { } start } && _person.Start - start >= rules.Policy.Opening;

    private bool IsQuiet => IsTalking && _agent is null && !_person.IsOpen && _keys.Due is null && !IsLeavingMessage;

    /// <summary>Where the agent was when the person began; the ledger knows best how much was left.</summary>
    private AgentMoment Moment =>
        _agent?.MomentAt(_person.Start, IsUnderWay) is not { } moment ? default
        : moment with { Left = moment.Left is null ? null : _agentLeft ?? moment.Left, HeldSince = _heldSince };

    /// <summary>The record of a tool call, with the time at which it began.</summary>
    public ToolCallRecord Dated(ToolCallRecord record) => _tools.Dated(record);

    /// <summary>Takes an input and returns what to do, in order. The list is valid until the next call.</summary>
    public IReadOnlyList<ConversationAction> Handle(ConversationInput input, TimeSpan now)
    {
        _actions.Clear();
        if (IsOver)
            return _actions;
        Notice(input, now);
        Take(input, now);
        _settled = TimeSpan.MinValue;
        Settle(now);
        if (!IsOver && Due <= now)
            Settle(now);
        _settled = now;
        return _actions;
    }

    private void Take(ConversationInput input, TimeSpan now)
    {
        switch (input)
        {
            case Answered: Ask(new PersonTurn(PersonTurnKind.Answered), now); break;
            // What was heard just before is told behind it, and no end of it would be.
            case SpeechBegan when _isBridged: break;
            case SpeechBegan began: Began(began); break;
            case SpeechDipped dipped: _person.Dipped(dipped.At); break;
            case SpeechRose: _person.Rose(); break;
            case SpeechEnded ended: Ended(ended); break;
            case SpeechHums hums: _person.IsHum = hums.Hums; break;
            case SpeechLevel level: Sounded(level); break;
            case Recognised recognised: Heard(recognised, now); break;
            case Key key: Pressed(key.Digit, now); break;
            case Replied { Reply: Reply.ToolEnded ended }: _tools.Ended(ended.Record.Id, now); break;
            case Replied replied when replied.ReplyId == _agent?.ReplyId && !_agent.IsCancelled: Reply(replied.Reply, now); break;
            case ReplyEnded ended when ended.ReplyId == _agent?.ReplyId: _agent.IsThought = true; break;
            case UtteranceBegan began: Sounds(began); break;
            case UtteranceClosed closed: _agent?.Closed(closed.Id, closed.Heard, closed.At); break;
            case Bridged: Bridge(now); break;
            case TransferEnded ended: TransferIsOver(ended.Succeeded, now); break;
            // A reply that was dropped, or that was only thought of ahead, never happened: the certain turn asks anew.
            case EngineFailed { ReplyId: { } id } when id != _agent?.ReplyId || _agent.IsCancelled: break;
            case EngineFailed { ReplyId: not null } when _agent is { IsAhead: true }: DropAhead(); break;
            case EngineFailed failed: Failed(failed, now); break;
            case HangUpRequested: HangUpNow(ConversationEnd.HungUpByApi, now); break;
            case LegOver over: LegIsOver(over.Why, now); break;
        }
    }

    private void Settle(TimeSpan now)
    {
        if (_end.Phase <= CallPhase.Draining && (now >= MaxCall || now >= _end.Due))
            HangUpNow(ConversationEnd.MaxDuration, now);
        if (IsContested)
            SettleBargeIn(now);
        SettleOrders(now);
        SettleAgent(now);
        SettleLate(now);
        SettleAnswering(now);
        if (_agent is null && IsTalking)
            SettleTrouble(now);
        if (ListensToPerson)
            SettlePerson(now);
        SettleForesight(now);
        SettleWaiting(now);
        SettleEars(now);
        if (_agent is null && IsTalking && !IsLeavingMessage && _keys.Take(_person.Awaited, now) is { } keys)
            AnswerKeys(keys, now);
        if (IsQuiet && now >= _quietSince + rules.Policy.Silence)
            AskAboutSilence(now);
        SettleEnd(now);
    }

    private void Report(ConversationEventKind kind, TimeSpan at, string? text) =>
        _actions.Add(new Report(new ConversationEvent(kind, at, text)));

    /// <summary>The earlier of two deadlines; one that had passed when all was settled last waits for something else to happen, and would only keep the loop busy.</summary>
    private TimeSpan? Earlier(TimeSpan? a, TimeSpan? b)
    {
        a = a < _settled ? null : a;
        b = b < _settled ? null : b;
        return a is null ? b : b is null || a <= b ? a : b;
    }
}
