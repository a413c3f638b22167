using Futwork.Realtime.Conversation.Minds;
using Futwork.Realtime.Turns;

namespace Futwork.Realtime.Conversation.Machine;

/// <summary>One turn of the agent: a reply of the mind as it becomes sound, utterance by utterance.</summary>
/// <param name="replyId">The reply's number.</param>
/// <param name="askedAt">When the mind was asked.</param>
internal sealed class AgentTurn(int replyId, TimeSpan askedAt)
{
    private readonly List<SpokenLine> _lines = [];
    private readonly Queue<Reply> _later = new();

    public int ReplyId => replyId;

    public TimeSpan AskedAt => askedAt;

    /// <summary>When the turn that it replies to was certain; null while it is only likely, and nothing of the reply may be heard.</summary>
    public TimeSpan? CommittedAt { get; set; } = askedAt;

    public bool IsAhead => CommittedAt is null;

    /// <summary>The mind has given all of its reply.</summary>
    public bool IsThought { get; set; }

    /// <summary>The person took the floor.</summary>
    public bool IsCancelled { get; set; }

    /// <summary>The person is being handed over.</summary>
    public bool IsTransferring { get; set; }

    /// <summary>Keys are being played to the far end until then.</summary>
    public TimeSpan? BusyUntil { get; set; }

    /// <summary>The call ends after it.</summary>
    public Reply.End? Ending { get; set; }

    /// <summary>What is waited for after it.</summary>
    public Reply.Listen? Listen { get; set; }

    /// <summary>How long the mind took to the first text.</summary>
    public TimeSpan MindTime { get; private set; }

    /// <summary>When its first sound was heard.</summary>
    public TimeSpan? Start { get; private set; }

    /// <summary>When its last sound was heard.</summary>
    public TimeSpan End { get; private set; }

    /// <summary>All that it had to say so far plays no more.</summary>
    public bool IsSilent => _lines.TrueForAll(l => l.IsClosed);

    /// <summary>Nothing of it is still to come.</summary>
    public bool IsOver => IsThought && !IsAhead && IsSilent && (IsCancelled || (_later.Count == 0 && !IsTransferring && BusyUntil is null));

    /// <summary>It can be heard, or it would be if it were not paused.</summary>
    public bool IsAudible => _lines.Exists(l => l is { HasBegun: true, IsClosed: false });

    /// <summary>The person may interrupt what is said now, or what is said next.</summary>
    public bool IsInterruptible => !IsTransferring && (_lines.Find(l => !l.IsClosed)?.Say.Interruptible ?? true);

    /// <summary>What was heard of it.</summary>
    public string Heard => string.Join(' ', _lines.Select(l => l.Heard).Where(t => t.Length > 0));

    /// <summary>What was to be said.</summary>
    public string Generated => string.Join(' ', _lines.Where(l => !l.IsDropped).Select(l => l.Say.Text));

    /// <summary>Less was heard than was to be said.</summary>
    public bool IsCut => IsCancelled || _lines.Exists(l => l.IsCut);

    /// <summary>The lines that must be heard in full and were not.</summary>
    public IEnumerable<SpokenLine> Owed => _lines.Where(l => l.Say.MustComplete && l.IsCut);

    /// <summary>The line that waits to be heard although it may be left out.</summary>
    public SpokenLine? Droppable => _lines.Find(l => !l.IsClosed) is { IsWaiting: true, Say.MayDrop: true } line ? line : null;

    public void Add(SpokenLine line)
    {
        if (_lines.Count == 0)
            MindTime = line.OrderedAt - askedAt;
        _lines.Add(line);
    }

    /// <summary>Keeps back what must wait until everything before it was heard and done.</summary>
    /// <param name="reply">What is to be said or done.</param>
    /// <param name="isContested">Somebody else makes a sound: keys and transfers wait until it is settled whose the floor is.</param>
    /// <returns>False when it can be done at once.</returns>
    public bool PutOff(Reply reply, bool isContested)
    {
        if (_later.Count == 0 && CanDo(reply) && !(isContested && reply is (Reply.SendKeys or Reply.Transfer)))
            return false;
        _later.Enqueue(reply);
        return true;
    }

    /// <summary>The next of what was put off, once it can be done.</summary>
    public Reply? TakeNext() => _later.TryPeek(out Reply? next) && CanDo(next) ? _later.Dequeue() : null;

    /// <summary>Forgets what was put off.</summary>
    public void ForgetRest() => _later.Clear();

    /// <summary>The text of an utterance of this turn that begins to sound, and whether it is the first one; null when it is of another turn.</summary>
    public (string Text, bool First)? Began(int id, TimeSpan at)
    {
        if (_lines.Find(l => l.Id == id) is not { } line)
            return null;
        bool first = Start is null;
        Start ??= at;
        line.BeganAt = at;
        return (line.Say.Text, first);
    }

    public void Closed(int id, string heard, TimeSpan at)
    {
        if (_lines.Find(l => l.Id == id) is not { IsDropped: false } line)
            return;
        line.Close(heard);
        End = line.HasBegun ? at : End;
    }

    /// <summary>Where it was in what it says when the person began to speak.</summary>
    public AgentMoment MomentAt(TimeSpan personBegan, bool openingUnderWay) =>
        IsThought && _lines.FindLast(l => !l.IsDropped) is { BeganAt: { } began, IsClosed: false } line
            ? AgentMoment.Of(openingUnderWay, line.Say.Text, personBegan - began)
            : new AgentMoment(openingUnderWay);

    private bool CanDo(Reply reply) =>
        BusyUntil is null && !IsTransferring && (reply is not (Reply.SendKeys or Reply.Transfer) || (IsSilent && !IsAhead));
}
