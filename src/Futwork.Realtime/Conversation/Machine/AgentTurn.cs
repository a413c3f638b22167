using Futwork.Realtime.Conversation.Minds;

namespace Futwork.Realtime.Conversation.Machine;

/// <summary>One turn of the agent: a reply of the mind as it becomes sound, utterance by utterance.</summary>
/// <param name="replyId">The reply's number.</param>
/// <param name="askedAt">When the mind was asked.</param>
internal sealed class AgentTurn(int replyId, TimeSpan askedAt)
{
    private readonly List<Spoken> _spoken = [];

    public int ReplyId => replyId;

    /// <summary>The mind has given all of its reply.</summary>
    public bool IsThought { get; set; }

    /// <summary>The person took the floor.</summary>
    public bool IsCancelled { get; set; }

    /// <summary>The call ends after it.</summary>
    public Reply.End? Ending { get; set; }

    /// <summary>How long the mind took to the first text.</summary>
    public TimeSpan MindTime { get; private set; }

    /// <summary>When its first sound was heard.</summary>
    public TimeSpan? Start { get; private set; }

    /// <summary>When its last sound was heard.</summary>
    public TimeSpan End { get; private set; }

    /// <summary>Nothing of it is still to come.</summary>
    public bool IsOver => IsThought && _spoken.TrueForAll(s => s.IsClosed);

    /// <summary>It can be heard, or it would be if it were not paused.</summary>
    public bool IsAudible => _spoken.Exists(s => s is { HasBegun: true, IsClosed: false });

    /// <summary>The person may interrupt what is said now, or what is said next.</summary>
    public bool IsInterruptible => _spoken.Find(s => !s.IsClosed)?.Interruptible ?? true;

    /// <summary>What was heard of it.</summary>
    public string Heard => string.Join(' ', _spoken.Select(s => s.Heard).Where(t => t.Length > 0));

    /// <summary>Less was heard than was to be said.</summary>
    public bool IsCut => IsCancelled || _spoken.Exists(s => s.IsClosed && s.Heard != s.Text);

    public void Add(int id, string text, bool interruptible, TimeSpan now)
    {
        if (_spoken.Count == 0)
            MindTime = now - askedAt;
        _spoken.Add(new Spoken(id, text, interruptible));
    }

    /// <summary>The text of an utterance of this turn that begins to sound, and whether it is the first one; null when it is of another turn.</summary>
    public (string Text, bool First)? Began(int id, TimeSpan at)
    {
        if (_spoken.Find(s => s.Id == id) is not { } spoken)
            return null;
        bool first = Start is null;
        Start ??= at;
        spoken.HasBegun = true;
        return (spoken.Text, first);
    }

    public void Closed(int id, string heard, TimeSpan at)
    {
        if (_spoken.Find(s => s.Id == id) is not { } spoken)
            return;
        spoken.IsClosed = true;
        spoken.Heard = heard;
        End = spoken.HasBegun ? at : End;
    }

    private sealed class Spoken(int id, string text, bool interruptible)
    {
        public int Id => id;

        public string Text => text;

        public bool Interruptible => interruptible;

        public bool HasBegun { get; set; }

        public bool IsClosed { get; set; }

        public string Heard { get; set; } = "";
    }
}
