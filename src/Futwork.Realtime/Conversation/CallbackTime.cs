using System.Globalization;
using Futwork.Realtime.Understanding;

namespace Futwork.Realtime.Conversation;

/// <summary>The moments that a call back may be agreed on for, whoever agrees on it: how they are written, and how far away they may be.</summary>
internal static class CallbackTime
{
    /// <summary>None is further away, in days.</summary>
    public const int MostDays = SpokenMoment.MostDays;

    /// <summary>How a flow keeps one that the person named.</summary>
    public const string Kept = "yyyy-MM-dd HH:mm";

    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", Kept, "yyyy-MM-dd HH:mm:ss"];
    private static readonly string[] WithOffset = [.. Forms.Select(form => form + "K")];

    /// <summary>A time without an offset is the person's own; one with an offset is what it says. Null when it is no time.</summary>
    public static DateTimeOffset? Read(string when, PersonClock clock)
    {
        if (DateTime.TryParseExact(when, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local))
            return clock.At(local);
        return DateTimeOffset.TryParseExact(when, WithOffset, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at) ? clock.On(at) : null;
    }
}
