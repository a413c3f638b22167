using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Webhooks;

/// <summary>What can be said about a webhook endpoint.</summary>
internal sealed record WebhookEndpointSettings
{
    private const int LongestUrl = 2000;

    private static readonly string[] Offered =
    [
        CallStatus.Initiated, CallStatus.Ringing, CallStatus.InProgress, CallStatus.CallDisconnected, CallStatus.Completed,
        CallStatus.NoAnswer, CallStatus.Busy, CallStatus.Failed, CallStatus.Canceled,
    ];

    /// <summary>What it is for; 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Where to post; http or https.</summary>
    public required string Url { get; init; }

    /// <summary>What deliveries are signed with: <c>whsec_</c> and 24 to 64 bytes in base64. Default: a new random one.</summary>
    public string? Secret { get; init; }

    /// <summary>The call statuses to be told of. Default: the end of every call, and its final result.</summary>
    public IReadOnlyList<string> Statuses { get; init; } =
        [CallStatus.CallDisconnected, CallStatus.Completed, CallStatus.NoAnswer, CallStatus.Busy, CallStatus.Failed, CallStatus.Canceled];

    /// <summary>
    /// Headers of your own that go out with every post, by their names, for a receiver that asks for a secret there; at most 10, each of 1 to 1024 printable ASCII characters.
    /// What they say is stored encrypted and shown masked; the mask keeps it, as long as the url stays with its scheme, host and port.
    /// </summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether anything is sent. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>What is wrong; null when nothing is.</summary>
    public Problem? Check()
    {
        var errors = new List<FieldError>();
        if (Rules.NameError(Name) is { } name)
            errors.Add(name);
        if (!IsPostable(Url))
            errors.Add(Rules.Wrong("/url", $"It must be an absolute http or https address without user name or fragment, at most {LongestUrl} characters.", Url));
        if (Secret is not null && !WebhookEndpoint.IsSecret(Secret))
            errors.Add(new FieldError("/secret", "It must be 'whsec_' and 24 to 64 bytes in base64; leave it out to get a random one."));
        if (Statuses.Count == 0)
            errors.Add(Rules.Wrong("/statuses", $"Name at least one of: {string.Join(", ", Offered)}.", Statuses));
        errors.AddRange(Statuses.Index().Where(status => !Offered.Contains(status.Item))
            .Select(status => Rules.Wrong($"/statuses/{status.Index}", $"It is no status of a call. {Spelling.Suggest(status.Item, Offered)}", status.Item)));
        errors.AddRange(EndpointHeaders.Check(Headers));
        return errors.Count > 0 ? Problem.Invalid(errors) : null;
    }

    private static bool IsPostable(string text) =>
        text.Length <= LongestUrl
        && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme is "http" or "https")
        && url.UserInfo.Length == 0
        && url.Fragment.Length == 0
        && url.Host.Length > 0;
}
