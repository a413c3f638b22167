namespace Futwork.Benchmarks.Voice.Scoring;

/// <summary>One turn as EVA sees it: what the person said, and what the agent said to it.</summary>
/// <param name="User">The person's stretches.</param>
/// <param name="Agent">The agent's stretches that began with or after this turn and before the next.</param>
internal sealed record EvaTurn(IReadOnlyList<Stretch> User, IReadOnlyList<Stretch> Agent)
{
    /// <summary>The agent began while the person was not done.</summary>
    public bool AgentInterrupted { get; init; }

    /// <summary>The person began while the agent sounded.</summary>
    public bool UserInterrupted { get; init; }

    /// <summary>The agent called a tool for its answer.</summary>
    public bool HasToolCall { get; init; }
}
