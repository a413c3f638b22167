using System.Text.Json;
using System.Text.Json.Nodes;

namespace Futwork.Hosting;

/// <summary>
/// Passwords and keys inside settings documents: sealed in the database, shown as <c>****</c> and the last four characters.
/// What counts as one is decided by the property's name.
/// </summary>
internal sealed class SecretFields(SecretBox box)
{
    private const string Stars = "****";
    private static readonly string[] Endings = ["password", "apikey", "secret", "token"];

    public static bool IsSecret(string name) => Array.Exists(Endings, ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <summary>The document as the database keeps it.</summary>
    public string Seal(string workspaceId, JsonElement document) =>
        Replace(document, secret => box.Seal(workspaceId, secret)).ToJsonString(ApiJson.Options);

    /// <summary>A kept document with its secrets in clear, for those who use them.</summary>
    public JsonElement Open(string workspaceId, string stored) =>
        JsonSerializer.SerializeToElement(Replace(JsonElement.Parse(stored), secret => box.Open(workspaceId, secret)), ApiJson.Options);

    /// <summary>A document as the API shows it.</summary>
    public static JsonElement Mask(JsonElement document) =>
        JsonSerializer.SerializeToElement(Replace(document, Mask), ApiJson.Options);

    /// <summary>A shown document that comes back keeps its secrets: where the mask of the stored one was sent, the stored one is meant.</summary>
    public static Checked<JsonElement> Unmask(JsonElement sent, JsonElement? stored)
    {
        var node = JsonSerializer.SerializeToNode(sent, ApiJson.Options);
        var errors = new List<FieldError>();
        Unmask(node, stored, "", errors);
        return errors.Count > 0 ? Problem.Invalid(errors) : JsonSerializer.SerializeToElement(node, ApiJson.Options);
    }

    private static string Mask(string secret) => secret.Length >= 12 ? Stars + secret[^4..] : Stars;

    private static JsonNode Replace(JsonElement document, Func<string, string> change)
    {
        var node = JsonSerializer.SerializeToNode(document, ApiJson.Options)!;
        Walk(node, (parent, name, value) => parent[name] = change(value));
        return node;
    }

    private static void Walk(JsonNode? node, Action<JsonObject, string, string> onSecret)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items)
                Walk(item, onSecret);
        }
        else if (node is JsonObject properties)
        {
            foreach (var (name, value) in properties.ToArray())
            {
                if (IsSecret(name) && value is JsonValue single && single.TryGetValue(out string? secret))
                    onSecret(properties, name, secret);
                else
                    Walk(value, onSecret);
            }
        }
    }

    private static void Unmask(JsonNode? sent, JsonElement? stored, string pointer, List<FieldError> errors)
    {
        if (sent is JsonArray items)
        {
            foreach (var (i, item) in items.Index())
                Unmask(item, Counterpart(item, i, stored), $"{pointer}/{i}", errors);
        }

        if (sent is not JsonObject properties)
            return;
        foreach (var (name, value) in properties.ToArray())
        {
            var at = $"{pointer}/{JsonPointer.Escape(name)}";
            var kept = stored is { ValueKind: JsonValueKind.Object } parent && parent.TryGetProperty(name, out var found) ? found : (JsonElement?)null;
            if (!IsSecret(name) || value is not JsonValue single || !single.TryGetValue(out string? secret) || !secret.StartsWith(Stars, StringComparison.Ordinal))
                Unmask(value, kept, at, errors);
            else if (kept is { ValueKind: JsonValueKind.String } old && Mask(old.GetString()!) == secret)
                properties[name] = old.GetString();
            else
                errors.Add(new FieldError(at, "It looks like a masked secret, but is not the mask of the one kept. Send the secret itself, or the mask as it was shown to keep the old one."));
        }
    }

    /// <summary>The stored item that a sent one was: by its name, or else by its place.</summary>
    private static JsonElement? Counterpart(JsonNode? sent, int index, JsonElement? stored)
    {
        if (stored is not { ValueKind: JsonValueKind.Array } items)
            return null;
        if (sent is JsonObject item && item["name"] is JsonValue value && value.TryGetValue(out string? name))
            return items.EnumerateArray().Select(kept => (JsonElement?)kept).FirstOrDefault(kept => NameOf(kept!.Value) == name);
        return index < items.GetArrayLength() ? items[index] : null;
    }

    private static string? NameOf(JsonElement item) =>
        item.ValueKind is JsonValueKind.Object && item.TryGetProperty("name", out var name) && name.ValueKind is JsonValueKind.String ? name.GetString() : null;
}
