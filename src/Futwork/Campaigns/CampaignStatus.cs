namespace Futwork.Campaigns;

/// <summary>The states of a campaign; <see cref="CampaignStates"/> says what leads from one to another.</summary>
internal static class CampaignStatus
{
    /// <summary>Leads are taken, nobody is called yet.</summary>
    public const string Draft = "draft";

    /// <summary>As a draft, but it runs by itself once its first day has come.</summary>
    public const string Scheduled = "scheduled";

    /// <summary>Leads are called as they fall due.</summary>
    public const string Running = "running";

    /// <summary>No lead is taken, nobody is called; calls that are up go on.</summary>
    public const string Paused = "paused";

    /// <summary>Over: what was still waiting has expired.</summary>
    public const string Completed = "completed";

    /// <summary>Over: what was still waiting was canceled.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Over and put away.</summary>
    public const string Archived = "archived";

    public static readonly IReadOnlyList<string> All = [Draft, Scheduled, Running, Paused, Completed, Cancelled, Archived];

    /// <summary>For good: no lead of it is called any more.</summary>
    public static readonly IReadOnlyList<string> Over = [Completed, Cancelled, Archived];
}
