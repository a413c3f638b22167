using Futwork.Realtime.Turns;

namespace Futwork.Realtime.Conversation.Answering;

/// <summary>
/// Knows when to leave a message on a machine: once its beep is over or, where none comes, once its greeting has been over for
/// long enough. A beep after that begins the message anew: what was said before it, nobody recorded. Pure.
/// </summary>
/// <param name="decided">When the machine was recognised.</param>
/// <param name="speechEnd">When it was last heard before that; null while it speaks.</param>
/// <param name="beepEnd">When its beep ended, if that is what gave it away.</param>
internal sealed class MessageDrop(TimeSpan decided, TimeSpan? speechEnd, TimeSpan? beepEnd)
{
    /// <summary>From the end of the beep to the message.</summary>
    public static readonly TimeSpan AfterBeep = TimeSpan.FromMilliseconds(300);

    /// <summary>A greeting that has been silent for so long has no beep.</summary>
    public static readonly TimeSpan WithoutBeep = TimeSpan.FromMilliseconds(2500);

    /// <summary>The longest wait for a machine that never falls silent.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private TimeSpan? _speechEnd = speechEnd;
    private TimeSpan? _beepEnd = beepEnd;

    /// <summary>The message is being said, or has been.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>When the message is to begin; null while only an event can tell.</summary>
    public TimeSpan? Due => HasBegun ? null : _beepEnd + AfterBeep ?? Earlier(_speechEnd + WithoutBeep, decided + Patience);

    /// <summary>The machine speaks.</summary>
    public void SpeechBegan() => _speechEnd = null;

    /// <summary>The machine was heard until <paramref name="at"/>.</summary>
    public void SpeechEnded(TimeSpan at) => _speechEnd = at;

    /// <summary>A tone was on the line.</summary>
    /// <returns>The message has to begin anew.</returns>
    public bool Heard(Tone tone)
    {
        if (tone.Duration < GreetingTones.ShortestBeep)
            return false;
        _beepEnd = tone.End;
        bool again = HasBegun;
        HasBegun = false;
        return again;
    }

    /// <summary>The message begins now.</summary>
    public void Begin() => HasBegun = true;

    private static TimeSpan Earlier(TimeSpan? a, TimeSpan b) => a < b ? a.Value : b;
}
