using System.Text.Json;
using Futwork.Realtime.Turns;

namespace Futwork.Realtime.Conversation;

/// <summary>A conversation written as steps. It starts at the first one.</summary>
public sealed record Flow
{
    /// <summary>The steps. Names are unique; a reference to a step that is not there is refused when the agent is saved.</summary>
    public IReadOnlyList<FlowStep> Steps { get; init; } = [];

    /// <summary>Parts of the conversation by name, which a step calls and which return to it; they share the fields.</summary>
    public IReadOnlyDictionary<string, SubFlow> Flows { get; init; } = new Dictionary<string, SubFlow>();

    /// <summary>
    /// The step to go to when the person asks never to be called again, whichever step listens. Null, the default: such words are read as any others, since who is
    /// misunderstood is lost.
    /// </summary>
    public string? OptOutGoTo { get; init; }

    /// <summary>The same flow for somebody who cannot be called back.</summary>
    internal Flow WithoutCallbacks() => this with
    {
        Steps = [.. Steps.Select(step => step.WithoutCallback())],
        Flows = Flows.ToDictionary(flow => flow.Key, flow => new SubFlow { Steps = [.. flow.Value.Steps.Select(step => step.WithoutCallback())] }),
    };
}

/// <summary>A part of a flow with steps of its own; it starts at the first and goes back to its caller at a step that returns.</summary>
public sealed record SubFlow
{
    /// <summary>The steps. Their names are their own: a step here leads only to steps here.</summary>
    public IReadOnlyList<FlowStep> Steps { get; init; } = [];
}

/// <summary>One step: say something, then listen, talk, call a sub-flow, return or end, and go on.</summary>
public sealed record FlowStep
{
    /// <summary>The name that other steps go to.</summary>
    public required string Name { get; init; }

    /// <summary>What to say; may use variables and fields filled earlier. Null says nothing.</summary>
    public string? Say { get; init; }

    /// <summary>The person may interrupt this text; null takes the agent's setting.</summary>
    public bool? Interruptible { get; init; }

    /// <summary>The text has to be heard in full, such as a notice that the law wants: cut short, it is said again.</summary>
    public bool MustComplete { get; init; }

    /// <summary>What to listen for. Null: do not listen, go on at once.</summary>
    public FlowListen? Listen { get; init; }

    /// <summary>Lets the language model talk until it has what it was asked for.</summary>
    public FlowTalk? Talk { get; init; }

    /// <summary>Runs the sub-flow of this name, then goes on here.</summary>
    public string? Call { get; init; }

    /// <summary>Goes back to the step that called this sub-flow.</summary>
    public bool Return { get; init; }

    /// <summary>Where to go, by what is known: the first one whose condition holds, before <see cref="Next"/>.</summary>
    public IReadOnlyList<FlowBranch> Branches { get; init; } = [];

    /// <summary>Where to go when nothing else decides.</summary>
    public string? Next { get; init; }

    /// <summary>Ends the call after what was said, with this disposition.</summary>
    public FlowEnd? End { get; init; }

    /// <summary>
    /// The person has asked never to be called again: their number is on the do-not-call list once they have heard some of what the step says, and at the latest with their next
    /// turn or the end of the call.
    /// </summary>
    public bool OptOut { get; init; }

    /// <summary>When the person is to be called back: noted before the step says anything. A later one takes the place of an earlier one.</summary>
    public FlowCallback? Callback { get; init; }

    /// <summary>The same step for somebody who cannot be called back: its way out; without one it says what it says, and notes nothing.</summary>
    internal FlowStep WithoutCallback() => Callback switch
    {
        null => this,
        { GiveUp: { } giveUp } => new FlowStep { Name = Name, Next = giveUp },
        _ => this with { Callback = null },
    };
}

/// <summary>When to call somebody back, on their own clock: exactly one of <see cref="Field"/>, <see cref="InMinutes"/> and <see cref="Time"/> is set.</summary>
public sealed record FlowCallback
{
    /// <summary>The field that a slot of the type <c>moment</c> has filled: when the person said.</summary>
    public string? Field { get; init; }

    /// <summary>So many minutes from then on, 1 to 86400.</summary>
    public int? InMinutes { get; init; }

