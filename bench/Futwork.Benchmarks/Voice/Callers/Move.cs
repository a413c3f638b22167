namespace Futwork.Benchmarks.Voice.Callers;

/// <summary>What a caller waits for before the next sound.</summary>
internal enum Cue
{
    /// <summary>The agent has spoken, and has been silent for so long.</summary>
    AgentDone,

    /// <summary>The agent has been speaking for so long.</summary>
    AgentSpeaking,

    /// <summary>So long after the caller's own last sound.</summary>
    OwnSilence,
}

/// <summary>One sound of a script, and when it comes.</summary>
/// <param name="Category">What it tests, in a word or two.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Cue">What it waits for.</param>
/// <param name="Milliseconds">How long.</param>
/// <param name="Line">What is said, in <see cref="LineReader"/>'s notation.</param>
internal sealed record Move(string Category, CallerSoundKind Kind, Cue Cue, int Milliseconds, string Line)
{
    /// <summary>What the agent's model answers to it; null leaves the reply to the turn before.</summary>
    public string? Reply { get; init; }
}

/// <summary>A call as the caller's side plans it.</summary>
/// <param name="Name">For the report.</param>
/// <param name="Seed">Of its line.</param>
/// <param name="Voice">The caller's voice.</param>
/// <param name="RoomVoice">The voice of somebody else in the room.</param>
/// <param name="Language">BCP 47 tag of the agent.</param>
/// <param name="Greeting">What the agent says first.</param>
/// <param name="Moves">The caller's sounds, in order.</param>
internal sealed record CallScript(string Name, int Seed, string Voice, string RoomVoice, string Language, string Greeting, IReadOnlyList<Move> Moves);
