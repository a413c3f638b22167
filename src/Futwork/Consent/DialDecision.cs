namespace Futwork.Consent;

/// <summary>Whether a person may be called at a moment, and by which rule that was decided.</summary>
internal sealed record DialDecision
{
    /// <summary>The rule where the hours allow it and no number to call from may be used.</summary>
    public const string CallerIds = "caller ids";

    /// <summary>The rule where the person is on the phone with us.</summary>
    public const string InCall = "in a call";

    /// <summary>They may be called.</summary>
    public required bool Allowed { get; init; }

    /// <summary>It is about how often the person is called, not about hours.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault)]
    public bool ByContactCap { get; init; }

    /// <summary>The rule that forbids it, with the timezone in which it does; or all that allow it, <c>none</c> when there are none.</summary>
    public required string Rule { get; init; }

    /// <summary>The moment it was decided for.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The first moment at which they may be called; null when none was found.</summary>
    public DateTimeOffset? NextOpening { get; init; }

    /// <summary>How the person's timezones are known: <c>lead</c>, <c>number</c>, <c>campaign</c> or <c>none</c>.</summary>
    public required string ZonesFrom { get; init; }

    /// <summary>The timezones that they may be in; the rules hold in every one of them.</summary>
    public required IReadOnlyList<string> Zones { get; init; }

    /// <summary>The decision for this moment too, where that is certain without deciding again: what is forbidden stays so until the next opening.</summary>
    public bool StillForbids(DateTimeOffset at) => !Allowed && at >= At && !(at >= NextOpening);
}
