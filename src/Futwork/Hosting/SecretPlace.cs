using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Futwork.Hosting;

/// <summary>
/// Where a secret of a settings document is sent: the addresses and engines that the objects around it name. Of a URL its scheme, host and
/// port count. What is an address is decided by the property's name.
/// </summary>
internal sealed class SecretPlace
{
    /// <summary>Outside of everything.</summary>
    public static readonly SecretPlace None = new(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    /// <summary>Of these the outermost counts: what stands inside of it is the customer's own document, such as the body of a tool.</summary>
    private static readonly string[] Outermost = ["carrier", "gateways", "host", "proxy", "url"];

    /// <summary>Of these the nearest counts: a fallback stands inside of what it takes over from, and has its own.</summary>
    private static readonly string[] Nearest = ["engine", "baseUrl"];

    private readonly ImmutableSortedDictionary<string, string> _names;

    private SecretPlace(ImmutableSortedDictionary<string, string> names) => _names = names;

    /// <summary>The place of what stands in an object that stands here.</summary>
    public SecretPlace In(JsonObject settings)
    {
        var names = _names;
        foreach (var (name, value) in settings)
        {
            if (Nearest.Contains(name) || (Outermost.Contains(name) && !names.ContainsKey(name)))
                names = names.SetItem(name, Address(value));
        }

        return new SecretPlace(names);
    }

    public bool Is(SecretPlace other) => _names.SequenceEqual(other._names);

    /// <summary>For people.</summary>
    public override string ToString() => string.Join(" ", _names.Values.Where(name => name.Length > 0));

    private static string Address(JsonNode? value)
    {
        // Of a list of places the hosts count: their order and priority may change.
        if (value is JsonArray items) return string.Join(' ', items.Select(item => Address((item as JsonObject)?["host"])).Order(StringComparer.Ordinal));
        var text = SecretFields.Text(value) ?? value?.ToJsonString() ?? "";
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.IdnHost.Length > 0
            ? $"{url.Scheme}://{url.IdnHost}:{url.Port}"
            : text.ToLowerInvariant();
    }
}
