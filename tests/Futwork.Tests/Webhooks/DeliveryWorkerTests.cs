using System.Net;
using System.Net.Sockets;
using Futwork.Tests.Support;
using Futwork.Webhooks;
using Microsoft.AspNetCore.Http;

namespace Futwork.Tests.Webhooks;

public sealed class DeliveryWorkerTests(PostgresServer postgres) : PathTests(postgres)
{
    [Theory, MemberData(nameof(Engines))]
    public async Task A_webhook_arrives_signed_and_the_published_verifier_takes_it(string engine)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        var (rig, seeds, call) = await ArrangeAsync(engine, new FakeTime(TimeProvider.System.GetUtcNow()));
        await seeds.EndpointAsync(endpoint.Url, "call-disconnected");

        await AnnounceAsync(rig, call, "call-disconnected");
        await DeliverAsync(rig);

        var post = await endpoint.NextAsync();
        var row = await DeliveryAsync(rig);
        post.Headers["content-type"].ShouldBe("application/json");
        post.Headers["webhook-id"].ShouldBe(row.Id);
        post.Body.ShouldBe(row.Body);
        (await StandardWebhooksVerifier.VerifyAsync(Seeds.Secret, post.Headers, post.Body)).ShouldBe("valid");
        (await StandardWebhooksVerifier.VerifyAsync(Seeds.Secret, post.Headers, post.Body.Replace("ABC", "ABD"))).ShouldStartWith("invalid");
        row.State.ShouldBe("delivered");
        row.Attempts.ShouldBe(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Each_endpoint_gets_the_statuses_it_asked_for_and_the_body_is_frozen(string engine)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        var (rig, seeds, call) = await ArrangeAsync(engine);
        await seeds.EndpointAsync(endpoint.Url, "completed");
        await seeds.EndpointAsync(endpoint.Url, "call-disconnected", "completed");

        await AnnounceAsync(rig, call, "ringing");
        await AnnounceAsync(rig, call, "call-disconnected");
        await rig.ExecuteAsync("UPDATE calls SET disposition = 'Later'");
        await DeliverAsync(rig);

        endpoint.Waiting.ShouldBe(1);
        (await endpoint.NextAsync()).Body.ShouldContain("\"disposition\":\"\"");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_receiver_that_fails_is_tried_by_the_schedule_with_the_same_id_and_body(string engine)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(Status(500));
        var (rig, seeds, call) = await ArrangeAsync(engine);
        await seeds.EndpointAsync(endpoint.Url, "completed");
        await AnnounceAsync(rig, call, "completed");

        foreach (var pause in RetrySchedule.Pauses)
        {
            await DeliverAsync(rig);
            await AdvanceToDueAsync(rig, pause);
        }

        await DeliverAsync(rig);

        var posts = new List<Post>();
        while (endpoint.Waiting > 0)
            posts.Add(await endpoint.NextAsync());
        posts.Count.ShouldBe(11);
        posts.Select(post => (post.Headers["webhook-id"], post.Body)).Distinct().ShouldHaveSingleItem();
        posts.Select(post => post.Headers["webhook-timestamp"]).Distinct().Count().ShouldBe(11);
        var row = await DeliveryAsync(rig);
        row.State.ShouldBe("failed");
        row.Attempts.ShouldBe(11);
        (await rig.ScalarAsync<string>("SELECT state FROM work WHERE kind = 'deliver'")).ShouldBe("done");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_receiver_that_recovers_gets_it(string engine)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(Status(503));
        var (rig, seeds, call) = await ArrangeAsync(engine);
        await seeds.EndpointAsync(endpoint.Url, "completed");
        await AnnounceAsync(rig, call, "completed");
        await DeliverAsync(rig);

        endpoint.Answer = Status(204);
        await AdvanceToDueAsync(rig, RetrySchedule.Pauses[0]);
        await DeliverAsync(rig);

        (await DeliveryAsync(rig)).State.ShouldBe("delivered");
        (await rig.ScalarAsync<string>("SELECT error FROM delivery_attempts WHERE number = 1")).ShouldBe("The endpoint answered 503; a webhook is taken by any 2xx.");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Headers_of_the_clients_own_go_out_with_every_attempt_and_when_it_is_sent_once_more(string engine)
    {
        const string Said = "shared secret\t42";
        await using var endpoint = await LoopbackEndpoint.StartAsync(Status(503));
        var (rig, seeds, call) = await ArrangeAsync(engine);
        await seeds.EndpointAsync(endpoint.Url, "completed");
        await seeds.EndpointHeaderAsync("X-Api-Key", Said);
        await AnnounceAsync(rig, call, "completed");

        await DeliverAsync(rig);
        endpoint.Answer = Status(204);
        await AdvanceToDueAsync(rig, RetrySchedule.Pauses[0]);
        await DeliverAsync(rig);
        var row = await DeliveryAsync(rig);
        (await rig.Database.WriteAsync(session => rig.Get<Deliveries>().RedeliverAsync(session, Seeds.Workspace, row.Id))).ShouldBeTrue();
        await DeliverAsync(rig);

        endpoint.Waiting.ShouldBe(3);
        while (endpoint.Waiting > 0)
            (await endpoint.NextAsync()).Headers["x-api-key"].ShouldBe(Said);
    }

    [Theory]
    [InlineData("sqlite", 15)]
    [InlineData("postgres", 15)]
    [InlineData("sqlite", 3, "--Webhooks:TimeoutSeconds=3")]
    public async Task A_receiver_that_hangs_is_given_fifteen_seconds_or_as_long_as_the_option_says(string engine, int seconds, params string[] settings)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        endpoint.Answer = endpoint.HangAsync;
        var (rig, seeds, call) = await ArrangeAsync(engine, new FakeTime(), settings);
        await seeds.EndpointAsync(endpoint.Url, "completed");
        await AnnounceAsync(rig, call, "completed");

        var started = await rig.Get<DeliveryWorker>().StartDueAsync(CancellationToken.None);
        await endpoint.NextAsync();
        rig.Time.Advance(TimeSpan.FromSeconds(seconds));
        await Task.WhenAll(started);

        var row = await DeliveryAsync(rig);
        row.State.ShouldBe("pending");
        (await rig.ScalarAsync<string>("SELECT error FROM delivery_attempts")).ShouldBe($"The endpoint did not answer within {seconds} s.");
        (await rig.ScalarAsync<long>("SELECT duration_ms FROM delivery_attempts")).ShouldBe(seconds * 1000);
    }

