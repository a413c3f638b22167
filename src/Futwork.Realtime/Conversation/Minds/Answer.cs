using System.Globalization;
using Futwork.Realtime.Turns;
using Futwork.Realtime.Understanding;

namespace Futwork.Realtime.Conversation.Minds;

/// <summary>What an answer means to a step.</summary>
internal abstract record Meaning
{
    /// <summary>It leads to this step (null: the step's next), and may fill a field.</summary>
    internal sealed record GoTo(string? Step, string? Field = null, string? Value = null) : Meaning;

    /// <summary>Say it again, please; or only: wait. Nothing was misunderstood.</summary>
    internal sealed record Repeat(bool IsForTime = false) : Meaning;

    /// <summary>Nothing that the step listens for.</summary>
    internal sealed record Nothing : Meaning;
}

/// <summary>Reads an answer by what a step listens for: choices (the longest phrase wins), yes and no, a request to repeat or to wait, the slot.</summary>
internal static class Answer
{
    private static readonly Meaning Unmatched = new Meaning.Nothing();

    /// <param name="text">What was said.</param>
    /// <param name="listen">What the step listens for.</param>
    /// <param name="clock">The person's clock.</param>
    /// <param name="known">Of a moment that they are asked about stays what they do not name. Null: they are asked about none.</param>
    public static Meaning Read(string text, FlowListen listen, PersonClock clock, DateTime? known = null)
    {
        string[] words = Words.Split(text);
        if (words.Length == 0)
            return Unmatched;
        if (Decided(words, listen) is { } decided)
            return decided;
        if (RepeatRequest.Is(words) && !NamesMoment(words, listen.Slot, clock))
            return new Meaning.Repeat();
        return AsksForTime(words, listen.Slot) ? new Meaning.Repeat(IsForTime: true) : Slot(text, words, listen.Slot, clock, known);
    }

    /// <summary>What the keys mean: a choice by its digit, or a slot of digits or a number.</summary>
    public static Meaning ReadKeys(string keys, FlowListen listen)
    {
        if (listen.Choices.FirstOrDefault(c => c.Digit == keys) is { } choice)
            return new Meaning.GoTo(choice.GoTo);
        string digits = keys.TrimEnd('#', '*');
        bool wanted = listen.Slot is { Kind: SlotType.Number } || (listen.Slot is { Kind: SlotType.Digits or SlotType.Phone } slot && digits.Length == (slot.Digits ?? digits.Length));
        return wanted && digits.Length > 0 && digits.All(char.IsAsciiDigit)
            ? new Meaning.GoTo(listen.Slot!.GoTo, listen.Slot.Field, digits)
            : Unmatched;
    }

    /// <summary>The words settle it by choice, yes or no, whatever may follow.</summary>
    public static Meaning? Decided(string[] words, FlowListen listen)
    {
        FlowChoice? best = null;
        int longest = 0;
        foreach (FlowChoice choice in listen.Choices)
        {
            int length = choice.Phrases.Select(p => PhraseMatch.Length(words, p)).DefaultIfEmpty().Max();
            (best, longest) = length > longest ? (choice, length) : (best, longest);
        }

        if (best is not null)
            return new Meaning.GoTo(best.GoTo);
        string? step = YesNo.Read(words) switch { true => listen.Yes, false => listen.No, null => null };
        return step is null ? null : new Meaning.GoTo(step);
    }

    /// <summary>The step to which <paramref name="flow"/> leads who asks never to be called again; null where they do not ask, or it leads them nowhere.</summary>
    public static string? OptOutStep(string[] words, Flow? flow) => flow?.OptOutGoTo is { } goTo && OptOutRequest.Is(words) ? goTo : null;

    /// <summary>"Call me once more tomorrow" does not ask to hear it once more.</summary>
    private static bool NamesMoment(string[] words, FlowSlot? slot, PersonClock clock) =>
        slot is { Kind: SlotType.Moment } && SpokenMoment.Read(words, clock.Now.DateTime) is not null;

    /// <summary>Who is asked for a number and says "two minutes" has answered, and so has who is asked for a moment and says "in two minutes".</summary>
    private static bool AsksForTime(string[] words, FlowSlot? slot) =>
        slot is not { Kind: SlotType.Text } && HoldRequest.Is(words) && !(slot is { Kind: SlotType.Number } && SpokenNumber.Read(words) is not (null or "1"))
        && !(slot is { Kind: SlotType.Moment } && SpokenDelay.Read(words) is not null);

    private static Meaning Slot(string text, string[] words, FlowSlot? slot, PersonClock clock, DateTime? known)
    {
        if (slot is null)
            return Unmatched;
        string? value = slot.Kind switch
        {
            SlotType.Number => SpokenNumber.Read(words),
            SlotType.Date => SpokenDate.Read(words, clock.Today)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            SlotType.Moment => SpokenMoment.Read(words, clock.Now.DateTime, known)?.ToString(CallbackTime.Kept, CultureInfo.InvariantCulture),
            SlotType.Digits => SpokenDigits.Read(words) is { Length: > 0 } digits && digits.Length == (slot.Digits ?? digits.Length) ? digits : null,
            SlotType.Phone => SpokenPhone.Read(text, slot.Digits),
            SlotType.Email => SpokenEmail.Read(text),
            SlotType.Name => SpokenName.Read(text),
            SlotType.Text => text.Trim(),
            _ => null,
        };
        return value is null ? Unmatched : new Meaning.GoTo(slot.GoTo, slot.Field, value);
    }
}
