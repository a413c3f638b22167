using System.Text;
using System.Text.Json.Nodes;

namespace Futwork.Simulator.Receiver;

/// <summary>One post as it arrived.</summary>
/// <param name="At">When its body was read.</param>
/// <param name="Headers">Its headers, names in lower case.</param>
/// <param name="Body">Its body, byte for byte.</param>
/// <param name="Problem">Why the signature does not hold; null when it does, or when no secret is known.</param>
/// <param name="Answered">The HTTP status it was answered with.</param>
internal sealed record WebhookPost(
    DateTimeOffset At, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body, string? Problem, int Answered)
{
    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>What a program reads of it.</summary>
    public IEnumerable<KeyValuePair<string, JsonNode?>> Details()
    {
        yield return new("headers", new JsonObject(Headers.Select(h => new KeyValuePair<string, JsonNode?>(h.Key, h.Value))));
        yield return new("body", Text);
        yield return new("answered", Answered);
        yield return new("signatureProblem", Problem);
    }
}
