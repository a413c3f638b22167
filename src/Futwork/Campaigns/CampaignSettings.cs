using Futwork.Consent;
using Futwork.Hosting;

namespace Futwork.Campaigns;

/// <summary>What can be said about a campaign.</summary>
internal sealed record CampaignSettings
{
    private const int MostWindows = 50;

    /// <summary>What it is called; 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Who talks.</summary>
    public required string AgentId { get; init; }

    /// <summary>The agent's version to use for good. Default: the current one at each call.</summary>
    public long? AgentVersion { get; init; }

    /// <summary>The line to call over.</summary>
    public required string TrunkId { get; init; }

    /// <summary>The number to call from, one of the trunk's. Default: the trunk's first.</summary>
    public string? CallerId { get; init; }

    /// <summary>ISO 3166 code of the country that numbers without a calling code belong to. Default <c>IN</c>.</summary>
    public string DefaultCountry { get; init; } = "IN";

    /// <summary>What a lead's recipientData must hold. Default: anything.</summary>
    public IReadOnlyList<LeadField> LeadSchema { get; init; } = [];

    /// <summary>IANA timezone of the calling windows, such as <c>Asia/Kolkata</c>; needed with them.</summary>
    public string? Timezone { get; init; }

    /// <summary>When people may be called. Default: at any time.</summary>
    public IReadOnlyList<CallingWindow> CallingWindows { get; init; } = [];

    /// <summary>The most calls of this campaign at once. Default: what the trunk allows.</summary>
    public int? MaxConcurrentCalls { get; init; }

    /// <summary>Whether and when a lead is called again.</summary>
    public RetrySettings Retry { get; init; } = new();

    /// <summary>How long it may ring, in seconds. Default 45: most people answer within it, most voicemails begin after it.</summary>
    public int RingTimeoutSeconds { get; init; } = 45;

    /// <summary>What to do when a machine answers.</summary>
    public AnsweringMachineSettings AnsweringMachine { get; init; } = new();

    /// <summary>Whether calls are recorded. Default true.</summary>
    public bool Recording { get; init; } = true;

    /// <summary>When people may be called.</summary>
    public CallingWindows Windows() => new(Timezone, CallingWindows);

    /// <summary>What is wrong by itself, without a look at the agent and the trunk.</summary>
    public IEnumerable<FieldError> Check()
    {
        if (Rules.NameError(Name) is { } name)
            yield return name;
        if (NumberingPlan.OfCountry(DefaultCountry) is null)
            yield return Rules.Wrong("/defaultCountry", "It must be the ISO 3166 code of a country in capitals, such as IN.", DefaultCountry);
        if (MaxConcurrentCalls is < 1 or > 10_000)
            yield return Rules.Wrong("/maxConcurrentCalls", "It must be from 1 to 10000; leave it out for the trunk's limit.", MaxConcurrentCalls);
        if (RingTimeoutSeconds is < 5 or > 180)
            yield return Rules.Wrong("/ringTimeoutSeconds", "It must be from 5 to 180.", RingTimeoutSeconds);
        foreach (var error in CheckWindows().Concat(Retry.Check()).Concat(LeadSchemaRules.Check(LeadSchema)))
            yield return error;
    }

    private IEnumerable<FieldError> CheckWindows()
    {
        if (Timezone is null && CallingWindows.Count > 0)
            yield return new FieldError("/timezone", "It is missing: calling windows are hours in some timezone, such as Asia/Kolkata.");
        if (Timezone is not null && !Consent.CallingWindows.IsTimezone(Timezone))
            yield return Rules.Wrong("/timezone", "It must be the name of an IANA timezone, such as Asia/Kolkata.", Timezone);
        if (CallingWindows.Count > MostWindows)
            yield return new FieldError("/callingWindows", $"At most {MostWindows} windows.");
        foreach (var error in AnsweringMachine.Check())
            yield return error;
        foreach (var error in CallingWindows.Index().SelectMany(window => window.Item.Check($"/callingWindows/{window.Index}")))
            yield return error;
    }
}
