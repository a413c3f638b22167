using Futwork.Consent;
using Futwork.Hosting;

namespace Futwork.Campaigns;

/// <summary>What can be said about a campaign.</summary>
internal sealed record CampaignSettings
{
    private const int MostMinutes = 60 * 24 * 60;

    /// <summary>What it is called; 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Who talks.</summary>
    public required string AgentId { get; init; }

    /// <summary>The agent's version to use for good. Default: the current one at each call.</summary>
    public long? AgentVersion { get; init; }

    /// <summary>The line to call over.</summary>
    public required string TrunkId { get; init; }

    /// <summary>The number to call from, one of the trunk's. Default: the trunk's first, or, where its numbers take turns, all of them.</summary>
    public string? CallerId { get; init; }

    /// <summary>
    /// The numbers to call from in turn, each one of the trunk's; how they take turns is the trunk's <c>callerIdUse</c>. Default: <see cref="CallerId"/>, or what the
    /// trunk says.
    /// </summary>
    public IReadOnlyList<string>? CallerIds { get; init; }

    /// <summary>ISO 3166 code of the country that numbers without a calling code belong to. Default <c>IN</c>.</summary>
    public string DefaultCountry { get; init; } = PhoneNumber.UsualCountry;

    /// <summary>What a lead's recipientData must hold. Default: anything.</summary>
    public IReadOnlyList<LeadField> LeadSchema { get; init; } = [];

    /// <summary>
    /// What becomes of a lead whose number the campaign has already: <c>allow</c> takes it as any other, <c>refuse</c> refuses it, <c>skip</c> passes over it
    /// and answers with the lead that is there, <c>update</c> gives that lead the new data. Default <c>allow</c>.
    /// </summary>
    public string Duplicates { get; init; } = DuplicatePolicy.Allow;

    /// <summary>IANA timezone of the campaign, such as <c>Asia/Kolkata</c>; needed for calling windows that go by it.</summary>
    public string? Timezone { get; init; }

    /// <summary>
    /// Nobody is called before this: <c>2026-12-01T09:00</c> by the campaign's timezone, or with an offset, <c>2026-12-01T09:00:00+05:30</c>.
    /// Default: from its start on.
    /// </summary>
    public string? StartsAt { get; init; }

    /// <summary>Nobody is called from then on, and the campaign is completed; written as <see cref="StartsAt"/> is. Default: no end.</summary>
    public string? EndsAt { get; init; }

    /// <summary>
    /// The campaign completes by itself when it has had a lead, nothing is owed to any of them, and no lead came and no call ended for so many minutes. Default: never,
    /// since more leads may come at any moment.
    /// </summary>
    public int? CompleteAfterMinutes { get; init; }

    /// <summary>When people may be called. Default: at any time.</summary>
    public IReadOnlyList<CallingWindow> CallingWindows { get; init; } = [];

    /// <summary>Whose clock the calling windows go by: <c>campaign</c>, its timezone, or <c>person</c>, that of whoever is called. Default <c>campaign</c>.</summary>
    public string WindowsIn { get; init; } = CallingHours.InCampaign;

    /// <summary>
    /// The field of recipientData that names the person's IANA timezone. Default: none; a person is then in any timezone that their number may be in, and
    /// is called only when all of them allow it.
    /// </summary>
    public string? TimezoneField { get; init; }

    /// <summary>
    /// The law's hours, by the person's clock, in addition to the calling windows: <c>in</c> (09:00 to 21:00), <c>us</c> (08:00 to 21:00), <c>auto</c>
    /// (by the number's country; the narrowest of these where it is another) or <c>none</c>. Default <c>none</c>.
    /// </summary>
    public string LegalPreset { get; init; } = Consent.LegalPreset.None;

    /// <summary>Dates, such as <c>2026-10-02</c>, on which nobody is called, by the person's calendar. Default: none.</summary>
    public IReadOnlyList<string> Holidays { get; init; } = [];

    /// <summary>Times in which nobody is called. Default: none.</summary>
    public IReadOnlyList<RestrictedPeriod> Restricted { get; init; } = [];

    /// <summary>The most calls of this campaign at once. Default: what the trunk allows.</summary>
    public int? MaxConcurrentCalls { get; init; }

    /// <summary>
    /// Calls at once that the campaign gets before all others, when it has people to call. What it does not need is lent meanwhile. Default 0.
    /// </summary>
    public int ReservedConcurrentCalls { get; init; }

    /// <summary>Of what is not reserved, the campaign with the highest gets its calls first; equals share fairly. From 1 to 10, default 5.</summary>
    public int Priority { get; init; } = 5;

    /// <summary>The client's server is asked before each call, and can forbid it. Default: nobody is asked.</summary>
    public PreDialSettings? PreDial { get; init; }

