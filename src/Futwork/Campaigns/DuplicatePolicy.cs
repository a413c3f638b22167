namespace Futwork.Campaigns;

/// <summary>What becomes of a lead whose number the campaign has already.</summary>
internal static class DuplicatePolicy
{
    /// <summary>It is taken as any other.</summary>
    public const string Allow = "allow";

    /// <summary>It is refused.</summary>
    public const string Refuse = "refuse";

    /// <summary>It is passed over; the lead that is there stands for it.</summary>
    public const string Skip = "skip";

    /// <summary>The lead that is there gets its data.</summary>
    public const string Update = "update";

    public static readonly IReadOnlyList<string> All = [Allow, Refuse, Skip, Update];
}
