namespace Futwork.Realtime.Turns;

/// <summary>When to speak, when to listen, when to give up. All times in milliseconds unless said.</summary>
public sealed record TurnSettings
{
    /// <summary>
    /// How quick to reply: <c>snappy</c>, <c>balanced</c> or <c>patient</c>. It sets, for the agent's language, every time below that
    /// is null, and how certain the end of a turn must be.
    /// </summary>
    public string Preset { get; init; } = "balanced";

    /// <summary>Silence after words that settle the question (a plain yes, the last digit of a number); null takes the preset's.</summary>
    public int? SettledMilliseconds { get; init; }

    /// <summary>Silence after which words that sound complete are taken as the end of the turn; null takes the preset's.</summary>
    public int? EndOfTurnMilliseconds { get; init; }

    /// <summary>Silence after which words that sound unfinished are taken as the end of the turn; null takes the preset's.</summary>
    public int? UnfinishedTurnMilliseconds { get; init; }

    /// <summary>The longest silence after speech before the agent replies, whatever the words say ("hold on"); null takes the preset's.</summary>
    public int? TimeoutMilliseconds { get; init; }

    /// <summary>Learn how long this caller pauses in the middle of a sentence, and wait a little longer, or less long, by it.</summary>
    public bool LearnPauses { get; init; } = true;

    /// <summary>After this many seconds of one turn the agent may step in, even while the person speaks.</summary>
    public int MaxTurnSeconds { get; init; } = 90;

    /// <summary>Start thinking on a likely end of the turn; what was thought is used only when nothing changed.</summary>
    public bool PreemptiveReplies { get; init; } = true;

    /// <summary>The person may interrupt the agent.</summary>
    public bool Interruptible { get; init; } = true;

    /// <summary>What takes the floor from the agent, and what does not.</summary>
    public InterruptionSettings Interruption { get; init; } = new();

    /// <summary>How pressed keys become an answer.</summary>
    public KeySettings Keys { get; init; } = new();

    /// <summary>Silence from the person after which the agent asks again.</summary>
    public int SilenceMilliseconds { get; init; } = 7000;

    /// <summary>What it says then; null takes the flow step's own, or a general one in the agent's language.</summary>
    public string? SilencePrompt { get; init; }

    /// <summary>How often it asks again before it says goodbye.</summary>
    public int SilencePrompts { get; init; } = 2;

    /// <summary>What it says before it hangs up on silence.</summary>
    public string? SilenceGoodbye { get; init; }

    /// <summary>The longest call, in seconds by the wall clock.</summary>
    public int MaxCallSeconds { get; init; } = 600;
}

/// <summary>What takes the floor from the agent while it speaks. It gives way by degrees: softly, paused, silent.</summary>
public sealed record InterruptionSettings
{
    /// <summary>How many words take the floor; "mm-hmm", "ok" and the like do not count.</summary>
    public int Words { get; init; } = 1;

    /// <summary>
    /// Over its voice, a sound is confirmed to be speech after this long, and the agent pauses; until then it only speaks softly, so that no
    /// "mm-hmm" stops it. 0 pauses at the first sound.
    /// </summary>
    public int ConfirmedMilliseconds { get; init; } = 250;

    /// <summary>How many decibels softer it speaks until then; 0 changes nothing.</summary>
    public int SoftenDecibels { get; init; } = 12;

    /// <summary>Speech for this long takes the floor before any word is understood.</summary>
    public int SustainedMilliseconds { get; init; } = 700;

    /// <summary>A paused agent goes on this long after the sound ended when no words came of it.</summary>
    public int ResumeMilliseconds { get; init; } = 1000;

    /// <summary>Phrases that take the floor at once, besides those of the language ("stop", "hold on").</summary>
    public IReadOnlyList<string> StopPhrases { get; init; } = [];

    /// <summary>Phrases that only mean "I am listening", besides those of the language ("mm-hmm", "ok").</summary>
    public IReadOnlyList<string> Backchannels { get; init; } = [];
}

/// <summary>How pressed keys become an answer.</summary>
public sealed record KeySettings
{
    /// <summary>The next key of several must come within this.</summary>
    public int GapMilliseconds { get; init; } = 2000;

    /// <summary>The key that says "that was all"; an empty text for none.</summary>
    public string Terminator { get; init; } = "#";
}
