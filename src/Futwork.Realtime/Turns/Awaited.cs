using Futwork.Realtime.Speech;

namespace Futwork.Realtime.Turns;

/// <summary>What kind of value the agent asked for. A value that people dictate gets more time, and none once it is complete.</summary>
internal enum AwaitedSlot
{
    /// <summary>No value: an answer in the person's own words.</summary>
    None,

    /// <summary>Digits one by one.</summary>
    Digits,

    /// <summary>A phone number.</summary>
    Phone,

    /// <summary>An amount or a count.</summary>
    Number,

    /// <summary>An e-mail address: "john dot smith at example dot com".</summary>
    Email,

    /// <summary>A day.</summary>
    Date,

    /// <summary>A day and a time of it.</summary>
    Moment,

    /// <summary>A person's name.</summary>
    Name,

    /// <summary>Anything, kept as it was said.</summary>
    Text,
}

/// <summary>Reads the kind of value by the type of a flow's slot.</summary>
internal static class AwaitedSlots
{
    public static AwaitedSlot Of(string? type) => type switch
    {
        "digits" => AwaitedSlot.Digits,
        "phone" => AwaitedSlot.Phone,
        "number" => AwaitedSlot.Number,
        "email" => AwaitedSlot.Email,
        "date" => AwaitedSlot.Date,
        "moment" => AwaitedSlot.Moment,
        "name" => AwaitedSlot.Name,
        "text" => AwaitedSlot.Text,
        _ => AwaitedSlot.None,
    };
}

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
    public AwaitedSlot Slot { get; init; }

    /// <summary>How many digits make the answer complete, for <see cref="AwaitedSlot.Digits"/> and <see cref="AwaitedSlot.Phone"/>.</summary>
    public int? Digits { get; init; }

    /// <summary>The keys pressed so far are an answer.</summary>
    public Func<string, bool> AreKeysEnough { get; init; } = _ => false;
}
