using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Conversation;

/// <summary>What was measured of a conversation. Times in milliseconds; null where it never happened.</summary>
public sealed record ConversationMetrics
{
    /// <summary>From the answer to the first frame of the agent's voice.</summary>
    public int? AnswerToFirstAudioMs { get; init; }

    /// <summary>For each reply: from the end of the person's speech to the first frame of the reply.</summary>
    public IReadOnlyList<int> ReplyMs { get; init; } = [];

    /// <summary>For each reply: the part of it that the engines (ears, mind, mouth) took.</summary>
    public IReadOnlyList<int> EngineMs { get; init; } = [];

    /// <summary>For each interruption: from its first sound to the agent's silence.</summary>
    public IReadOnlyList<int> YieldMs { get; init; } = [];

    /// <summary>For each reply to something said: where its time went.</summary>
    public IReadOnlyList<TurnMetrics> Turns { get; init; } = [];

    /// <summary>How often the mind was asked ahead, on a likely end of the person's turn.</summary>
    public int AheadAttempts { get; init; }

    /// <summary>How many of those replies were spoken; the others were wasted.</summary>
    public int AheadUsed { get; init; }

    /// <summary>Seconds in which the person spoke.</summary>
    public double PersonSpeechSeconds { get; init; }

    /// <summary>How the sound got across.</summary>
    public LineQuality? Line { get; init; }
}

/// <summary>Where the time of one reply went, in milliseconds. From the end of the person's speech unless said.</summary>
public sealed record TurnMetrics
{
    /// <summary>To the recogniser's last words.</summary>
    public required int TranscriptionMs { get; init; }

    /// <summary>To the decision that the turn is over.</summary>
    public required int EndOfTurnMs { get; init; }

    /// <summary>From the question to the mind to the first text worth speaking.</summary>
    public required int MindMs { get; init; }

    /// <summary>From that text to the engine's first sound of it; 0 when the sound was kept from before.</summary>
    public required int VoiceMs { get; init; }

    /// <summary>To the first sound of the reply on the line.</summary>
    public required int TotalMs { get; init; }

    /// <summary>The mind was asked before the turn was certain.</summary>
    public bool IsAhead { get; init; }
}
