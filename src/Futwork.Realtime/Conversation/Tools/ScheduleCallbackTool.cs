using System.Globalization;
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
    private const int MostDays = 60;
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss"];
    private static readonly string[] WithOffset = [.. Forms.Select(form => form + "K")];

    public override Task<ToolOutcome> RunAsync(JsonElement arguments, CancellationToken cancellationToken) => Task.FromResult(Outcome(arguments));

    private ToolOutcome Outcome(JsonElement arguments)
    {
        string when = arguments.Text(When)!;
        if ((arguments.Text(TimeZone) is { } zone ? clock.In(zone) : clock) is not { } theirs)
            return ToolOutcome.Failed($"The person is in one of these time zones: {string.Join(", ", clock.Zones)}.");
        DateTimeOffset now = theirs.Now;
        string today = $"On the person's clock it is now {now:yyyy-MM-dd'T'HH:mm}, {now:dddd}.";
        if (Read(when, theirs) is not { } at)
            return ToolOutcome.Failed($"'{when}' is no date and time; write it like 2026-11-24T15:30. {today}");
        if (at <= now)
            return ToolOutcome.Failed($"'{when}' is in the past. {today}");
        if (at > now.AddDays(MostDays))
            return ToolOutcome.Failed($"'{when}' is more than {MostDays} days away; agree on an earlier day. {today}");
        var callback = new CallbackRequest(at, arguments.Text(Note));
        return new ToolOutcome($"Noted: they will be called back on {PersonClock.Words(at)}.") { Noting = record => record with { Callback = callback } };
    }

    /// <summary>A time without an offset is the person's own; one with an offset is what it says.</summary>
    private static DateTimeOffset? Read(string when, PersonClock clock)
    {
        if (DateTime.TryParseExact(when, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local))
            return clock.At(local);
        return DateTimeOffset.TryParseExact(when, WithOffset, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at) ? clock.On(at) : null;
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
