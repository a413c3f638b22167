using System.Buffers;
using System.Text.Json.Nodes;
using Futwork.Hosting;

namespace Futwork.Webhooks;

/// <summary>
/// Headers of the client's own that go out with every post to an endpoint, for receivers that ask for a secret there. What each says is kept as a secret: sealed in the
/// database, shown masked, and sent to no other place than it was entered for.
/// </summary>
internal static class EndpointHeaders
{
    private const int Most = 10;
    private const int LongestName = 100;
    private const int LongestValue = 1024;
    private const string Signs = "!#$%&'*+-.^_`|~";
    private const string Twice = "Another of them has the same name: upper and lower case make no difference. Leave one out, in a PATCH by null.";

    /// <summary>What a token is made of (RFC 9110 section 5.6.2).</summary>
    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create(Signs + "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>What <see cref="SignedPost"/> sets, and what is for one connection or says how the message is sent (RFC 9110 sections 6.6, 7.6.1 and 10.1.1).</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "connection", "expect", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "user-agent", "webhook-id", "webhook-signature", "webhook-timestamp",
    };

    /// <summary>As <see cref="Reserved"/>: what tells of the body, and what is between a client and its proxy.</summary>
    private static readonly string[] ReservedBeginnings = ["content-", "proxy-"];

    /// <summary>What is wrong with those of settings, each at its pointer; what it says is not told back.</summary>
    public static IEnumerable<FieldError> Check(IReadOnlyDictionary<string, string> headers)
    {
        if (headers.Count > Most)
        {
            yield return new FieldError("/headers", $"There are {headers.Count} headers; at most {Most} are sent.");
            yield break;
        }

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in headers)
        {
            if ((NameProblem(name) ?? (names.Add(name) ? null : Twice) ?? ValueProblem(value)) is { } message)
                yield return new FieldError(PointerTo(name), message);
        }
    }

    /// <summary>As they are shown. One whose key is lost has a mask as well, and is kept by it until it is entered anew.</summary>
    public static Dictionary<string, string> Shown(WebhookEndpoint endpoint, SecretBox box) =>
        endpoint.ReadHeaders().ToDictionary(header => header.Key, header => SecretFields.Mask(OpenOrKeep(endpoint, box, header.Value)));

    /// <summary>Those of changed settings as the database keeps them: where the mask of one that the endpoint has was sent, that one is meant.</summary>
    public static Checked<string> Seal(WebhookEndpoint endpoint, WebhookEndpointSettings settings, SecretBox box)
    {
        var kept = endpoint.ReadHeaders();
        var (was, becomes) = (PlaceOf(endpoint.Url), PlaceOf(settings.Url));
        var headers = new Dictionary<string, string>();
        var errors = new List<FieldError>();
        foreach (var (name, value) in settings.Headers)
        {
            var stored = kept.GetValueOrDefault(name);
            if (!SecretFields.IsMask(value))
                headers[name] = box.Seal(endpoint.WorkspaceId, value);
            else if (Unmasking.Objection(value, PointerTo(name), becomes, stored is null ? null : OpenOrKeep(endpoint, box, stored), was) is { } objection)
                errors.Add(objection);
            else
                headers[name] = stored!;
        }

        return errors.Count > 0 ? Problem.Invalid(errors) : ApiJson.Write(headers);
    }

    private static string? NameProblem(string name)
    {
        if (name.Length is 0 or > LongestName || name.AsSpan().ContainsAnyExcept(TokenCharacters))
            return $"It is no name of a header, such as 'x-api-key': that is 1 to {LongestName} letters, digits and any of {Signs}.";
        return Reserved.Contains(name) || Array.Exists(ReservedBeginnings, beginning => name.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))
            ? "It is the platform's to set, or says how the post is sent; leave it out."
            : null;
    }

    private static string? ValueProblem(string value) =>
        value.Length is 0 or > LongestValue || value.Trim(' ', '\t').Length < value.Length || value.Any(c => c is not ('\t' or (>= ' ' and <= '~')))
            ? $"It must be 1 to {LongestValue} printable ASCII characters, with spaces and tabs only between others."
            : null;

    private static string OpenOrKeep(WebhookEndpoint endpoint, SecretBox box, string sealedText) => box.TryOpen(endpoint.WorkspaceId, sealedText) ?? sealedText;

    private static SecretPlace PlaceOf(string url) => SecretPlace.None.In(new JsonObject { ["url"] = url });

    private static string PointerTo(string name) => $"/headers/{JsonPointer.Escape(name)}";
}
