using Futwork.Realtime.Speech;

namespace Futwork.Realtime.Turns;

/// <summary>What the agent waits for, and how to know that it has come.</summary>
/// <param name="Hint">For the recogniser.</param>
internal sealed record Awaited(Expectation Hint)
{
    /// <summary>Nothing in particular.</summary>
    public static readonly Awaited Anything = new(new Expectation());

    /// <summary>The words settle the question, whatever may follow.</summary>
    public Func<string, bool> IsSettledBy { get; init; } = _ => false;

    /// <summary>The words are meant for the agent, though more may follow that makes them mean something else.</summary>
    public Func<string, bool> IsMetBy { get; init; } = _ => false;

    /// <summary>The kind of value asked for.</summary>
    public SlotType Slot { get; init; }

    /// <summary>How many digits make the answer complete, for <see cref="SlotType.Digits"/> and <see cref="SlotType.Phone"/>.</summary>
    public int? Digits { get; init; }

    /// <summary>The keys pressed so far are an answer.</summary>
    public Func<string, bool> AreKeysEnough { get; init; } = _ => false;
}
