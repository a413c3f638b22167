using Futwork.Realtime.Conversation.Tools;

namespace Futwork.Realtime.Conversation.Minds;

/// <summary>What a model is told about talking on a phone, behind the agent's own instructions.</summary>
internal static class Manners
{
    private const string Phone =
        "You are on a phone call; what you write is spoken aloud. Answer in one to three short sentences of plain words, without lists, headings, emojis, web addresses or "
        + "stage directions, and ask one thing at a time. Notes in round brackets come from the phone system, not from the person: never say them. "
        + "An … at the end of something you said means that the person cut in there and did not hear the rest.";

    private const string Tools =
        "Call a tool when it is needed, and never claim to have done what only a tool does. Do not speak of tools. When one fails, say what did not work and offer another way.";

    public static string Of(PersonClock clock, Toolbox tools)
    {
        string now = clock.IsUncertain ? Uncertain(clock) : $"Where the person is ({clock.Zone}) it is {PersonClock.Words(clock.Now)}.";
        return string.Join("\n", tools.Names.Any() ? [Phone, Tools, now] : [Phone, now]);
    }

    /// <summary>The number tells only that it is one of several.</summary>
    private static string Uncertain(PersonClock clock) =>
        "Nobody knows for certain where the person is, so it may be one of these times for them: "
        + string.Join("; ", clock.Zones.Select(zone => $"{PersonClock.Words(clock.In(zone)!.Now)} ({zone})"))
        + ". Before you agree on a time of the day, ask what time it is where they are.";
}
