using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Futwork.Tests.Realtime.Sip;
using Futwork.Tests.Realtime.Sip.Peers;
using Futwork.Tests.Support;

namespace Futwork.Tests.Operations;

/// <summary>HAProxy before the API of several nodes, with the configuration that docs/operations hands out.</summary>
[Trait("peer", "haproxy")]
public sealed class HaproxyInFrontTests(PostgresServer postgres) : DatabaseTests(postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory, InlineData("1.1"), InlineData("2.0")]
    public async Task Leads_go_in_each_once_while_one_node_after_the_other_is_stopped(string version)
    {
        var connectionString = await ConnectionStringAsync("postgres");
        var nodes = new List<TestServer>();
        for (var i = 0; i < 3; i++)
            nodes.Add(await TestServer.StartAsync(connectionString, Folder, _ => { }));
        await using var proxy = await StartAsync(nodes);
        var campaign = await nodes[0].CampaignAsync();
        using var client = proxy.Client(Version.Parse(version));
        using var limit = new CancellationTokenSource(Patience);

        var pushed = 0;
        var stopping = false;
        var pushers = Enumerable.Range(0, 4).Select(async pusher =>
        {
            for (var i = 0; i < 50 || !Volatile.Read(ref stopping); i++)
            {
                await PushAsync(client, campaign, $"{pusher}-{i}", limit.Token);
                Interlocked.Increment(ref pushed);
            }
        }).ToList();
        foreach (var node in nodes[..2])
        {
            var before = Volatile.Read(ref pushed);
            await Eventually.HappensAsync(() => Task.FromResult(Volatile.Read(ref pushed) >= before + 50 || pushers.TrueForAll(task => task.IsCompleted)));
            await node.DisposeAsync();
        }

        var after = Volatile.Read(ref pushed);
        await Eventually.HappensAsync(() => Task.FromResult(Volatile.Read(ref pushed) >= after + 50 || pushers.TrueForAll(task => task.IsCompleted)));
        Volatile.Write(ref stopping, true);
        await Task.WhenAll(pushers);

        (await nodes[2].Database.ReadAsync(session => session.ScalarAsync<long>("SELECT count(*) FROM leads"))).ShouldBe(pushed);
        await nodes[2].DisposeAsync();
    }

    [Fact]
    public async Task Live_events_pass_as_they_happen()
    {
        await using var node = await TestServer.StartAsync(await ConnectionStringAsync("postgres"), Folder, _ => { });
        await using var proxy = await StartAsync([node]);
        using var client = proxy.Client(HttpVersion.Version20);
        var campaign = await node.CampaignAsync();
        using var limit = new CancellationTokenSource(Patience);
        using var watch = new StreamReader(await client.GetStreamAsync("/api/events", limit.Token));
        (await watch.ReadLineAsync(limit.Token)).ShouldBe(": open");

        (await client.PostAsync($"/api/campaigns/{campaign}/start", null, limit.Token)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await watch.ReadLineAsync(limit.Token)).ShouldBe("");
        (await watch.ReadLineAsync(limit.Token)).ShouldBe("event: campaign.status");
    }

    /// <summary>As a client does: it repeats under the same key until it has an answer that is one of ours.</summary>
    private static async Task PushAsync(HttpClient client, string campaign, string key, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/campaigns/{campaign}/leads")
            {
                Version = client.DefaultRequestVersion,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = new StringContent("""{"recipientPhoneNumber": "9999789877", "recipientData": {}}""", Encoding.UTF8, "application/json"),
            };
            request.Headers.Add("Idempotency-Key", key);
            try
            {
                using var answer = await client.SendAsync(request, cancellationToken);
                if (answer.StatusCode == HttpStatusCode.Created)
                    return;
                answer.StatusCode.ShouldBeOneOf(HttpStatusCode.BadGateway, HttpStatusCode.ServiceUnavailable);
            }
            catch (HttpRequestException)
            {
                // Its connection was closed under it.
            }
        }
    }

    private static async Task<Proxy> StartAsync(IReadOnlyList<TestServer> nodes)
    {
        var port = Ports.Free();
        var folder = Directory.CreateTempSubdirectory("haproxy-");
        var authority = new TestAuthority();
        var certificate = authority.Issue(["127.0.0.1"]);
        var pem = Path.Combine(folder.FullName, "certificate.pem");
        await File.WriteAllTextAsync(pem, $"{certificate.Pem}\n{certificate.KeyPem}\n");
        var configuration = (await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "operations", "haproxy.cfg")))
            .Replace("bind :443", $"bind 127.0.0.1:{port}", StringComparison.Ordinal)
            .Replace("/etc/haproxy/calls.example.org.pem", pem, StringComparison.Ordinal);
        var lines = configuration.Split('\n').Where(line => !line.StartsWith("  server ", StringComparison.Ordinal)).ToList();
        lines.Count.ShouldBe(configuration.Split('\n').Length - 3, "the configuration names three nodes");
        var file = Path.Combine(folder.FullName, "haproxy.cfg");
        await File.WriteAllLinesAsync(file, [.. lines, .. nodes.Select((node, i) => $"  server node{i + 1} {new Uri(node.BaseUrl).Authority}"), ""]);
        var process = PeerProcess.Start("haproxy", folder.FullName, "-db", "-f", file);
        return await PeerProcess.ReadyAsync(new Proxy(process, folder, authority, port), () => PeerProcess.BoundAsync(port, process));
    }

    private sealed record Proxy(PeerProcess Process, DirectoryInfo Folder, TestAuthority Authority, int Port) : IAsyncDisposable
    {
        public HttpClient Client(Version version)
        {
            var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            trust.CustomTrustStore.AddRange(Authority.Roots);
            var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, SslOptions = { CertificateChainPolicy = trust } })
            {
                BaseAddress = new Uri($"https://127.0.0.1:{Port}"),
                DefaultRequestVersion = version,
                DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            };
            client.DefaultRequestHeaders.Add("x-api-key", TestServer.Key);
            return client;
        }

        public async ValueTask DisposeAsync()
        {
            await Process.DisposeAsync();
            Authority.Dispose();
            Folder.Delete(recursive: true);
        }
    }
}
