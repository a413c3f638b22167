using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Conversation;

/// <summary>A flow or one of its sub-flows.</summary>
/// <param name="Name">The name of the sub-flow; null is the flow itself.</param>
/// <param name="At">JSON pointer to it below the agent's definition.</param>
/// <param name="Steps">Its steps.</param>
internal sealed record FlowPart(string? Name, string At, IReadOnlyList<FlowStep> Steps)
{
    /// <summary>What its steps are called, as a message lists it.</summary>
    public string Names => string.Join(", ", Steps.Select(s => s.Name).Distinct().Select(n => $"'{n}'"));

    public FlowStep? Find(string step) => Steps.FirstOrDefault(s => s.Name == step);
}

/// <summary>A flow with its sub-flows, the flow first.</summary>
internal sealed class FlowParts
{
    private FlowParts(IReadOnlyList<FlowPart> all, string? optOutGoTo) => (All, OptOutGoTo) = (all, optOutGoTo);

    public IReadOnlyList<FlowPart> All { get; }

    /// <summary>The step of the flow that every step which listens may lead to.</summary>
    public string? OptOutGoTo { get; }

    /// <summary>A step lets the model talk.</summary>
    public bool HasTalk => All.Any(p => p.Steps.Any(s => s.Talk is not null));

    /// <summary>A step notes that the person wants never to be called again.</summary>
    public bool TakesOptOuts => All.Any(p => p.Steps.Any(s => s.OptOut));

    /// <summary>The label at each end.</summary>
    public IEnumerable<string> Labels => All.SelectMany(p => p.Steps).Select(s => s.End?.Disposition).OfType<string>();

    /// <summary>Every field that a step may fill.</summary>
    public IEnumerable<string> Fields => All.SelectMany(p => p.Steps)
        .SelectMany(s => (s.Talk?.Fields.Select(f => f.Name) ?? []).Concat(s.Listen?.Slot is { } slot ? [slot.Field] : []));

    public static FlowParts Of(Flow flow) => new(
        [new FlowPart(null, "/flow", flow.Steps), .. flow.Flows.Select(f => new FlowPart(f.Key, $"/flow/flows/{JsonPointer.Escape(f.Key)}", f.Value.Steps))], flow.OptOutGoTo);

    public FlowPart? Find(string? name) => All.FirstOrDefault(p => p.Name == name);
}
