using System.Net.ServerSentEvents;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Futwork.Simulator.Receiver;

namespace Futwork.Simulator.Demo;

/// <summary>Pushes one lead and tells its story from the platform's event stream and from the webhooks that arrive.</summary>
internal sealed class CallStory(PlatformClient platform, WebhookReceiver receiver, DemoFolder folder, DemoOutput output)
{
    // The contract's own number, and a lead as its schema has them.
    private const string Number = "9999789877";
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] Final = ["completed", "no-answer", "busy", "failed", "canceled"];
    private string? _leadId;

    /// <summary>Tells it until the final webhook has arrived (<paramref name="once"/>), or until cancelled.</summary>
    /// <exception cref="DemoException">The platform refused something; says what it said.</exception>
    public async Task TellAsync(bool once, CancellationToken cancellationToken)
    {
        await using var events = await platform.EventsAsync(cancellationToken);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var calls = TellCallsAsync(events, end.Token);
        await PushAsync(cancellationToken);
        var webhooks = TellWebhooksAsync(once, cancellationToken);
        var first = await Task.WhenAny(calls, webhooks);
        await end.CancelAsync();
        await first;
        await webhooks;
    }

    private async Task PushAsync(CancellationToken cancellationToken)
    {
        var lead = new JsonObject
        {
            ["recipientPhoneNumber"] = Number,
            ["recipientData"] = new JsonObject { ["customer_name"] = "Asha Rao", ["place"] = "Pune" },
        };
        var campaign = folder.Memory.CampaignId;
        output.Say($"\npushing     POST /api/campaigns/{campaign}/leads\n            {lead.ToJsonString()}\n");
        var answer = await platform.SendAsync(HttpMethod.Post, $"/api/campaigns/{campaign}/leads", lead, cancellationToken);
        _leadId = (string)answer["leadId"]!;
        output.Event("lead.queued", $"queued      lead {_leadId}", new("leadId", _leadId), new("campaignId", campaign), new("status", (string?)answer["status"]));
    }

    private async Task TellCallsAsync(Stream events, CancellationToken cancellationToken)
    {
        await foreach (var item in SseParser.Create(events).EnumerateAsync(cancellationToken))
        {
            if (JsonNode.Parse(item.Data) is JsonObject happening && (string?)happening["event"] is { } name)
                output.Event(name, Words(name, happening), Details(happening));
        }

        throw new DemoException("The platform closed its event stream.");
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Details(JsonObject happening) => happening
        .Where(h => h.Key is not ("event" or "at") && h.Value is not null)
        .Select(h => new KeyValuePair<string, JsonNode?>(h.Key, h.Value!.DeepClone()));

    private string? Words(string name, JsonObject happening)
    {
        var words = name switch
        {
            "call.status" => Status(happening),
            "call.turn" => $"{((string?)happening["role"] == "assistant" ? "agent" : "person"),-12}{happening["text"]}",
            _ => null,
        };
        return words is not null && (string?)happening["leadId"] != _leadId ? $"{words}  (lead {happening["leadId"]})" : words;
    }

    private static string? Status(JsonObject happening) => (string?)happening["status"] switch
    {
        "initiated" => "dialling",
        "ringing" => "ringing",
        "in-progress" => "answered",
        "call-disconnected" => $"hung up     {happening["hangupReason"]}",
        "completed" => $"completed   {happening["outcome"]}",
        "queued" or null => null,
        { } ended => $"{ended,-12}{happening["hangupReason"]}",
    };

    private async Task TellWebhooksAsync(bool once, CancellationToken cancellationToken)
    {
        await foreach (var post in receiver.Posts.ReadAllAsync(cancellationToken))
        {
            var body = Body(post);
            var isLast = post.Problem is null && (string?)body?["leadId"] == _leadId && Final.Contains((string?)body?["status"]);
            var artefacts = isLast ? Artefacts((string?)body!["callSid"]) : [];
            var show = isLast && once ? (Action<string, string?, IEnumerable<KeyValuePair<string, JsonNode?>>>)output.LastEvent : output.Event;
            show("webhook.received", Words(post, body, artefacts), [.. post.Details(), .. artefacts]);
            if (isLast && once)
                return;
            if (isLast)
                SayHowToGoOn();
        }
    }

    // Anybody on this machine may post here, and anything.
    private static JsonObject? Body(WebhookPost post)
    {
        try
        {
            return JsonNode.Parse(post.Text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Words(WebhookPost post, JsonObject? body, IEnumerable<KeyValuePair<string, JsonNode?>> artefacts)
    {
        var headers = string.Join('\n', post.Headers.Select(h => $"    {h.Key}: {h.Value}"));
        var verdict = post.Problem is null ? "signature verified" : post.Problem;
        var paths = string.Concat(artefacts.Select(a => $"\n    {a.Key,-12}{a.Value}"));
        return $"webhook     '{body?["status"]}', {verdict}\n{headers}\n\n{body?.ToJsonString(Readable) ?? post.Text}\n{paths}";
    }

    // The recording lies below recordings/, in a folder for its day.
    private IReadOnlyList<KeyValuePair<string, JsonNode?>> Artefacts(string? callSid)
    {
        var recordings = new DirectoryInfo(Path.Combine(folder.Folder, "recordings"));
        var recording = recordings.Exists ? recordings.EnumerateFiles($"{callSid}.wav", SearchOption.AllDirectories).FirstOrDefault() : null;
        return
        [
            new("recording", recording?.FullName),
            new("deliveryLog", new Uri(platform.Address, $"/api/deliveries?callSid={callSid}").AbsoluteUri),
        ];
    }

    private void SayHowToGoOn()
    {
        var memory = folder.Memory;
        output.Say($$$"""

            It keeps running. Another lead (its last two digits choose who answers; ./run --help lists them):

              curl --location '{{{platform.Address}}}api/campaigns/{{{memory.CampaignId}}}/leads' \
                --header 'x-api-key: {{{memory.ApiKey}}}' \
                --header 'Content-Type: application/json' \
                --data '{"recipientPhoneNumber": "9999789804", "recipientData": {"customer_name": "Ravi Kumar", "place": "Delhi"}}'

            The whole API: {{{platform.Address}}}docs. Ctrl-C ends everything.

            """);
    }
}