    [Fact]
    public async Task A_receiver_whose_answer_never_ends_has_taken_it_by_its_status()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        endpoint.Answer = async context =>
        {
            await context.Response.WriteAsync("taken");
            await endpoint.HangAsync(context);
        };
        var (rig, seeds, call) = await ArrangeAsync("sqlite", new FakeTime(), "--Webhooks:TimeoutSeconds=60");
        await seeds.EndpointAsync(endpoint.Url, "completed");
        await AnnounceAsync(rig, call, "completed");

        var delivering = DeliverAsync(rig);
        await Eventually.HappensAsync(() => Task.FromResult(delivering.IsCompleted), () =>
        {
            rig.Time.Advance(100);
            return Task.CompletedTask;
        });
        await delivering;

        (await DeliveryAsync(rig)).State.ShouldBe("delivered");
        (await rig.ScalarAsync<long>("SELECT status FROM delivery_attempts")).ShouldBe(200);
    }

    [Fact]
    public async Task A_receiver_whose_answer_breaks_off_has_taken_it_by_its_status()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(context =>
        {
            context.Response.ContentLength = 100;
            return context.Response.WriteAsync("taken");
        });
        var (rig, seeds, call) = await ArrangeAsync("sqlite");
        await seeds.EndpointAsync(endpoint.Url, "completed");
        await AnnounceAsync(rig, call, "completed");

        await DeliverAsync(rig);

        (await DeliveryAsync(rig)).State.ShouldBe("delivered");
        (await rig.ScalarAsync<string>("SELECT response FROM delivery_attempts")).ShouldBe("taken");
    }

    [Theory]
    [InlineData(7)]
    [InlineData(2, "--Webhooks:RecordingLinkDays=2")]
    public async Task A_link_to_a_recording_works_for_seven_days_or_as_many_as_the_option_says(int days, params string[] settings)
    {
        var (rig, _, call) = await ArrangeAsync("sqlite", new FakeTime(), settings);

        var link = await rig.Database.WriteAsync(session => rig.Get<RecordingLinks>().CreateAsync(session, call));

        link.ShouldContain($"?expires={rig.Time.GetUtcNow().AddDays(days).ToUnixTimeSeconds()}&");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_redirect_is_not_followed_and_counts_as_a_failure(string engine)
    {
        await using var elsewhere = await LoopbackEndpoint.StartAsync();
        await using var endpoint = await LoopbackEndpoint.StartAsync(context =>
        {
            context.Response.Redirect(elsewhere.Url);
            return Task.CompletedTask;
        });
        var (rig, seeds, call) = await ArrangeAsync(engine);
        await seeds.EndpointAsync(endpoint.Url, "completed");
        await AnnounceAsync(rig, call, "completed");

        await DeliverAsync(rig);

        elsewhere.Waiting.ShouldBe(0);
        (await rig.ScalarAsync<long>("SELECT status FROM delivery_attempts")).ShouldBe(302);
        (await DeliveryAsync(rig)).State.ShouldBe("pending");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Retry_after_is_waited_for(string engine)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "120";
            return Task.CompletedTask;
        });
        var (rig, seeds, call) = await ArrangeAsync(engine);
        await seeds.EndpointAsync(endpoint.Url, "completed");
        await AnnounceAsync(rig, call, "completed");

        await DeliverAsync(rig);

        (await rig.ScalarAsync<long>("SELECT due_at FROM work WHERE kind = 'deliver'")).ShouldBe(rig.Now + 120_000);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task An_answer_that_is_cut_within_a_character_is_kept_without_it(string engine)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(context => context.Response.WriteAsync(new string('x', 999) + "\U0001F600" + new string('y', 50)));
        var (rig, seeds, call) = await ArrangeAsync(engine);
        await seeds.EndpointAsync(endpoint.Url, "completed");
        await AnnounceAsync(rig, call, "completed");

        await DeliverAsync(rig);

        (await DeliveryAsync(rig)).State.ShouldBe("delivered");
        (await rig.ScalarAsync<string>("SELECT response FROM delivery_attempts")).ShouldBe(new string('x', 999));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task An_endpoint_that_is_gone_is_disabled_and_gets_nothing_more(string engine)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(Status(410));
        var (rig, seeds, call) = await ArrangeAsync(engine);
        await seeds.EndpointAsync(endpoint.Url, "completed");
        await AnnounceAsync(rig, call, "completed");
        await DeliverAsync(rig);

        (await DeliveryAsync(rig)).State.ShouldBe("failed");
        (await rig.ScalarAsync<long?>("SELECT disabled_at FROM webhook_endpoints")).ShouldBe(rig.Now);
        await AnnounceAsync(rig, call, "completed");
        (await rig.ScalarAsync<long>("SELECT count(*) FROM deliveries")).ShouldBe(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Nobody_there_is_a_failed_attempt_in_words(string engine)
    {
        using var nobody = new Nobody();
        var (rig, seeds, call) = await ArrangeAsync(engine);
        await seeds.EndpointAsync(nobody.BaseUrl.AbsoluteUri, "completed");
        await AnnounceAsync(rig, call, "completed");

        await DeliverAsync(rig);

        (await rig.ScalarAsync<string>("SELECT error FROM delivery_attempts"))!.ShouldStartWith("The endpoint could not be reached:");
        (await rig.ScalarAsync<long?>("SELECT status FROM delivery_attempts")).ShouldBeNull();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task An_answer_that_is_no_http_is_a_failed_attempt_in_words_that_any_database_can_keep(string engine)
    {
        using var endpoint = new TcpListener(IPAddress.Loopback, 0);
        endpoint.Start();
        var (rig, seeds, call) = await ArrangeAsync(engine);
        await seeds.EndpointAsync($"http://{endpoint.LocalEndpoint}/hook", "completed");
        await AnnounceAsync(rig, call, "completed");

        var delivering = DeliverAsync(rig);
        using var connection = await endpoint.AcceptTcpClientAsync().WaitAsync(Eventually.Patience);
        // The alert of a server that speaks TLS at this port, with a zero byte in it and a line feed at its end.
        await connection.GetStream().WriteAsync((byte[])[21, 3, 3, 0, 2, 2, 10]);
        await delivering;

        (await rig.ScalarAsync<string>("SELECT error FROM delivery_attempts")).ShouldNotBeNull().ShouldContain('\uFFFD');
        (await DeliveryAsync(rig)).State.ShouldBe("pending");
        (await rig.ScalarAsync<string>("SELECT state FROM work WHERE kind = 'deliver'")).ShouldBe("ready");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_secret_that_does_not_open_is_a_failed_attempt_in_words(string engine)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        var (rig, seeds, call) = await ArrangeAsync(engine);
        await seeds.EndpointAsync(endpoint.Url, "completed");
        await rig.ExecuteAsync("UPDATE webhook_endpoints SET secret = replace(secret, 'sealed:1:', 'sealed:1:AAAA')");
        await AnnounceAsync(rig, call, "completed");

        await DeliverAsync(rig);

        endpoint.Waiting.ShouldBe(0);
        (await rig.ScalarAsync<string>("SELECT error FROM delivery_attempts")).ShouldNotBeNull().ShouldContain("SecretKey");
        (await DeliveryAsync(rig)).State.ShouldBe("pending");
    }

    [Fact]
    public async Task A_header_that_does_not_open_is_a_failed_attempt_in_words()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        var (rig, seeds, call) = await ArrangeAsync("sqlite");
        await seeds.EndpointAsync(endpoint.Url, "completed");
        await seeds.EndpointHeaderAsync("x-api-key", "shared secret");
        await rig.ExecuteAsync("UPDATE webhook_endpoints SET headers = replace(headers, 'sealed:1:', 'sealed:1:AAAA')");
        await AnnounceAsync(rig, call, "completed");

        await DeliverAsync(rig);

        endpoint.Waiting.ShouldBe(0);
        (await rig.ScalarAsync<string>("SELECT error FROM delivery_attempts")).ShouldNotBeNull().ShouldContain("'x-api-key'");
        (await DeliveryAsync(rig)).State.ShouldBe("pending");
    }

    [Fact]
    public async Task Why_a_connection_broke_is_told_and_not_only_that_it_did()
    {
        using var endpoint = new TcpListener(IPAddress.Loopback, 0);
        endpoint.Start();
        var (rig, seeds, call) = await ArrangeAsync("sqlite");
        await seeds.EndpointAsync($"http://{endpoint.LocalEndpoint}/hook", "completed");
        await AnnounceAsync(rig, call, "completed");

        var delivering = DeliverAsync(rig);
        using (await endpoint.AcceptTcpClientAsync().WaitAsync(Eventually.Patience))
            endpoint.Stop();
        await delivering;

        (await rig.ScalarAsync<string>("SELECT error FROM delivery_attempts")).ShouldNotBeNull().ShouldNotContain("An error occurred");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Private_addresses_are_refused_where_the_option_says_so(string engine)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        var (rig, seeds, call) = await ArrangeAsync(engine, new FakeTime(), "--Webhooks:RefusePrivateAddresses=true");
        await seeds.EndpointAsync(endpoint.Url, "completed");
        await AnnounceAsync(rig, call, "completed");

        await DeliverAsync(rig);

        endpoint.Waiting.ShouldBe(0);
        (await rig.ScalarAsync<string>("SELECT error FROM delivery_attempts"))!.ShouldContain("private");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task An_endpoint_that_hangs_delays_nobody_else_and_is_not_flooded(string engine)
    {
        await using var slow = await LoopbackEndpoint.StartAsync();
        slow.Answer = slow.HangAsync;
        await using var quick = await LoopbackEndpoint.StartAsync();
        var (rig, seeds, _) = await ArrangeAsync(engine, new FakeTime(), "--Webhooks:ConcurrencyPerEndpoint=3");
        await seeds.EndpointAsync(slow.Url, "completed");
        await seeds.EndpointAsync(quick.Url, "completed");
        for (var i = 0; i < 5; i++)
            await AnnounceAsync(rig, await seeds.CallAsync(await seeds.LeadAsync(), "completed"), "completed");

        var worker = rig.Get<DeliveryWorker>();
        var first = await worker.StartDueAsync(CancellationToken.None);
        for (var i = 0; i < 3; i++)
            await slow.NextAsync();
        for (var i = 0; i < 3; i++)
            await quick.NextAsync();
        await Eventually.HappensAsync(() => Task.FromResult(first.Count(task => task.IsCompleted) == 3));
        var second = await worker.StartDueAsync(CancellationToken.None);
        for (var i = 0; i < 2; i++)
            await quick.NextAsync();

        slow.Waiting.ShouldBe(0);
        second.Count.ShouldBe(2);
        rig.Time.Advance(TimeSpan.FromSeconds(15));
        await Task.WhenAll(first.Concat(second));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_later_webhook_of_a_call_lets_the_earlier_one_have_its_first_attempt(string engine)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        var (rig, seeds, call) = await ArrangeAsync(engine);
        await seeds.EndpointAsync(endpoint.Url, "call-disconnected", "completed");
        await AnnounceAsync(rig, call, "call-disconnected");
        rig.Time.Advance(1);
        await rig.ExecuteAsync("UPDATE calls SET status = 'completed'");
        await AnnounceAsync(rig, call, "completed");

        await DeliverAsync(rig);
        endpoint.Waiting.ShouldBe(1);
        (await endpoint.NextAsync()).Body.ShouldContain("\"status\":\"call-disconnected\"");
        rig.Time.Advance(200);
        await DeliverAsync(rig);

        (await endpoint.NextAsync()).Body.ShouldContain("\"status\":\"completed\"");
        (await rig.ScalarAsync<long>("SELECT count(*) FROM delivery_attempts")).ShouldBe(2);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Workers_on_several_nodes_deliver_each_webhook_once(string engine)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        var connectionString = await ConnectionStringAsync(engine);
        var rigs = new List<PathRig>();
        for (var i = 0; i < 3; i++)
        {
            rigs.Add(await PathRig.CreateAsync(connectionString, Folder, new FakeTime()));
            Own(rigs[i]);
        }

        var seeds = await SeedAsync(rigs[0]);
        await seeds.EndpointAsync(endpoint.Url, "completed");
        for (var i = 0; i < 30; i++)
            await AnnounceAsync(rigs[0], await seeds.CallAsync(await seeds.LeadAsync(), "completed"), "completed");

        // SQLite has one writer in one process: three of them on one file is more than it is made for, and it must still hold.
        while (await rigs[0].ScalarAsync<long>("SELECT count(*) FROM deliveries WHERE state = 'pending'") > 0)
            await Task.WhenAll(rigs.Select(DeliverAsync));

        endpoint.Waiting.ShouldBe(30);
        (await rigs[0].ScalarAsync<long>("SELECT count(*) FROM delivery_attempts")).ShouldBe(30);
    }

    private async Task<(PathRig Rig, Seeds Seeds, string Call)> ArrangeAsync(string engine, FakeTime? time = null, params string[] settings)
    {
        var rig = await RigAsync(engine, time ?? new FakeTime(), null, settings);
        var seeds = await SeedAsync(rig);
        return (rig, seeds, await seeds.CallAsync(await seeds.LeadAsync(), "call-disconnected"));
    }

    private static async Task<Seeds> SeedAsync(PathRig rig)
    {
        var seeds = new Seeds(rig);
        await seeds.WorkspaceAsync();
        await seeds.TrunkAsync();
        await seeds.CampaignAsync();
        return seeds;
    }

    private static Func<HttpContext, Task> Status(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    private static Task AnnounceAsync(PathRig rig, string call, string status) =>
        rig.Database.WriteAsync(session => rig.Get<Deliveries>().AnnounceAsync(session, Seeds.Workspace, call, status));

    private static async Task DeliverAsync(PathRig rig) =>
        await Task.WhenAll(await rig.Get<DeliveryWorker>().StartDueAsync(CancellationToken.None));

    private static async Task AdvanceToDueAsync(PathRig rig, TimeSpan pause)
    {
        var due = await rig.ScalarAsync<long>("SELECT due_at FROM work WHERE kind = 'deliver'");
        (due - rig.Now).ShouldBeInRange((long)(pause.TotalMilliseconds * 0.85), (long)(pause.TotalMilliseconds * 1.15));
        rig.Time.Advance(TimeSpan.FromMilliseconds(due - rig.Now));
    }

    private static async Task<DeliveryRow> DeliveryAsync(PathRig rig) =>
        (await rig.Database.ReadAsync(session => session.FirstOrDefaultAsync<DeliveryRow>(
            "SELECT d.id, d.body, d.state, (SELECT count(*) FROM delivery_attempts a WHERE a.delivery_id = d.id) AS attempts FROM deliveries d")))!;

    private sealed record DeliveryRow(string Id, string Body, string State, long Attempts);
}
