namespace Futwork.Providers;

/// <summary>What a vendor's server says of a fault, in its own words, which are no longer than people read.</summary>
internal static class VendorWords
{
    private const int Longest = 200;

    /// <summary>As much of them as is told.</summary>
    public static string Cut(string words) => words.Length > Longest ? words[..Longest] + "…" : words;

    /// <summary>At the end of a message; empty when it has none.</summary>
    public static string Says(string? words) => string.IsNullOrWhiteSpace(words) ? "" : $" It says: {Cut(words)}";
}
