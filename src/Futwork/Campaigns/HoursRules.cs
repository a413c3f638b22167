using Futwork.Consent;
using Futwork.Hosting;

namespace Futwork.Campaigns;

/// <summary>What the settings of when people may be called must be.</summary>
internal static class HoursRules
{
    private const int MostWindows = 50;
    private const int MostHolidays = 400;
    private const int MostRestricted = 100;
    private const int LongestField = 100;

    public static IEnumerable<FieldError> Check(CampaignSettings settings) =>
        [.. CheckNames(settings), .. CheckTimezone(settings), .. CheckTerm(settings), .. CheckWindows(settings), .. CheckDates(settings)];

    private static IEnumerable<FieldError> CheckNames(CampaignSettings settings)
    {
        string[] clocks = [CallingHours.InCampaign, CallingHours.InPerson];
        if (!clocks.Contains(settings.WindowsIn))
            yield return Rules.Wrong("/windowsIn", $"It must be campaign or person. {Spelling.Suggest(settings.WindowsIn, clocks)}", settings.WindowsIn);
        if (!LegalPreset.Names.Contains(settings.LegalPreset))
            yield return Rules.Wrong("/legalPreset", $"It is no preset. {Spelling.Suggest(settings.LegalPreset, LegalPreset.Names)}", settings.LegalPreset);
        if (settings.TimezoneField is { Length: 0 or > LongestField })
            yield return Rules.Wrong("/timezoneField", $"It must be the name of a field, 1 to {LongestField} characters.", settings.TimezoneField);
    }

    private static IEnumerable<FieldError> CheckTimezone(CampaignSettings settings)
    {
        if (settings is { Timezone: null, CallingWindows.Count: > 0 } && settings.WindowsIn != CallingHours.InPerson)
            yield return new FieldError("/timezone", "It is missing: calling windows are hours in some timezone, such as Asia/Kolkata.");
        if (settings.Timezone is not null && !CallingWindows.IsTimezone(settings.Timezone))
            yield return Rules.Wrong("/timezone", "It must be the name of an IANA timezone, such as Asia/Kolkata.", settings.Timezone);
    }

    private static IEnumerable<FieldError> CheckTerm(CampaignSettings settings)
    {
        foreach (var (pointer, text) in new[] { ("/startsAt", settings.StartsAt), ("/endsAt", settings.EndsAt) })
        {
            if (text is not null && Moment.Of(text, settings.Timezone) is null)
                yield return Rules.Wrong(pointer, Moment.LocalOf(text) is not null
                    ? "It is by the clock of the campaign, which has no timezone: set timezone, or write the offset too, as in 2026-12-01T09:00:00+05:30."
                    : $"It must be a date and time {Moment.Years}, such as 2026-12-01T09:00 in the campaign's timezone, or 2026-12-01T09:00:00+05:30.", text);
        }

        if (settings.EndsAtUnix() <= settings.StartsAtUnix())
            yield return Rules.Wrong("/endsAt", "It must be later than the start.", settings.EndsAt);
    }

    private static IEnumerable<FieldError> CheckWindows(CampaignSettings settings)
    {
        if (settings.CallingWindows.Count > MostWindows)
            yield return new FieldError("/callingWindows", $"At most {MostWindows} windows.");
        foreach (var error in settings.CallingWindows.Index().SelectMany(window => window.Item.Check($"/callingWindows/{window.Index}")))
            yield return error;
    }

    private static IEnumerable<FieldError> CheckDates(CampaignSettings settings)
    {
        if (settings.Holidays.Count > MostHolidays)
            yield return new FieldError("/holidays", $"At most {MostHolidays} dates.");
        foreach (var (index, date) in settings.Holidays.Index().Where(date => !CallingHours.IsDate(date.Item)))
            yield return Rules.Wrong($"/holidays/{index}", "It must be a date, such as 2026-10-02.", date);
        if (settings.Restricted.Count > MostRestricted)
            yield return new FieldError("/restricted", $"At most {MostRestricted} periods.");
        foreach (var error in settings.Restricted.Index().SelectMany(period => period.Item.Check($"/restricted/{period.Index}")))
            yield return error;
    }
}
