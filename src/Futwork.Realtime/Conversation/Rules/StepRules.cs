namespace Futwork.Realtime.Conversation.Rules;

/// <summary>One step of a flow makes sense by itself.</summary>
internal static class StepRules
{
    private static readonly string[] SlotTypes = ["text", "number", "digits", "phone", "email", "date"];

    public static void Check(FlowStep step, string at, ProblemList problems)
    {
        problems.Require(!string.IsNullOrWhiteSpace(step.Name), $"{at}/name", "A step needs a name.");
        problems.Require(
            step.Listen is not null || step.End is not null || step.Next is not null, at, $"The step '{step.Name}' leads nowhere. Give it 'listen', 'next' or 'end'.");
        problems.Require(step.End is null || step.Listen is null, $"{at}/listen", "A step that ends the call does not listen. Take 'listen' away, or 'end'.");
        problems.Require(step.End is null || !string.IsNullOrWhiteSpace(step.End.Disposition), $"{at}/end/disposition", "An end needs a disposition, such as 'interested'.");
        if (step.Listen is { } listen)
            CheckListen(step, listen, $"{at}/listen", problems);
    }

    private static void CheckListen(FlowStep step, FlowListen listen, string at, ProblemList problems)
    {
        problems.Require(
            listen.Choices.Count > 0 || listen.Yes is not null || listen.No is not null || listen.Slot is not null,
            at,
            "A step that listens needs something to listen for: 'choices', 'yes', 'no' or a 'slot'.");
        problems.InRange(listen.Retries, 0, 10, $"{at}/retries", "times");
        foreach ((int i, FlowChoice choice) in listen.Choices.Index())
            CheckChoice(choice, $"{at}/choices/{i}", problems);
        problems.Unique(listen.Choices.Select(c => c.Digit ?? ""), i => $"{at}/choices/{i}/digit", "choices by a key");
        if (listen.Slot is { } slot)
            CheckSlot(step, slot, $"{at}/slot", problems);
    }

    private static void CheckChoice(FlowChoice choice, string at, ProblemList problems)
    {
        problems.Require(
            choice.Phrases.All(p => Understanding.Words.Split(p).Length > 0) && (choice.Digit is not null || choice.Phrases.Count > 0),
            $"{at}/phrases",
            "A choice needs phrases with words in them, or a digit to press.");
        problems.Require(
            choice.Digit is null or [>= '0' and <= '9' or '*' or '#'], $"{at}/digit", $"'{choice.Digit}' is no key of a phone; use one of 0-9, * and #.");
    }

    private static void CheckSlot(FlowStep step, FlowSlot slot, string at, ProblemList problems)
    {
        NameRules.CheckName(slot.Field, $"{at}/field", problems);
        problems.Require(SlotTypes.Contains(slot.Type), $"{at}/type", $"'{slot.Type}' is no type; use {string.Join(", ", SlotTypes)}.");
        problems.Require(slot.GoTo is not null || step.Next is not null, at, "An answer that fits leads nowhere. Give the slot 'goTo', or the step 'next'.");
        problems.Require(slot.Digits is null or (>= 1 and <= 32), $"{at}/digits", "Digits are counted from 1 to 32.");
    }
}
