namespace Futwork.Realtime.Conversation;

/// <summary>A conversation written as steps. It starts at the first one.</summary>
public sealed record Flow
{
    /// <summary>The steps. Names are unique; a reference to a step that is not there is refused when the agent is saved.</summary>
    public IReadOnlyList<FlowStep> Steps { get; init; } = [];
}

/// <summary>One step: say something, listen, go on.</summary>
public sealed record FlowStep
{
    /// <summary>The name that other steps go to.</summary>
    public required string Name { get; init; }

    /// <summary>What to say; may use variables and fields filled earlier. Null says nothing.</summary>
    public string? Say { get; init; }

    /// <summary>The person may interrupt this text; null takes the agent's setting.</summary>
    public bool? Interruptible { get; init; }

    /// <summary>What to listen for. Null: do not listen, go on at once.</summary>
    public FlowListen? Listen { get; init; }

    /// <summary>Where to go when nothing else decides.</summary>
    public string? Next { get; init; }

    /// <summary>Ends the call after what was said, with this disposition.</summary>
    public FlowEnd? End { get; init; }
}

/// <summary>What to listen for, and where each answer leads. Choices are tried in order, then the slot.</summary>
public sealed record FlowListen
{
    /// <summary>Answers by phrase.</summary>
    public IReadOnlyList<FlowChoice> Choices { get; init; } = [];

    /// <summary>Where a yes leads.</summary>
    public string? Yes { get; init; }

    /// <summary>Where a no leads.</summary>
    public string? No { get; init; }

    /// <summary>An answer to keep.</summary>
    public FlowSlot? Slot { get; init; }

    /// <summary>Said when nothing matched, before listening again; null is a general "sorry" in the agent's language.</summary>
    public string? NoMatch { get; init; }

    /// <summary>How often to ask again before <see cref="GiveUp"/>.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>Where to go when nothing matched after all; null ends the call with the disposition <c>cannot tell</c>.</summary>
    public string? GiveUp { get; init; }

    /// <summary>Said when the person is silent; null takes the agent's.</summary>
    public string? Silence { get; init; }

    /// <summary>Where to go when the person stays silent after all; null says goodbye and hangs up.</summary>
    public string? SilenceGoTo { get; init; }

    /// <summary>Names and other words that the answer may hold and a dictionary may lack.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];
}

/// <summary>One answer.</summary>
/// <param name="Phrases">Said like this, anywhere in the answer; case and punctuation do not matter.</param>
/// <param name="GoTo">Where it leads.</param>
/// <param name="Digit">The key that means the same.</param>
public sealed record FlowChoice(IReadOnlyList<string> Phrases, string GoTo, string? Digit = null);

/// <summary>An answer to keep in a field.</summary>
/// <param name="Field">Name of the field; lands in <c>extractedData</c> and may be used as a variable in later steps.</param>
/// <param name="Type"><c>number</c>, <c>date</c>, <c>digits</c> or <c>text</c>.</param>
/// <param name="GoTo">Where an answer that fits leads; null takes the step's next.</param>
/// <param name="Digits">For <c>digits</c>: how many make it complete.</param>
public sealed record FlowSlot(string Field, string Type = "text", string? GoTo = null, int? Digits = null);

/// <summary>The end of a flow.</summary>
/// <param name="Disposition">The label for the call.</param>
public sealed record FlowEnd(string Disposition);
