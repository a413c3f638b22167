using Futwork.Realtime.Conversation;

namespace Futwork.Realtime.Turns;

/// <summary>The times by which turns are taken.</summary>
internal sealed record TurnPolicy
{
    /// <summary>Silence after an answer that already settles the question.</summary>
    public TimeSpan Settled { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Silence after an answer that sounds complete.</summary>
    public TimeSpan Complete { get; init; } = TimeSpan.FromMilliseconds(600);

    /// <summary>Silence after an answer that trails off.</summary>
    public TimeSpan Unfinished { get; init; } = TimeSpan.FromMilliseconds(1500);

    /// <summary>How long the recogniser may take to send its words after the end of speech.</summary>
    public TimeSpan FinalTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Sound shorter than this without a word is a noise, not an answer that was missed.</summary>
    public TimeSpan Noise { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Silence after which the agent asks again.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(7);

    /// <summary>Speech without words for this long over the agent's voice takes the floor all the same.</summary>
    public TimeSpan SustainedSpeech { get; init; } = TimeSpan.FromMilliseconds(700);

    /// <summary>The same while the agent opens: people pick up with a "hello?" that no agent should stop for.</summary>
    public TimeSpan SustainedOpening { get; init; } = TimeSpan.FromMilliseconds(1200);

    /// <summary>An opening that is cut before this much of it was heard begins anew.</summary>
    public TimeSpan Opening { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A paused agent goes on after this long when no words came.</summary>
    public TimeSpan ResumeTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The next key of several must come within this.</summary>
    public TimeSpan KeyGap { get; init; } = TimeSpan.FromSeconds(2);

    public static TurnPolicy From(TurnSettings settings) => new()
    {
        Settled = TimeSpan.FromMilliseconds(Math.Min(300, settings.EndOfTurnMilliseconds)),
        Complete = TimeSpan.FromMilliseconds(settings.EndOfTurnMilliseconds),
        Unfinished = TimeSpan.FromMilliseconds(settings.UnfinishedTurnMilliseconds),
        Silence = TimeSpan.FromMilliseconds(settings.SilenceMilliseconds),
    };
}
