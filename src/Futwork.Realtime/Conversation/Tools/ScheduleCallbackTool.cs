using System.Text.Json;
using System.Text.Json.Nodes;

namespace Futwork.Realtime.Conversation.Tools;

/// <summary>Notes when the person wants to be called back.</summary>
internal sealed class ScheduleCallbackTool(ToolSettings settings, PersonClock clock) : Tool(
    settings, "Notes when the person wants to be called back. Ask for the day and the time first; you know today's date.", Schema(clock))
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
        var callback = new CallbackRequest(at, arguments.Text(Note));
        return new ToolOutcome($"Noted: they will be called back on {PersonClock.Words(at)}.") { Noting = record => record with { Callback = callback } };
    }

    /// <summary>Where the time zone is not certain, it is asked for: a time of the day alone would be a guess.</summary>
    private static JsonElement Schema(PersonClock clock)
    {
        string place = clock.IsUncertain ? "" : $" ({clock.Zone})";
        (string, JsonObject) when = (When, ToolParameters.Text($"Date and time on the person's clock{place}, such as 2026-11-24T15:30. Turn \"tomorrow at four\" into that."));
        (string, JsonObject) note = (Note, ToolParameters.Text("What they want to talk about then."));
        if (!clock.IsUncertain)
            return ToolParameters.Object([when, note], [When]);
        string hours = string.Join("; ", clock.Zones.Select(zone => $"{zone} if it is now {clock.In(zone)!.Now:HH:mm} there"));
        var zone = ToolParameters.Text($"The person's time zone. Ask what time it is where they are: {hours}.", clock.Zones);
        return ToolParameters.Object([when, (TimeZone, zone), note], [When, TimeZone]);
    }
}
