using System.Globalization;
using Futwork.Realtime.Conversation.Minds;
using Futwork.Realtime.Turns;

namespace Futwork.Realtime.Conversation.Rules;

/// <summary>A call back that a flow notes is for one moment, which will be known.</summary>
internal static class CallbackRules
{
    private const int MostMinutes = CallbackTime.MostDays * 24 * 60;

    public static void Check(FlowStep step, FlowCallback callback, string at, ProblemList problems)
    {
        int forms = (callback.Field is null ? 0 : 1) + (callback.InMinutes is null ? 0 : 1) + (callback.Time is null ? 0 : 1);
        problems.Require(
            forms == 1,
            at,
            "A call back has exactly one of 'field' (what the person said to a slot of the type 'moment'), 'inMinutes', such as 120, and 'time', such as \"10:00\" with \"days\": 1 for tomorrow.");
        problems.Require(!step.OptOut, at, $"The step '{step.Name}' notes that the person wants never to be called again. Take 'callback' away, or 'optOut'.");
        if (callback.InMinutes is { } minutes)
            problems.InRange(minutes, 1, MostMinutes, $"{at}/inMinutes", "minutes");
        problems.Require(callback.Time is null || IsTime(callback.Time), $"{at}/time", $"'{callback.Time}' is no time of the day; write it like 17:30.");
        problems.InRange(callback.Days, 0, CallbackTime.MostDays - 1, $"{at}/days", "days");
        problems.Require(callback.Days == 0 || callback.Time is not null, $"{at}/days", "'days' says on which day a 'time' is meant. Give it one, or take 'days' away.");
    }

    /// <summary>The field is one that a slot has filled with a moment, on every way to the step.</summary>
    public static void CheckField(string? field, string at, HashSet<string> filled, FlowParts parts, ProblemList problems)
    {
        if (field is null)
            return;
        FlowSlot[] slots = [.. parts.All.SelectMany(p => p.Steps).Select(s => s.Listen?.Slot).OfType<FlowSlot>().Where(s => s.Field == field)];
        if (slots.Length == 0)
            problems.Add(at, $"No slot fills '{field}'. Ask for it in a step that listens, with \"slot\": {{\"field\": \"{field}\", \"type\": \"moment\"}}.");
        else if (Array.Find(slots, s => s.Kind is not SlotType.Moment) is { } other)
            problems.Add(at, $"'{field}' is filled by a slot of the type '{other.Type}', which is no day and time. Make it a slot of the type 'moment'.");
        else
            problems.Require(filled.Contains(field), at, $"No step on every way here fills '{field}'. Come here only by a slot that has filled it, or by a branch on which it exists.");
    }

    private static bool IsTime(string time) => TimeOnly.TryParseExact(time, FlowCallbacks.TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
