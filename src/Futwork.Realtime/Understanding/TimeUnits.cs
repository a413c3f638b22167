namespace Futwork.Realtime.Understanding;

/// <summary>What time is counted in, in English and Hindi.</summary>
internal static class TimeUnits
{
    public static readonly HashSet<string> Minutes = ["minute", "minutes", "min", "mins", "minat", "मिनट", "मिनिट"];
    public static readonly HashSet<string> Hours = ["hour", "hours", "hr", "hrs", "ghanta", "ghante", "ghanton", "घंटा", "घंटे", "घंटों", "घण्टा", "घण्टे"];
    public static readonly HashSet<string> Days = ["day", "days", "din", "दिन"];
    public static readonly HashSet<string> Weeks = ["week", "weeks", "hafta", "hafte", "हफ्ते", "हफ़्ते"];
    public static readonly HashSet<string> Months = ["month", "months", "mahina", "mahine", "महीने"];
    public static readonly HashSet<string> Years = ["year", "years", "saal", "साल"];

    /// <summary>Behind an hour they say that it is one of the clock.</summary>
    public static readonly HashSet<string> OClock = ["oclock", "baje", "बजे"];

    public static readonly HashSet<string> All = [.. Minutes, .. Hours, .. Days, .. Weeks, .. Months, .. Years];
}
