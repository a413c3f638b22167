using System.Text.Json;
using System.Text.Json.Nodes;

namespace Futwork.Realtime.Conversation.Tools;

/// <summary>Notes when the person wants to be called back, if they may be called then: what is known not to be kept is not promised.</summary>
internal sealed class ScheduleCallbackTool(ToolSettings settings, PersonClock clock, CallbackHours? hours) : Tool(
    settings, "Notes when the person wants to be called back. Ask for the day and the time first; you know today's date.", Schema(clock, hours))
{
    private const string When = "when";
    private const string TimeZone = "timeZone";
    private const string Note = "note";

    public override Task<ToolOutcome> RunAsync(JsonElement arguments, CancellationToken cancellationToken) => Task.FromResult(Outcome(arguments));

    private ToolOutcome Outcome(JsonElement arguments)
    {
        string when = arguments.Text(When)!;
        if ((arguments.Text(TimeZone) is { } zone ? clock.In(zone) : clock) is not { } theirs)
            return ToolOutcome.Failed($"The person is in one of these time zones: {string.Join(", ", clock.Zones)}.");
        DateTimeOffset now = theirs.Now;
        string today = $"On the person's clock it is now {now:yyyy-MM-dd'T'HH:mm}, {now:dddd}.";
        if (CallbackTime.Read(when, theirs) is not { } at)
            return ToolOutcome.Failed($"'{when}' is no date and time; write it like 2026-11-24T15:30. {today}");
        if (at <= now)
            return ToolOutcome.Failed($"'{when}' is in the past. {today}");
        if (at > now.AddDays(CallbackTime.MostDays))
            return ToolOutcome.Failed($"'{when}' is more than {CallbackTime.MostDays} days away; agree on an earlier day. {today}");
        if (NotThen(when, at, theirs) is { } why)
            return ToolOutcome.Failed($"{why} {today}");
        var callback = new CallbackRequest(at, arguments.Text(Note));
        return new ToolOutcome($"Noted: they will be called back on {PersonClock.Words(at)}.") { Noting = record => record with { Callback = callback } };
    }

    /// <summary>Why nobody would call them then; null: they may be called.</summary>
    private string? NotThen(string when, DateTimeOffset at, PersonClock theirs)
    {
        DateTimeOffset? first = hours is null ? at : hours.FirstOpen(at);
        if (first == at)
            return null;
        if (first is { } open)
            return $"They may not be called at '{when}'; the first time after it is {PersonClock.Words(theirs.On(open))}. Offer that, or agree on another time.";
        return hours!.Until is { } end
            ? $"'{when}' is too late: from {PersonClock.Words(theirs.On(end))} on nobody is called any more. Agree on an earlier time, or promise no call back."
            : "No time is in sight at which they may be called: promise no call back.";
    }

    /// <summary>Where the time zone is not certain, it is asked for: a time of the day alone would be a guess.</summary>
    private static JsonElement Schema(PersonClock clock, CallbackHours? hours)
    {
        string place = clock.IsUncertain ? "" : $" ({clock.Zone})";
        string latest = hours?.Until is { } end && end < clock.Now.AddDays(CallbackTime.MostDays)
            ? $" It must be before {PersonClock.Words(clock.On(end))}: from then on nobody is called any more."
            : "";
        (string, JsonObject) when = (When, ToolParameters.Text($"Date and time on the person's clock{place}, such as 2026-11-24T15:30. Turn \"tomorrow at four\" into that.{latest}"));
        (string, JsonObject) note = (Note, ToolParameters.Text("What they want to talk about then."));
        if (!clock.IsUncertain)
            return ToolParameters.Object([when, note], [When]);
        string times = string.Join("; ", clock.Zones.Select(zone => $"{zone} if it is now {clock.In(zone)!.Now:HH:mm} there"));
        var zone = ToolParameters.Text($"The person's time zone. Ask what time it is where they are: {times}.", clock.Zones);
        return ToolParameters.Object([when, (TimeZone, zone), note], [When, TimeZone]);
    }
}
