using Futwork.Realtime.Conversation.Tools;
using Futwork.Realtime.Turns;

namespace Futwork.Realtime.Conversation.Rules;

/// <summary>One step of a flow makes sense by itself.</summary>
internal sealed class StepRules(AgentDefinition agent, FlowParts parts, FlowGraph graph, ProblemList problems)
{
    private readonly ConditionRules _conditions = new(agent, parts, problems);

    public void Check(FlowPart part, FlowStep step, string at)
    {
        problems.Require(!string.IsNullOrWhiteSpace(step.Name), $"{at}/name", "A step needs a name.");
        bool goesOn = step.Next is not null || step.Listen is not null || step.End is not null || step.Return || step.Talk is { Next: not null };
        problems.Require(goesOn || IsLastCall(step), at, $"The step '{step.Name}' leads nowhere. Give it 'listen', 'next' or {(part.Name is null ? "'end'" : "'return'")}.");
        CheckOneThing(step, at);
        problems.Require(step.End is null || !string.IsNullOrWhiteSpace(step.End.Disposition), $"{at}/end/disposition", "An end needs a disposition, such as 'interested'.");
        problems.Require(
            step.Branches.Count == 0 || (step.End is null && !step.Return), $"{at}/branches", "A step that ends or returns goes nowhere else. Take 'branches' away, or put them on the step before.");
        foreach ((int i, FlowBranch branch) in step.Branches.Index())
            _conditions.Check(branch.If, $"{at}/branches/{i}/if");
        if (step.Listen is { } listen)
            CheckListen(step, listen, $"{at}/listen");
        if (step.Talk is { } talk)
            CheckTalk(step, talk, $"{at}/talk");
        if (step.Callback is { } callback)
            CallbackRules.Check(step, callback, $"{at}/callback", problems);
    }

    /// <summary>A call of a sub-flow that never comes back needs no way on.</summary>
    private bool IsLastCall(FlowStep step) => step.Call is { } call && graph.Gains(call) is null;

    private void CheckOneThing(FlowStep step, string at)
    {
        (string Name, bool IsSet)[] things =
            [("end", step.End is not null), ("listen", step.Listen is not null), ("talk", step.Talk is not null), ("call", step.Call is not null), ("return", step.Return)];
        string[] set = [.. things.Where(t => t.IsSet).Select(t => t.Name)];
        if (set is ["end", "listen"])
            problems.Add($"{at}/listen", "A step that ends the call does not listen. Take 'listen' away, or 'end'.");
        else if (set.Length > 1)
            problems.Add(at, $"A step does one thing after it has spoken, and this one has {string.Join(" and ", set.Select(n => $"'{n}'"))}. Make them steps of their own.");
    }

    private void CheckListen(FlowStep step, FlowListen listen, string at)
    {
        problems.Require(
            listen.Choices.Count > 0 || listen.Yes is not null || listen.No is not null || listen.Slot is not null,
            at,
            "A step that listens needs something to listen for: 'choices', 'yes', 'no' or a 'slot'.");
        problems.InRange(listen.Retries, 0, 10, $"{at}/retries", "times");
        foreach ((int i, FlowChoice choice) in listen.Choices.Index())
            CheckChoice(choice, $"{at}/choices/{i}");
        problems.Unique(listen.Choices.Select(c => c.Digit ?? ""), i => $"{at}/choices/{i}/digit", "choices by a key");
        if (listen.Slot is { } slot)
            CheckSlot(step, slot, $"{at}/slot");
    }

    private void CheckChoice(FlowChoice choice, string at)
    {
        problems.Require(
            choice.Phrases.All(p => Understanding.Words.Split(p).Length > 0) && (choice.Digit is not null || choice.Phrases.Count > 0),
            $"{at}/phrases",
            "A choice needs phrases with words in them, or a digit to press.");
        problems.Require(
            choice.Digit is null or [>= '0' and <= '9' or '*' or '#'], $"{at}/digit", $"'{choice.Digit}' is no key of a phone; use one of 0-9, * and #.");
    }

    private void CheckSlot(FlowStep step, FlowSlot slot, string at)
    {
        NameRules.CheckName(slot.Field, $"{at}/field", problems);
        problems.Require(slot.Kind is not SlotType.None, $"{at}/type", $"'{slot.Type}' is no type; use {string.Join(", ", SlotTypes.All)}.");
        problems.Require(slot.GoTo is not null || step.Next is not null, at, "An answer that fits leads nowhere. Give the slot 'goTo', or the step 'next'.");
        problems.Require(slot.Digits is null or (>= 1 and <= 32), $"{at}/digits", "Digits are counted from 1 to 32.");
    }

    private void CheckTalk(FlowStep step, FlowTalk talk, string at)
    {
        problems.Require(
            agent.Prompt is not null, at, $"The step '{step.Name}' hands over to a language model, and the agent has none. Give the agent a 'prompt' with its model and instructions.");
        problems.Require(!string.IsNullOrWhiteSpace(talk.Instructions), $"{at}/instructions", "A talk needs instructions: what the model should talk about and find out.");
        problems.InRange(talk.MaxTurns, 1, 100, $"{at}/maxTurns", "turns");
        NameRules.CheckFields(talk.Fields, $"{at}/fields", problems);
        string[] tools = [.. agent.Tools.Select(t => t.Name ?? t.Type), ToolTypes.EndCall];
        foreach ((int i, string tool) in (talk.Tools ?? []).Index())
            problems.Require(tools.Contains(tool), $"{at}/tools/{i}", $"There is no tool '{tool}'. There is: {string.Join(", ", tools.Distinct().Select(t => $"'{t}'"))}.");
    }
}
