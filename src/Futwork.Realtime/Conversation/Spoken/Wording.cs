namespace Futwork.Realtime.Conversation.Spoken;

/// <summary>A word for one and for several.</summary>
internal readonly record struct Noun(string One, string Many)
{
    public static implicit operator Noun(string same) => new(same, same);

    public string For(Quantity count) => count.IsOne ? One : Many;
}

/// <summary>Money: its name and that of its hundredth.</summary>
internal readonly record struct Currency(Noun Major, Noun Minor);

/// <summary>The words that a language has for signs and for what is written short.</summary>
internal sealed record Wording
{
    public required string Point { get; init; }

    public required string Percent { get; init; }

    public required string Minus { get; init; }

    public required string Plus { get; init; }

    public required string At { get; init; }

    public required string Dot { get; init; }

    public required string Slash { get; init; }

    public required string Hyphen { get; init; }

    public required string Underscore { get; init; }

    public required string And { get; init; }

    public required string Or { get; init; }

    /// <summary>For each: 50 per kilogram.</summary>
    public required string Per { get; init; }

    public required string Equal { get; init; }

    public required string About { get; init; }

    public required string Number { get; init; }

    public required string Degrees { get; init; }

    /// <summary>By ISO code: INR, USD, EUR, GBP.</summary>
    public required IReadOnlyDictionary<string, Currency> Money { get; init; }

    /// <summary>What multiplies, by how it is written after a number, lower case: k, cr, mn.</summary>
    public required IReadOnlyDictionary<string, string> Scales { get; init; }

    /// <summary>By how they are written after a number; one of capitals first, then lower case.</summary>
    public required IReadOnlyDictionary<string, Noun> Units { get; init; }

    /// <summary>By how they are written, lower case, without the last dot.</summary>
    public required IReadOnlyDictionary<string, string> Abbreviations { get; init; }
}
