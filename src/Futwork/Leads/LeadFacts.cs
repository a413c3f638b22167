namespace Futwork.Leads;

/// <summary>The facts behind a <see cref="LeadReason"/>.</summary>
internal static class LeadFacts
{
    /// <summary>Facts by their names, as the answer shows them.</summary>
    public static Dictionary<string, object?> Facts(params ReadOnlySpan<(string Name, object? Value)> facts)
    {
        var named = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in facts)
            named[name] = value;
        return named;
    }
}