    /// <summary>For how many days a number is not called whose owner asked for that on a call of this campaign. Default: for good.</summary>
    public int? OptOutDays { get; init; }

    /// <summary>Whether and when a lead is called again.</summary>
    public RetrySettings Retry { get; init; } = new();

    /// <summary>When enough has come of a lead, so that it is not called again.</summary>
    public StopConditions StopConditions { get; init; } = new();

    /// <summary>How long it may ring, in seconds. Default 45: most people answer within it, most voicemails begin after it.</summary>
    public int RingTimeoutSeconds { get; init; } = 45;

    /// <summary>What to do when a machine answers.</summary>
    public AnsweringMachineSettings AnsweringMachine { get; init; } = new();

    /// <summary>Whether calls are recorded. Default true.</summary>
    public bool Recording { get; init; } = true;

    /// <summary>When people may be called.</summary>
    public CallingHours Hours() => new()
    {
        Timezone = Timezone,
        StartsAt = StartsAtUnix(),
        EndsAt = EndsAtUnix(),
        Windows = CallingWindows,
        WindowsIn = WindowsIn,
        TimezoneField = TimezoneField,
        LegalPreset = LegalPreset,
        Holidays = Holidays,
        Restricted = Restricted,
    };

    /// <summary>
    /// The clocks that a person may go by: the campaign's, or where its windows go by the person, or it has none, theirs. More than one where their number may be in
    /// several timezones.
    /// </summary>
    public IReadOnlyList<string> ClocksOf(string phone, string recipientData, DateTimeOffset now) =>
        Timezone is not null && WindowsIn == CallingHours.InCampaign
            ? [Timezone]
            : PersonClocks.Of(Hours().Person(phone, recipientData), Timezone, now);

    /// <summary>Unix milliseconds; null when there is none, or when it is no time.</summary>
    public long? StartsAtUnix() => Moment.Of(StartsAt, Timezone)?.ToUnixTimeMilliseconds();

    /// <summary>As <see cref="StartsAtUnix"/>.</summary>
    public long? EndsAtUnix() => Moment.Of(EndsAt, Timezone)?.ToUnixTimeMilliseconds();

    /// <summary>The numbers that it names to call from; none: the trunk's are used.</summary>
    public IReadOnlyList<string> NamedCallerIds() => CallerIds is { Count: > 0 } ? CallerIds : CallerId is null ? [] : [CallerId];

    /// <summary>What is wrong by itself, without a look at the agent and the trunk.</summary>
    public IEnumerable<FieldError> Check()
    {
        if (Rules.NameError(Name) is { } name)
            yield return name;
        if (!PhoneNumber.IsCountry(DefaultCountry))
            yield return Rules.Wrong("/defaultCountry", "It must be the ISO 3166 code of a country in capitals, such as IN.", DefaultCountry);
        if (!DuplicatePolicy.All.Contains(Duplicates))
            yield return Rules.Wrong("/duplicates", $"It must be allow, refuse, skip or update. {Spelling.Suggest(Duplicates, DuplicatePolicy.All)}", Duplicates);
        if (MaxConcurrentCalls is < 1 or > 10_000)
            yield return Rules.Wrong("/maxConcurrentCalls", "It must be from 1 to 10000; leave it out for the trunk's limit.", MaxConcurrentCalls);
        if (ReservedConcurrentCalls < 0 || ReservedConcurrentCalls > (MaxConcurrentCalls ?? 10_000))
            yield return Rules.Wrong("/reservedConcurrentCalls", "It must be from 0 to the most calls of the campaign at once.", ReservedConcurrentCalls);
        if (Priority is < 1 or > 10)
            yield return Rules.Wrong("/priority", "It must be from 1 to 10.", Priority);
        if (CallerId is not null && CallerIds is { Count: > 0 })
            yield return Rules.Wrong("/callerIds", "Either callerId or callerIds; leave the other out.", CallerIds);
        if (OptOutDays is < 1 or > 36_500)
            yield return Rules.Wrong("/optOutDays", "It must be from 1 to 36500; leave it out for good.", OptOutDays);
        if (CompleteAfterMinutes is < 1 or > MostMinutes)
            yield return Rules.Wrong("/completeAfterMinutes", $"It must be from 1 to {MostMinutes}; leave it out to complete the campaign by hand.", CompleteAfterMinutes);
        if (RingTimeoutSeconds is < 5 or > 180)
            yield return Rules.Wrong("/ringTimeoutSeconds", "It must be from 5 to 180.", RingTimeoutSeconds);
        foreach (var error in (PreDial?.Check() ?? []).Concat(AnsweringMachine.Check()).Concat(HoursRules.Check(this)).Concat(Retry.Check())
            .Concat(StopConditions.Check()).Concat(LeadSchemaRules.Check(LeadSchema)))
            yield return error;
    }
}
