using Futwork.Realtime.Speech;

namespace Futwork.Realtime.Turns;

/// <summary>What the agent waits for, and how to know that it has come.</summary>
/// <param name="Hint">For the recogniser.</param>
internal sealed record Awaited(Expectation Hint)
{
    /// <summary>The words settle the question, whatever may follow.</summary>
    public Func<string, bool> IsSettledBy { get; init; } = _ => false;

    /// <summary>How many digits make the answer complete.</summary>
    public int? Digits { get; init; }

    /// <summary>The keys pressed so far are an answer.</summary>
    public Func<string, bool> AreKeysEnough { get; init; } = _ => false;
}
