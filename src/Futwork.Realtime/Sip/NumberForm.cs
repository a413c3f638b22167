namespace Futwork.Realtime.Sip;

/// <summary>How a carrier writes phone numbers: what ours begin with, and what stands there in its place.</summary>
/// <param name="Prefixes">
/// By what a number of ours begins with, such as <c>+91</c>: what the carrier writes instead, such as <c>0</c>. The longest that fits counts; where none does, <paramref name="LeadingPlus"/>.
/// </param>
/// <param name="LeadingPlus">Whether a number keeps its leading <c>+</c>.</param>
public sealed record NumberForm(IReadOnlyDictionary<string, string> Prefixes, bool LeadingPlus = true)
{
    /// <summary>The number as the carrier writes it.</summary>
    /// <param name="number">E.164, or whatever else is called.</param>
    public string Write(string number)
    {
        var prefix = Prefixes.Keys.Where(prefix => number.StartsWith(prefix, StringComparison.Ordinal)).MaxBy(prefix => prefix.Length);
        if (prefix is not null) return Prefixes[prefix] + number[prefix.Length..];
        return LeadingPlus ? number : number.TrimStart('+');
    }
}
