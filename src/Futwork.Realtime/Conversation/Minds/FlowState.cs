namespace Futwork.Realtime.Conversation.Minds;

/// <summary>Where a flow stands.</summary>
/// <param name="Step">The step that listens or lets the model talk; null before the first one.</param>
/// <param name="NoMatches">How often in a row its answers matched nothing.</param>
/// <param name="Fields">The fields filled so far, in order.</param>
internal sealed record FlowState(FlowStep? Step, int NoMatches, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    public static readonly FlowState Start = new(null, 0, []);

    /// <summary>The sub-flow that the step belongs to; null is the flow itself.</summary>
    public string? Flow { get; init; }

    /// <summary>Who called the sub-flows that are open, the latest last.</summary>
    public IReadOnlyList<FlowCaller> Callers { get; init; } = [];

    /// <summary>An answer that was read back and waits for a yes.</summary>
    public PendingAnswer? Pending { get; init; }

    /// <summary>How often the person has asked for time at the step.</summary>
    public int Waits { get; init; }

    /// <summary>How often the person has answered the model in the step that talks.</summary>
    public int TalkTurns { get; init; }

    /// <summary>The person has said something, or pressed a key.</summary>
    public bool HasSpoken { get; init; }

    /// <summary>The person has asked never to be called again.</summary>
    public bool OptedOut { get; init; }

    /// <summary>When the person is to be called back, as the flow has noted it.</summary>
    public CallbackRequest? Callback { get; init; }

    /// <summary>The call back that the model had noted before, of which <see cref="Callback"/> takes the place.</summary>
    public CallbackRequest? Replaced { get; init; }

    /// <summary>The value of a field; null when it was not filled.</summary>
    public string? Field(string name) => Fields.FirstOrDefault(f => f.Key == name).Value;

    /// <summary>With a field filled; filling it again keeps its place.</summary>
    public FlowState With(string field, string value)
    {
        var filled = new KeyValuePair<string, string>(field, value);
        return Fields.Any(f => f.Key == field)
            ? this with { Fields = [.. Fields.Select(f => f.Key == field ? filled : f)] }
            : this with { Fields = [.. Fields, filled] };
    }
}

/// <summary>A step that called a sub-flow, and the flow that it belongs to.</summary>
internal sealed record FlowCaller(string? Flow, FlowStep Step);

/// <summary>An answer that was read back.</summary>
/// <param name="Value">What was understood.</param>
/// <param name="GoTo">Where it leads once it is confirmed; null is the step's own way on.</param>
internal sealed record PendingAnswer(string Value, string? GoTo);
