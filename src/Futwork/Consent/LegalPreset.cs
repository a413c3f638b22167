namespace Futwork.Consent;

/// <summary>
/// Hours in which the law lets people be called, by the clock where they are. They hold in addition to the campaign's own windows.
/// </summary>
/// <param name="Name">As the campaign names it.</param>
/// <param name="Start">The first moment of each day.</param>
/// <param name="End">The first moment no longer.</param>
/// <param name="Countries">ISO 3166 codes of where it is the law.</param>
internal sealed record LegalPreset(string Name, string Start, string End, params IReadOnlyList<string> Countries)
{
    /// <summary>No preset: the campaign's windows alone.</summary>
    public const string None = "none";

    /// <summary>By the country of the number called.</summary>
    public const string Auto = "auto";

    /// <summary>
    /// India: no commercial calls from 21:00 to 09:00 (TRAI, Telecom Commercial Communications Customer Preference Regulations 2018).
    /// The United States and its territories: 08:00 to 21:00 at the called party's location (47 CFR 64.1200(c)(1), 16 CFR 310.4(c)).
    /// </summary>
    private static readonly LegalPreset[] Known = [new("in", "09:00", "21:00", "IN"), new("us", "08:00", "21:00", "US", "PR", "VI", "GU", "AS", "MP")];

    public static IReadOnlyList<string> Names { get; } = [None, .. Known.Select(preset => preset.Name), Auto];

    /// <summary>
    /// Those that hold for a person. With <see cref="Auto"/>, a country whose hours are not known here gets all that are: the narrowest of them.
    /// A preset of a name that is not known lets nobody be called, and is null.
    /// </summary>
    public static IEnumerable<LegalPreset>? For(string name, IReadOnlyList<string> countries)
    {
        if (name == None)
            return [];
        if (name != Auto)
            return Known.Where(preset => preset.Name == name).ToList() is { Count: > 0 } named ? named : null;
        var found = Known.Where(preset => countries.Any(preset.Countries.Contains)).ToList();
        return found.Count > 0 && countries.All(country => found.Exists(preset => preset.Countries.Contains(country))) ? found : Known;
    }

    /// <summary>Its rule in one timezone.</summary>
    public HoursRule In(string zone) =>
        new WeeklyHours($"legal:{Name} {Start}-{End}", zone, new CallingWindows(zone, [new CallingWindow(CallingWindow.EveryDay, Start, End)]));
}
