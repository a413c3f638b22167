using System.Text.Json;
using Futwork.Hosting;
using Futwork.Realtime.Telephony;

namespace Futwork.Trunks;

/// <summary>What can be said about a trunk.</summary>
internal sealed record TrunkSettings
{
    private const int MostCalls = 10_000;
    private const int LongestCallerId = 64;

    /// <summary>What it is called; 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Which carrier dials. Default <c>sip</c>.</summary>
    public string Carrier { get; init; } = "sip";

    /// <summary>The name of the carrier as webhooks show it. Default: the carrier's own name.</summary>
    public string? Provider { get; init; }

    /// <summary>The carrier's own settings; for <c>sip</c>: host, port, transport, tls, gateways, register, username, password and so on. Passwords and keys are stored encrypted and shown masked.</summary>
    public required JsonElement Settings { get; init; }

    /// <summary>The numbers that calls may come from, as the carrier wants to see them; E.164 with most. At least one.</summary>
    public required IReadOnlyList<string> CallerIds { get; init; }

    /// <summary>Whether the line belongs to the platform; shown in webhooks. Default false: the customer's own.</summary>
    public bool HostedTelephony { get; init; }

    /// <summary>The most calls at once, what the carrier sold. Default 10.</summary>
    public int MaxConcurrentCalls { get; init; } = 10;

    /// <summary>The most new calls in any second; carriers drop what comes faster. Default 1.</summary>
    public double CallsPerSecond { get; init; } = 1;

    /// <summary>How the carrier counts new calls. Default: by the second.</summary>
    public TrunkLimit Limit { get; init; } = new();

    /// <summary>How the numbers that calls come from take turns. Default: the first is used alone, without limits.</summary>
    public CallerIdUse CallerIdUse { get; init; } = new();

    /// <summary>When a line that fails is left alone for a while. Default: when half of at least 5 calls within 120 s fail by its fault, or 20 in a row come to invalid numbers.</summary>
    public CircuitBreakerSettings CircuitBreaker { get; init; } = new();

    /// <summary>Calls that come in. Default: none is taken.</summary>
    public InboundSettings Inbound { get; init; } = new();

    /// <summary>How the trunk is used, as the database keeps it.</summary>
    public TrunkPacing Pacing() => new() { Limit = Limit, CallerIdUse = CallerIdUse, CircuitBreaker = CircuitBreaker };

    /// <summary>What is wrong; null when nothing is.</summary>
    public Problem? Check(IEnumerable<ICarrier> carriers)
    {
        var errors = new List<FieldError>();
        if (Rules.NameError(Name) is { } name)
            errors.Add(name);
        if (Provider is { Length: 0 or > 50 })
            errors.Add(Rules.Wrong("/provider", "It must be 1 to 50 characters; leave it out for the carrier's own name.", Provider));
        CheckCarrier(carriers.ToDictionary(carrier => carrier.Name, StringComparer.Ordinal), errors);
        CheckCallerIds(errors);
        if (MaxConcurrentCalls is < 1 or > MostCalls)
            errors.Add(Rules.Wrong("/maxConcurrentCalls", $"It must be from 1 to {MostCalls}.", MaxConcurrentCalls));
        if (CallsPerSecond is < 0.01 or > 1000)
            errors.Add(Rules.Wrong("/callsPerSecond", "It must be from 0.01 to 1000.", CallsPerSecond));
        errors.AddRange(Limit.Check().Concat(CallerIdUse.Check()).Concat(CircuitBreaker.Check()));
        Inbound.Check(errors);
        return errors.Count > 0 ? Problem.Invalid(errors) : null;
    }

    private void CheckCarrier(Dictionary<string, ICarrier> carriers, List<FieldError> errors)
    {
        if (!carriers.TryGetValue(Carrier, out var carrier))
            errors.Add(Rules.Wrong("/carrier", $"There is no such carrier. {Spelling.Suggest(Carrier, carriers.Keys)}", Carrier));
        else if (Settings.ValueKind is not JsonValueKind.Object)
            errors.Add(new FieldError("/settings", $"It must be a JSON object; {JsonLeaf.Name(Settings)} was sent."));
        else
            errors.AddRange(carrier.Check(Settings).Select(problem => new FieldError($"/settings{problem.Pointer}", problem.Message)));
    }

    private void CheckCallerIds(List<FieldError> errors)
    {
        if (CallerIds.Count == 0)
            errors.Add(Rules.Wrong("/callerIds", "Name at least one number that calls may come from.", CallerIds));
        errors.AddRange(CallerIds.Index().Where(id => !IsCallerId(id.Item)).Select(id =>
            Rules.Wrong($"/callerIds/{id.Index}", "It must be a number such as +918035735856, or a SIP user of letters, digits and . _ + -.", id.Item)));
    }

    private static bool IsCallerId(string text) =>
        text.Length is > 0 and <= LongestCallerId && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '+' or '.' or '_' or '-');
}
