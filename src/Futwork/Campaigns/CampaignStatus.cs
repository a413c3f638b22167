namespace Futwork.Campaigns;

/// <summary>The states of a campaign: draft → running ⇄ paused, and from any of them → ended, for good.</summary>
internal static class CampaignStatus
{
    /// <summary>Leads are taken, nobody is called yet.</summary>
    public const string Draft = "draft";

    /// <summary>Leads are called as they fall due.</summary>
    public const string Running = "running";

    /// <summary>No lead is taken, nobody is called; calls that are up go on.</summary>
    public const string Paused = "paused";

    /// <summary>Over: leads that were not called never will be.</summary>
    public const string Ended = "ended";

    public static readonly IReadOnlyList<string> All = [Draft, Running, Paused, Ended];
}
