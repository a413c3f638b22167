using System.Text.Json.Serialization;
using Futwork.Consent;
using Futwork.Hosting;

namespace Futwork.Campaigns;

/// <summary>A campaign as it is shown.</summary>
internal sealed record CampaignDocument
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary><c>draft</c>, <c>scheduled</c>, <c>running</c>, <c>paused</c>, <c>completed</c>, <c>cancelled</c> or <c>archived</c>.</summary>
    public required string Status { get; init; }

    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>Who talks.</summary>
    public required string AgentId { get; init; }

    /// <summary>The agent's version it is pinned to; null uses the current one.</summary>
    public required long? AgentVersion { get; init; }

    /// <summary>The line to call over.</summary>
    public required string TrunkId { get; init; }

    /// <summary>The number to call from; null is the trunk's first, or, where its numbers take turns, all of them.</summary>
    public required string? CallerId { get; init; }

    /// <summary>The numbers to call from in turn; null when it has no pool of its own.</summary>
    public required IReadOnlyList<string>? CallerIds { get; init; }

    /// <summary>The country that numbers without a calling code belong to.</summary>
    public required string DefaultCountry { get; init; }

    /// <summary>What a lead's recipientData must hold.</summary>
    public required IReadOnlyList<LeadField> LeadSchema { get; init; }

    /// <summary>What becomes of a lead whose number the campaign has already: <c>allow</c>, <c>refuse</c>, <c>skip</c> or <c>update</c>.</summary>
    public required string Duplicates { get; init; }

    /// <summary>IANA timezone of the campaign.</summary>
    public required string? Timezone { get; init; }

    /// <summary>Nobody is called before this; null is from its start on.</summary>
    public required string? StartsAt { get; init; }

    /// <summary>Nobody is called from then on; null is no end.</summary>
    public required string? EndsAt { get; init; }

    /// <summary>It completes by itself when nothing was owed for so many minutes; null is never.</summary>
    public required int? CompleteAfterMinutes { get; init; }

    /// <summary>When people may be called; none is at any time.</summary>
    public required IReadOnlyList<CallingWindow> CallingWindows { get; init; }

    /// <summary>Whose clock the calling windows go by: <c>campaign</c> or <c>person</c>.</summary>
    public required string WindowsIn { get; init; }

    /// <summary>The field of recipientData that names the person's timezone; null when there is none.</summary>
    public required string? TimezoneField { get; init; }

    /// <summary>The law's hours that hold too: <c>in</c>, <c>us</c>, <c>auto</c> or <c>none</c>.</summary>
    public required string LegalPreset { get; init; }

    /// <summary>Dates on which nobody is called.</summary>
    public required IReadOnlyList<string> Holidays { get; init; }

    /// <summary>Times in which nobody is called.</summary>
    public required IReadOnlyList<RestrictedPeriod> Restricted { get; init; }

    /// <summary>The most calls at once; null is what the trunk allows.</summary>
    public required int? MaxConcurrentCalls { get; init; }

    /// <summary>Calls at once that it gets before all others.</summary>
    public required int ReservedConcurrentCalls { get; init; }

    /// <summary>Who comes first for the rest, from 1 to 10.</summary>
    public required int Priority { get; init; }

    /// <summary>Who is asked before each call; null when nobody is.</summary>
    public required PreDialSettings? PreDial { get; init; }

    /// <summary>For how many days a number is not called whose owner asked for that; null is for good.</summary>
    public required int? OptOutDays { get; init; }

    /// <summary>Whether and when a lead is called again.</summary>
    public required RetrySettings Retry { get; init; }

    /// <summary>When enough has come of a lead, so that it is not called again.</summary>
    public required StopConditions StopConditions { get; init; }

    /// <summary>How long it may ring, in seconds.</summary>
    public required int RingTimeoutSeconds { get; init; }

    /// <summary>What to do when a machine answers.</summary>
    public required AnsweringMachineSettings AnsweringMachine { get; init; }

    /// <summary>Whether calls are recorded.</summary>
    public required bool Recording { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it was archived; null while it is in use.</summary>
    public required DateTimeOffset? ArchivedAt { get; init; }

    /// <summary>What is allowed and may not be meant; left out when there is nothing of the kind.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Warnings { get; init; }

    private static readonly IReadOnlyList<string> AtAnyHour =
        ["People are called at any hour: there are neither callingWindows nor a legalPreset. \"legalPreset\": \"auto\" keeps the law's hours by the person's number."];

    public static CampaignDocument Of(Campaign campaign)
    {
        var settings = campaign.ReadSettings();
        return new CampaignDocument
        {
            Id = campaign.Id,
            Status = campaign.Status,
            Name = settings.Name,
            AgentId = settings.AgentId,
            AgentVersion = settings.AgentVersion,
            TrunkId = settings.TrunkId,
            CallerId = settings.CallerId,
            CallerIds = settings.CallerIds,
            DefaultCountry = settings.DefaultCountry,
            LeadSchema = settings.LeadSchema,
            Duplicates = settings.Duplicates,
            Timezone = settings.Timezone,
            StartsAt = settings.StartsAt,
            EndsAt = settings.EndsAt,
            CompleteAfterMinutes = settings.CompleteAfterMinutes,
            CallingWindows = settings.CallingWindows,
            WindowsIn = settings.WindowsIn,
            TimezoneField = settings.TimezoneField,
            LegalPreset = settings.LegalPreset,
            Holidays = settings.Holidays,
            Restricted = settings.Restricted,
            MaxConcurrentCalls = settings.MaxConcurrentCalls,
            ReservedConcurrentCalls = settings.ReservedConcurrentCalls,
            Priority = settings.Priority,
            PreDial = settings.PreDial,
            OptOutDays = settings.OptOutDays,
            Retry = settings.Retry,
            StopConditions = settings.StopConditions,
            RingTimeoutSeconds = settings.RingTimeoutSeconds,
            AnsweringMachine = settings.AnsweringMachine,
            Recording = settings.Recording,
            CreatedAt = Times.FromUnix(campaign.CreatedAt),
            UpdatedAt = Times.FromUnix(campaign.UpdatedAt),
            ArchivedAt = Times.FromUnix(campaign.ArchivedAt),
            Warnings = settings.CallingWindows.Count == 0 && settings.LegalPreset == Consent.LegalPreset.None ? AtAnyHour : null,
        };
    }
}
