using System.Data.Common;

namespace Futwork.Leads.Imports;

/// <summary>A fault of ours that holds an import up: what is said of it, and after which pause it is tried again. It ends none.</summary>
internal static class ImportFault
{
    /// <summary>Also how often a campaign that is paused is looked at.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>It doubles with each fault.</summary>
    /// <param name="faults">In a row, from 1.</param>
    public static TimeSpan PauseAfter(long faults) =>
        TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, FirstPause.TotalSeconds * Math.Pow(2, faults - 1)));

    /// <summary>For whoever asks after the import: with nothing of the file in it.</summary>
    public static string InWords(Exception fault) =>
        $"{WhatFails(fault)} ({fault.GetType().Name}). It is tried again for as long as that lasts, after {LongestPause.TotalMinutes:0} minutes at most.";

    private static string WhatFails(Exception fault) => fault switch
    {
        DbException => "The database fails",
        IOException or UnauthorizedAccessException => "The disk of the server fails",
        OutOfMemoryException => "The server has too little memory",
        _ => "The server has an error",
    };
}
