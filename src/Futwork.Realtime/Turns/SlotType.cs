namespace Futwork.Realtime.Turns;

/// <summary>What kind of value the agent asks for. A value that people dictate gets more time, and none once it is complete.</summary>
internal enum SlotType
{
    /// <summary>No value: an answer in the person's own words.</summary>
    None,

    /// <summary>Digits one by one.</summary>
    Digits,

    /// <summary>A phone number.</summary>
    Phone,

    /// <summary>An amount or a count.</summary>
    Number,

    /// <summary>An e-mail address: "john dot smith at example dot com".</summary>
    Email,

    /// <summary>A day.</summary>
    Date,

    /// <summary>A day and a time of it.</summary>
    Moment,

    /// <summary>A person's name.</summary>
    Name,

    /// <summary>Anything, kept as it was said.</summary>
    Text,
}

/// <summary>The types of slots, as the settings name them.</summary>
internal static class SlotTypes
{
    private static readonly OrderedDictionary<string, SlotType> ByName = new()
    {
        ["text"] = SlotType.Text,
        ["name"] = SlotType.Name,
        ["number"] = SlotType.Number,
        ["digits"] = SlotType.Digits,
        ["phone"] = SlotType.Phone,
        ["email"] = SlotType.Email,
        ["date"] = SlotType.Date,
        ["moment"] = SlotType.Moment,
    };

    public static IReadOnlyList<string> All { get; } = [.. ByName.Keys];

    /// <summary>The type of this name; <see cref="SlotType.None"/> where there is none.</summary>
    public static SlotType Of(string? name) => ByName.GetValueOrDefault(name ?? "");
}