    /// <summary>At this time of the day, <c>HH:mm</c>: on the day that <see cref="Days"/> says.</summary>
    public string? Time { get; init; }

    /// <summary>The day of <see cref="Time"/>, counted from today, 0 to 59. 0 is the next time the clock shows it: today, or else tomorrow.</summary>
    public int Days { get; init; }

    /// <summary>What they want to talk about then; may use variables and fields filled earlier.</summary>
    public string? Note { get; init; }

    /// <summary>Where to go instead, before anything is said, for somebody who cannot be called back because their number is not known; null goes on without noting anything.</summary>
    public string? GiveUp { get; init; }
}

/// <summary>What to listen for, and where each answer leads: the choice whose phrase is the longest, else yes or no, else the slot.</summary>
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
/// <param name="Type"><c>number</c>, <c>date</c>, <c>moment</c>, <c>digits</c>, <c>phone</c>, <c>email</c>, <c>name</c> or <c>text</c>.</param>
/// <param name="GoTo">Where an answer that fits leads; null takes the step's next.</param>
/// <param name="Digits">For <c>digits</c> and <c>phone</c>: how many make it complete.</param>
/// <param name="Confirm">Reads the answer back and asks whether it is right, until it is.</param>
public sealed record FlowSlot(string Field, string Type = "text", string? GoTo = null, int? Digits = null, bool Confirm = false)
{
    /// <summary>What <see cref="Type"/> stands for.</summary>
    internal SlotType Kind => SlotTypes.Of(Type);
}

/// <summary>A way on that is taken when its condition holds.</summary>
/// <param name="If">The condition.</param>
/// <param name="GoTo">Where it leads.</param>
public sealed record FlowBranch(FlowCondition If, string GoTo);

/// <summary>A condition on a field or variable, or on several conditions: exactly one of the field, <see cref="All"/> and <see cref="Any"/> is set.</summary>
public sealed record FlowCondition
{
    /// <summary>The field or variable to look at.</summary>
    public string? Field { get; init; }

    /// <summary>
    /// <c>equals</c>, <c>not</c>, <c>contains</c>, <c>greater</c>, <c>less</c>, <c>before</c>, <c>after</c>, <c>in</c>, <c>exists</c> or <c>missing</c>.
    /// Numbers are compared as numbers, dates as dates, all else as text whatever its case. A field that is missing equals nothing.
    /// </summary>
    public string Op { get; init; } = "equals";

    /// <summary>What to compare with: a text, a number, true or false; for <c>in</c> a list of them.</summary>
    public JsonElement? Value { get; init; }

    /// <summary>Holds when all of these do.</summary>
    public IReadOnlyList<FlowCondition>? All { get; init; }

    /// <summary>Holds when at least one of these does.</summary>
    public IReadOnlyList<FlowCondition>? Any { get; init; }
}

/// <summary>
/// A stretch that the language model of the agent's prompt holds, until it calls the tool <c>continue_flow</c> with the fields, or
/// the turns are used up. It knows the conversation so far.
/// </summary>
public sealed record FlowTalk
{
    /// <summary>What to talk about, besides the prompt's own instructions; may use variables and fields filled earlier.</summary>
    public string Instructions { get; init; } = "";

    /// <summary>When the talk is done, such as "the person has named a day"; null is: when the fields are known.</summary>
    public string? Goal { get; init; }

    /// <summary>What to bring back; each is a field of the flow afterwards. What the model did not learn stays missing.</summary>
    public IReadOnlyList<ExtractionField> Fields { get; init; } = [];

    /// <summary>The agent's tools that the model may use meanwhile, by name; null is all of them.</summary>
    public IReadOnlyList<string>? Tools { get; init; }

    /// <summary>The most answers of the person before the flow goes on by <see cref="GiveUp"/>.</summary>
    public int MaxTurns { get; init; } = 10;

    /// <summary>Where to go with the fields; null takes the step's branches and next.</summary>
    public string? Next { get; init; }

    /// <summary>Where to go when the turns are used up; null goes on as if it were done.</summary>
    public string? GiveUp { get; init; }
}

/// <summary>The end of a flow.</summary>
/// <param name="Disposition">The label for the call.</param>
public sealed record FlowEnd(string Disposition);
