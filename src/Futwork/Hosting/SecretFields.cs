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
    private static readonly string[] Endings = ["password", "apikey", "clientkey", "secret", "token"];

    public static bool IsSecret(string name) => Array.Exists(Endings, ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <summary>The document as the database keeps it. What <see cref="OpenOrKeep"/> left sealed stays as it is.</summary>
    public string Seal(string workspaceId, JsonElement document) =>
        Replace(document, secret => box.IsLost(workspaceId, secret) ? secret : box.Seal(workspaceId, secret)).ToJsonString(ApiJson.Options);

    /// <summary>A kept document with its secrets in clear, for those who use them.</summary>
    public JsonElement Open(string workspaceId, string stored) =>
        JsonSerializer.SerializeToElement(Replace(JsonElement.Parse(stored), secret => box.Open(workspaceId, secret)), ApiJson.Options);

    /// <summary>As <see cref="Open"/>, for those who look at a document or change it: where the key that something was sealed with is lost, that stays sealed until it is entered anew.</summary>
    public JsonElement OpenOrKeep(string workspaceId, string stored) =>
        JsonSerializer.SerializeToElement(Replace(JsonElement.Parse(stored), secret => box.TryOpen(workspaceId, secret) ?? secret), ApiJson.Options);

    /// <summary>JSON pointers to what <see cref="OpenOrKeep"/> left sealed in a document.</summary>
    public List<string> Lost(string workspaceId, JsonElement document)
    {
        var lost = new List<string>();
        Walk(JsonSerializer.SerializeToNode(document, ApiJson.Options), "", (secret, at) =>
        {
            if (box.IsLost(workspaceId, secret))
                lost.Add(at);
            return secret;
        });
        return lost;
    }

    /// <summary>A document as the API shows it.</summary>
    public static JsonElement Mask(JsonElement document) =>
        JsonSerializer.SerializeToElement(Replace(document, Mask), ApiJson.Options);

    /// <summary>A new document as a record.</summary>
    public static Checked<T> Read<T>(JsonElement sent)
        where T : class => Unmask(JsonShape.Bind<T>(sent), null);

    /// <summary>
    /// A stored record with a merge patch applied. Secrets that the patch does not name, or of which it sends the mask, are kept, as long as
    /// they still go to the place that they were entered for.
    /// </summary>
    public static Checked<T> Change<T>(T stored, JsonElement patch)
        where T : class
    {
        var document = JsonSerializer.SerializeToElement(stored, ApiJson.Options);
        return Unmask(MergePatch.Apply<T>(Replace(document, Mask), patch), document);
    }

    /// <summary>A shown document that comes back keeps its secrets: where the mask of the stored one was sent, the stored one is meant.</summary>
    public static Checked<JsonElement> Unmask(JsonElement sent, JsonElement? stored)
    {
        var node = JsonSerializer.SerializeToNode(sent, ApiJson.Options);
        var unmasking = new Unmasking();
        unmasking.Walk(node, stored is { } kept ? JsonSerializer.SerializeToNode(kept, ApiJson.Options) : null);
        return unmasking.Errors.Count > 0 ? Problem.Invalid(unmasking.Errors) : JsonSerializer.SerializeToElement(node, ApiJson.Options);
    }

    /// <summary>How a secret is shown. Where none was entered there is none to hide.</summary>
    public static string Mask(string secret) => secret.Length switch
    {
        0 => "",
        < 12 => Stars,
        _ => Stars + secret[^4..],
    };

    public static bool IsMask(string secret) => secret.StartsWith(Stars, StringComparison.Ordinal);

    /// <summary>The text that a value is; null when it is none.</summary>
    public static string? Text(JsonNode? value) => value is JsonValue single && single.TryGetValue(out string? text) ? text : null;

    private static Checked<T> Unmask<T>(Checked<T> sent, JsonElement? stored)
        where T : class
    {
        if (sent.Problem is not null)
            return sent;
        var unmasked = Unmask(JsonSerializer.SerializeToElement(sent.Value, ApiJson.Options), stored);
        return unmasked.Problem is { } problem ? problem : unmasked.Value.Deserialize<T>(ApiJson.Options)!;
    }

    private static JsonNode Replace(JsonElement document, Func<string, string> change)
    {
        var node = JsonSerializer.SerializeToNode(document, ApiJson.Options)!;
        Walk(node, "", (secret, _) => change(secret));
        return node;
    }

    /// <param name="node">Of the document.</param>
    /// <param name="pointer">Where it stands.</param>
    /// <param name="change">Gives what comes in place of a secret that stands at a pointer.</param>
    private static void Walk(JsonNode? node, string pointer, Func<string, string, string> change)
    {
        if (node is JsonArray items)
        {
            foreach (var (i, item) in items.Index())
                Walk(item, $"{pointer}/{i}", change);
        }
        else if (node is JsonObject properties)
        {
            foreach (var (name, value) in properties.ToArray())
            {
                var at = $"{pointer}/{JsonPointer.Escape(name)}";
                if (IsSecret(name) && Text(value) is { } secret)
                    properties[name] = change(secret, at);
                else
                    Walk(value, at, change);
            }
        }
    }
}
