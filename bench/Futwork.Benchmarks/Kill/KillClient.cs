using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Futwork.Simulator.Demo;

namespace Futwork.Benchmarks.Kill;

/// <summary>A client of the API as it is meant to be: each lead has a key, and is sent until an answer comes.</summary>
internal sealed class KillClient(IReadOnlyList<KillNode> nodes, KillOptions options) : IDisposable
{
    private const int AtOnce = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _http = NewClient(Patience);
    private readonly Channel<int[]> _released = Channel.CreateUnbounded<int[]>();
    private readonly ConcurrentBag<Pushed> _pushed = [];
    private int _repeated;
    private int _count;
    private int _requests;

    public HttpClient Http => _http;

    /// <summary>How many leads were there to be pushed so far.</summary>
    public int Released => _count;

    public IReadOnlyList<Pushed> Pushed => [.. _pushed];

    /// <summary>How often a push had to be repeated.</summary>
    public int Repeated => _repeated;

    /// <summary>Whom the exchange makes of the last digit: half are busy, a fifth is not there, a fifth is refused, a tenth answers.</summary>
    public static string Number(int index) => (6_000_000_000L + index * 10L + index * 7 % 10).ToString(CultureInfo.InvariantCulture);

    /// <summary>Makes trunk, agent, endpoint and campaign.</summary>
    /// <returns>The campaign, and the endpoint's secret.</returns>
    public async Task<(string CampaignId, string Secret)> SetUpAsync(int linePort, int receiverPort)
    {
        using var http = NewClient(TimeSpan.FromMinutes(1));
        http.BaseAddress = nodes[0].Url;
        var platform = new PlatformClient(http);
        async Task<string> PostAsync(string path, JsonObject body) => (string)(await platform.SendAsync(HttpMethod.Post, path, body, CancellationToken.None))["id"]!;

        var endpoint = await PostAsync("/api/webhook-endpoints", new JsonObject { ["name"] = "Receiver", ["url"] = $"http://127.0.0.1:{receiverPort}/webhook" });
        var secret = (string)(await platform.ReadAsync($"/api/webhook-endpoints/{endpoint}/secret", CancellationToken.None))!["secret"]!;
        var trunk = await PostAsync("/api/trunks", new JsonObject
        {
            ["name"] = "Exchange",
            ["carrier"] = "sip",
            ["callerIds"] = new JsonArray("+918035735856"),
            ["maxConcurrentCalls"] = options.Calls,
            ["callsPerSecond"] = options.Rate,
            ["settings"] = new JsonObject
            {
                ["host"] = "127.0.0.1",
                ["port"] = linePort,
                ["headers"] = new JsonObject { [Simulator.Phone.Exchange.ReferenceHeader] = "{callSid}" },
            },
        });
        var agent = await PostAsync("/api/agents", new JsonObject { ["name"] = "Agent", ["definition"] = Agent() });
        var campaign = await PostAsync("/api/campaigns", new JsonObject
        {
            ["name"] = "Campaign",
            ["agentId"] = agent,
            ["trunkId"] = trunk,
            ["recording"] = false,
            // A phone that a dead node left ringing is called by nobody for so long, and half a minute more.
            ["ringTimeoutSeconds"] = 8,
            ["retry"] = new JsonObject
            {
                ["maxAttempts"] = KillChecker.MostAttempts,
                ["on"] = new JsonArray(),
                ["rules"] = new JsonArray(new JsonObject { ["outcome"] = "interrupted", ["gapSeconds"] = 1 }),
            },
        });
        await platform.SendAsync(HttpMethod.Post, $"/api/campaigns/{campaign}/start", body: null, CancellationToken.None);
        return (campaign, secret);
    }

    /// <summary>Lets leads be pushed until there are so many.</summary>
    public void Release(int total)
    {
        for (var end = Math.Min(total, options.Leads); _count < end;)
        {
            int[] leads = [.. Enumerable.Range(_count, Math.Min(++_requests % 10 == 0 ? 1 : options.Batch, end - _count))];
            _count += leads.Length;
            _released.Writer.TryWrite(leads);
        }
    }

    /// <summary>Lets leads be pushed until there are so many, and none after them.</summary>
    public void ReleaseLast(int total)
    {
        Release(total);
        _released.Writer.TryComplete();
    }

    /// <summary>Pushes what is released, until all are in.</summary>
    public Task RunAsync(string campaignId, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            _released.Reader.ReadAllAsync(cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (leads, stopping) =>
            {
                foreach (var (index, id) in leads.Zip(await PushAsync(campaignId, leads, stopping)))
                    _pushed.Add(new Pushed(Number(index), id));
            });

    public void Dispose() => _http.Dispose();

    private static HttpClient NewClient(TimeSpan patience)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(1) }) { Timeout = patience };
        http.DefaultRequestHeaders.Add("x-api-key", KillNode.ApiKey);
        return http;
    }

    private static JsonNode Agent() => JsonNode.Parse(
        """
        {"listening":{"engine":"local"},"voice":{"engine":"local"},
         "flow":{"steps":[{"name":"hello","say":"Hello.","listen":{"yes":"bye","no":"bye"}},{"name":"bye","say":"Bye.","end":{"disposition":"Done"}}]}}
        """)!;

    /// <returns>The ids of the leads.</returns>
    private async Task<string[]> PushAsync(string campaignId, int[] leads, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var node = nodes[(leads[0] + attempt) % nodes.Count];
            using var request = Request(node, campaignId, leads);
            try
            {
                using var answer = await _http.SendAsync(request, cancellationToken);
                var text = await answer.Content.ReadAsStringAsync(cancellationToken);
                if (answer.IsSuccessStatusCode)
                    return LeadsIn(JsonNode.Parse(text)!);
                if ((int)answer.StatusCode < 500)
                    throw new InvalidOperationException($"A lead was refused: {text}");
            }
            catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                // The node is away, or the answer was lost: repeated below.
            }

            Interlocked.Increment(ref _repeated);
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private HttpRequestMessage Request(KillNode node, string campaignId, int[] leads)
    {
        var bodies = leads.Select(index => $$"""{ "recipientPhoneNumber": "{{Number(index)}}", "recipientData": { "index": {{index}} } }""").ToList();
        var (path, body) = leads.Length == 1 ? ("leads", bodies[0]) : ("leads/batch", $$"""{ "leads": [{{string.Join(',', bodies)}}] }""");
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(node.Url, $"/api/campaigns/{campaignId}/{path}"))
        {
            Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.Add("Idempotency-Key", $"kill-{options.Seed}-{leads[0]}");
        return request;
    }

    private static string[] LeadsIn(JsonNode answer) =>
        answer["results"] is JsonArray results ? [.. results.Select(result => (string)result!["leadId"]!)] : [(string)answer["leadId"]!];
}
