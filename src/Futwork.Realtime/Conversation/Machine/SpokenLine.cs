using Futwork.Realtime.Conversation.Minds;

namespace Futwork.Realtime.Conversation.Machine;

/// <summary>One utterance of the agent, from the order to say it to what was heard of it.</summary>
/// <param name="id">The utterance's number.</param>
/// <param name="say">What was to be said.</param>
/// <param name="orderedAt">When.</param>
internal sealed class SpokenLine(int id, Reply.Say say, TimeSpan orderedAt)
{
    public int Id => id;

    public Reply.Say Say => say;

    public TimeSpan OrderedAt => orderedAt;

    /// <summary>It was cut in an earlier turn and is said again.</summary>
    public bool IsRepeat { get; init; }

    /// <summary>It was left out for something better to say.</summary>
    public bool IsDropped { get; private set; }

    /// <summary>When its first sound was heard.</summary>
    public TimeSpan? BeganAt { get; set; }

    public bool HasBegun => BeganAt is not null;

    /// <summary>It plays no more.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>What was heard of it.</summary>
    public string Heard { get; private set; } = "";

    /// <summary>It waits for its first sound.</summary>
    public bool IsWaiting => !HasBegun && !IsClosed;

    /// <summary>Less of it was heard than was to be said.</summary>
    public bool IsCut => IsClosed && !IsDropped && Heard != say.Text;

    public void Close(string heard) => (IsClosed, Heard) = (true, heard);

    public void Drop() => (IsDropped, IsClosed) = (true, true);
}
