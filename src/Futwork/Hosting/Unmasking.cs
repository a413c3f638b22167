using System.Text.Json.Nodes;

namespace Futwork.Hosting;

/// <summary>Puts kept secrets where their masks were sent, as long as they would go to the place that they were kept for.</summary>
internal sealed class Unmasking
{
    private readonly List<FieldError> _errors = [];

    /// <summary>Which masks stand for nothing kept, or for something that may not go there.</summary>
    public IReadOnlyList<FieldError> Errors => _errors;

    public void Walk(JsonNode? sent, JsonNode? stored) => Walk(new Spot(sent, "", SecretPlace.None), new Spot(stored, "", SecretPlace.None));

    private void Walk(Spot sent, Spot stored)
    {
        if (sent.Node is JsonArray items)
        {
            foreach (var (i, item) in items.Index())
                Walk(sent.Step($"{i}", item), stored.Step("", Counterpart(item, i, stored.Node as JsonArray)));
        }

        if (sent.Node is not JsonObject properties)
            return;
        (sent, stored) = (sent.Enter(), stored.Enter());
        foreach (var (name, value) in properties.ToArray())
        {
            var kept = stored.Step(name, (stored.Node as JsonObject)?[name]);
            var at = sent.Step(JsonPointer.Escape(name), value);
            if (SecretFields.IsSecret(name) && SecretFields.Text(value) is { } text && SecretFields.IsMask(text))
                properties[name] = Secret(text, at, kept);
            else
                Walk(at, kept);
        }
    }

    /// <summary>Why a mask does not stand for a kept secret; null when it does.</summary>
    /// <param name="mask">What was sent.</param>
    /// <param name="pointer">Where it stands.</param>
    /// <param name="place">Where the secret would go.</param>
    /// <param name="kept">The secret, open; null when there is none.</param>
    /// <param name="keptFor">The place that it was entered for.</param>
    public static FieldError? Objection(string mask, string pointer, SecretPlace place, string? kept, SecretPlace keptFor)
    {
        if (kept is null || SecretFields.Mask(kept) != mask)
        {
            return new FieldError(pointer,
                "It looks like a masked secret, but is not the mask of the one kept. Send the secret itself, or the mask as it was shown to keep the old one.");
        }

        return place.Is(keptFor)
            ? null
            : new FieldError(pointer,
                $"The secret kept here was entered for {keptFor} and is not sent to {place}. Enter the secret again together with the new address, or leave the address as it was.");
    }

    private string Secret(string mask, Spot sent, Spot kept)
    {
        var secret = SecretFields.Text(kept.Node);
        if (Objection(mask, sent.Pointer, sent.Place, secret, kept.Place) is { } objection)
            _errors.Add(objection);
        return secret ?? mask;
    }

    /// <summary>The stored item that a sent one was: by its name, or else by its place in the list.</summary>
    private static JsonNode? Counterpart(JsonNode? sent, int index, JsonArray? stored)
    {
        if (NameOf(sent) is { } name)
            return stored?.FirstOrDefault(kept => NameOf(kept) == name);
        return index < stored?.Count ? stored[index] : null;
    }

    private static string? NameOf(JsonNode? item) => item is JsonObject properties ? SecretFields.Text(properties["name"]) : null;

    /// <summary>A spot in a document.</summary>
    private readonly record struct Spot(JsonNode? Node, string Pointer, SecretPlace Place)
    {
        public Spot Step(string name, JsonNode? node) => new(node, $"{Pointer}/{name}", Place);

        /// <summary>With what its own properties say of the place.</summary>
        public Spot Enter() => Node is JsonObject settings ? this with { Place = Place.In(settings) } : this;
    }
}
