namespace Futwork.Realtime.Conversation;

/// <summary>Variables that every text may use without declaring them. The server may bring values for the person's place; without, they are the node's.</summary>
public static class SystemVariables
{
    /// <summary>Today, as <c>yyyy-MM-dd</c>. Dates that a person names are read from this day.</summary>
    public const string Date = "now_date";

    /// <summary>The time of day, as <c>HH:mm</c>.</summary>
    public const string Time = "now_time";

    /// <summary>The time zone of both, by its IANA name, such as <c>Asia/Kolkata</c>.</summary>
    public const string TimeZone = "now_time_zone";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Date, Time, TimeZone];
}
