using Futwork.Consent;
using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Campaigns;

/// <summary>
/// At what time of the day a person who did not answer is tried again. It only moves a retry later, to an hour at which people may be called anyway: what it finds no
/// moment for changes nothing.
/// </summary>
internal sealed record BestTimeSettings
{
    private const int MostWindows = 50;
    private const int LongestField = 100;
    private const int LongestDelay = 14 * 24 * 3600;
    private const int MostAvoided = 360;

    /// <summary>The outcomes after which the next attempt goes by it. Default no-answer and voicemail: after busy, somebody is there now.</summary>
    public IReadOnlyList<string> On { get; init; } = [CallOutcome.NoAnswer, CallOutcome.Voicemail];

    /// <summary>
    /// The field of recipientData in which a lead says its own times, by its own clock: <c>mon-fri 18:00-20:00; sat 10:00-12:00</c>, or <c>morning</c>,
    /// <c>afternoon</c> or <c>evening</c>. They come before all else. Default: none.
    /// </summary>
    public string? Field { get; init; }

    /// <summary>Times at which people like to be called, by the clock of each. Default: none.</summary>
    public IReadOnlyList<CallingWindow> Windows { get; init; } = [];

    /// <summary>
    /// Without any of these, the hours at which people of this campaign, or else of the workspace, have been found to answer more often than on average are taken,
    /// once enough calls were made. Default false.
    /// </summary>
    public bool Learn { get; init; }

    /// <summary>
    /// Where it can be had, another part of the day: not within so many minutes of the time of day at which nobody answered. Default 120; 0 does not mind.
    /// </summary>
    public int AvoidMinutes { get; init; } = 120;

    /// <summary>No retry is moved by more than this, in seconds. Default 86400, a day.</summary>
    public int MostDelaySeconds { get; init; } = 24 * 3600;

    public IEnumerable<FieldError> Check(string pointer)
    {
        foreach (var (index, outcome) in On.Index().Where(outcome => !CallOutcome.All.Contains(outcome.Item)))
            yield return Rules.Wrong($"{pointer}/on/{index}", $"It is no outcome of a call. {Spelling.Suggest(outcome, CallOutcome.All)}", outcome);
        if (Field is { Length: 0 or > LongestField })
            yield return Rules.Wrong($"{pointer}/field", $"It must be the name of a field, 1 to {LongestField} characters.", Field);
        if (Windows.Count > MostWindows)
            yield return new FieldError($"{pointer}/windows", $"At most {MostWindows} windows.");
        foreach (var error in Windows.Index().SelectMany(window => window.Item.Check($"{pointer}/windows/{window.Index}")))
            yield return error;
        if (AvoidMinutes is < 0 or > MostAvoided)
            yield return Rules.Wrong($"{pointer}/avoidMinutes", $"It must be from 0 to {MostAvoided}.", AvoidMinutes);
        if (MostDelaySeconds is < 60 or > LongestDelay)
            yield return Rules.Wrong($"{pointer}/mostDelaySeconds", $"It must be from 60 to {LongestDelay}, fourteen days.", MostDelaySeconds);
    }
}
