using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Futwork.Hosting;
using Futwork.Tests.Realtime.Sip;
using Futwork.Tests.Support;
using Futwork.Trunks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Futwork.Tests.Trunks;

public sealed class TrunksTests(PostgresServer postgres) : ApiTests(postgres)
{
    private const string WithPassword =
        """{"name": "Line", "settings": {"host": "sip.example.org", "username": "futwork", "password": "correct horse battery"}, "callerIds": ["+918035735856"]}""";

    [Theory, MemberData(nameof(Engines))]
    public async Task A_trunk_has_the_defaults_that_the_page_names(string engine)
    {
        var server = await StartAsync(engine);

        var trunk = (await server.PostAsync("/api/trunks", TestSettings.Trunk)).ShouldBe(HttpStatusCode.Created);

        trunk.Text("carrier").ShouldBe("sip");
        trunk.Text("provider").ShouldBe("sip");
        trunk.Json["hostedTelephony"]!.GetValue<bool>().ShouldBeFalse();
        trunk.Json["maxConcurrentCalls"]!.GetValue<int>().ShouldBe(10);
        trunk.Json["callsPerSecond"]!.GetValue<double>().ShouldBe(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_password_is_sealed_masked_and_kept_through_other_changes(string engine)
    {
        var server = await StartAsync(engine);
        var id = await server.CreateAsync("trunks", WithPassword);

        var changed = await server.PatchAsync($"/api/trunks/{id}", """{"maxConcurrentCalls": 30, "settings": {"port": 5070, "password": "****tery"}, "provider": "exotel"}""");
        var row = await server.Database.ReadAsync(session => session.FirstOrDefaultAsync<Trunk>("SELECT * FROM trunks WHERE id = @id", new { id }));
        var opened = row!.OpenSettings(server.Services.GetRequiredService<SecretFields>());

        changed.Json["settings"]!["password"]!.GetValue<string>().ShouldBe("****tery");
        changed.Json["maxConcurrentCalls"]!.GetValue<int>().ShouldBe(30);
        changed.Text("provider").ShouldBe("exotel");
        row.Settings.ShouldNotContain("horse");
        opened.GetProperty("password").GetString().ShouldBe("correct horse battery");
        opened.GetProperty("port").GetInt32().ShouldBe(5070);
        opened.GetProperty("host").ValueKind.ShouldBe(JsonValueKind.String);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_kept_password_is_not_shown_to_a_new_host(string engine)
    {
        var server = await StartAsync(engine);
        var id = await server.CreateAsync("trunks", WithPassword);

        (await server.PatchAsync($"/api/trunks/{id}", """{"settings": {"host": "sip.evil.example", "password": "****tery"}}""")).ShouldRefuse("/settings/password");
        (await server.PatchAsync($"/api/trunks/{id}", """{"settings": {"host": "sip.evil.example"}}""")).ShouldRefuse("/settings/password");
        (await server.GetAsync($"/api/trunks/{id}")).Json["settings"]!["host"]!.GetValue<string>().ShouldBe("sip.example.org");

        (await server.PatchAsync($"/api/trunks/{id}", """{"settings": {"host": "sip.example.net", "password": "entered anew for it"}}""")).ShouldBe(HttpStatusCode.OK);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_client_key_is_sealed_and_masked_and_the_certificate_is_not(string engine)
    {
        using var authority = new TestAuthority();
        var ours = authority.Issue(["client.example.net"]);
        var server = await StartAsync(engine);
        var tls = new JsonObject { ["clientCertificate"] = ours.Pem, ["clientKey"] = ours.KeyPem };
        var sent = new JsonObject { ["name"] = "Line", ["settings"] = new JsonObject { ["host"] = "sip.example.org", ["transport"] = "tls", ["tls"] = tls }, ["callerIds"] = new JsonArray("1") };

        var id = await server.CreateAsync("trunks", sent.ToJsonString());
        var shown = await server.GetAsync($"/api/trunks/{id}");
        var row = await server.Database.ReadAsync(session => session.FirstOrDefaultAsync<Trunk>("SELECT * FROM trunks WHERE id = @id", new { id }));

        shown.Json["settings"]!["tls"]!["clientKey"]!.GetValue<string>().ShouldStartWith("****");
        shown.Json["settings"]!["tls"]!["clientCertificate"]!.GetValue<string>().ShouldBe(ours.Pem);
        row!.Settings.ShouldNotContain("PRIVATE KEY");
        (await server.PatchAsync($"/api/trunks/{id}", """{"settings": {"tls": {"clientKey": "no key"}}}""")).ShouldRefuse("/settings/tls/clientKey");
        shown.Json["health"]!["gateways"]![0]!["state"]!.GetValue<string>().ShouldBe("unknown");
    }

    [Fact]
    public async Task A_kept_password_is_not_shown_to_a_new_gateway()
    {
        var server = await StartAsync("sqlite");
        var id = await server.CreateAsync("trunks", """
            {"name": "Line", "settings": {"gateways": [{"host": "a.example.org"}, {"host": "b.example.org"}], "username": "u", "password": "correct horse battery"}, "callerIds": ["1"]}
            """);

        (await server.PatchAsync($"/api/trunks/{id}", """{"settings": {"gateways": [{"host": "a.example.org"}, {"host": "evil.example"}]}}""")).ShouldRefuse("/settings/password");
        (await server.PatchAsync($"/api/trunks/{id}", """{"settings": {"gateways": [{"host": "b.example.org", "priority": 2}, {"host": "a.example.org"}]}}""")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_line_registers_follows_the_change_of_its_trunk_and_ends_with_it()
    {
        using var registrar = new WirePeer();
        using var other = new WirePeer();
        var server = await StartAsync("sqlite", "--Roles=api,media", "--Line:Address=127.0.0.1", "--Line:SipPort=0");
        string Settings(int port) => $$"""{"host": "127.0.0.1", "port": {{port}}, "transport": "udp", "username": "desk", "password": "correct horse battery", "register": true}""";
        var keeper = server.Services.GetServices<IHostedService>().OfType<LineKeeper>().Single();

        var id = await server.CreateAsync("trunks", $$"""{"name": "Line", "settings": {{Settings(registrar.Port)}}, "callerIds": ["1"]}""");
        await keeper.LookAsync(CancellationToken.None);
        registrar.Respond(await registrar.ExpectAsync("REGISTER "), 200, headers: "Expires: 600");
        await StateAsync(server, id, "registered");
        await server.PatchAsync($"/api/trunks/{id}", """{"name": "Other name"}""");
        await keeper.LookAsync(CancellationToken.None);

        await server.PatchAsync($"/api/trunks/{id}", $$"""{"settings": {{Settings(other.Port)}}}""");
        var looking = keeper.LookAsync(CancellationToken.None);
        await GoodbyeAsync(registrar);
        await looking;
        other.Respond(await other.ExpectAsync("REGISTER "), 200, headers: "Expires: 600");
        await StateAsync(server, id, "registered");

        await server.DeleteAsync($"/api/trunks/{id}");
        looking = keeper.LookAsync(CancellationToken.None);
        await GoodbyeAsync(other);
        await looking;
    }

    [Fact]
    public async Task A_trunk_whose_password_does_not_open_keeps_no_other_from_registering()
    {
        using var registrar = new WirePeer();
        var server = await StartAsync("sqlite", "--Roles=api,media", "--Line:Address=127.0.0.1", "--Line:SipPort=0");
        var keeper = server.Services.GetServices<IHostedService>().OfType<LineKeeper>().Single();
        await LoseKeyAsync(server, await server.CreateAsync("trunks", WithPassword));

        var id = await server.CreateAsync("trunks", $$$"""
            {"name": "Line", "settings": {"host": "127.0.0.1", "port": {{{registrar.Port}}}, "transport": "udp", "username": "desk", "password": "correct horse battery", "register": true}, "callerIds": ["1"]}
            """);
        await keeper.LookAsync(CancellationToken.None);

        registrar.Respond(await registrar.ExpectAsync("REGISTER "), 200, headers: "Expires: 600");
        await StateAsync(server, id, "registered");
        await server.DeleteAsync($"/api/trunks/{id}");
        var looking = keeper.LookAsync(CancellationToken.None);
        await GoodbyeAsync(registrar);
        await looking;
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_trunk_whose_password_does_not_open_is_shown_changed_and_given_another(string engine)
    {
        var server = await StartAsync(engine);
        var id = await server.CreateAsync("trunks", WithPassword);
        await LoseKeyAsync(server, id);
        var lost = (await RowAsync(server, id)).Settings;

        (await server.GetAsync("/api/trunks")).ShouldBe(HttpStatusCode.OK);
        (await server.PatchAsync($"/api/trunks/{id}", """{"maxConcurrentCalls": 30}""")).ShouldBe(HttpStatusCode.OK);
        (await RowAsync(server, id)).Settings.ShouldContain(JsonElement.Parse(lost).GetProperty("password").GetString()!);
        (await server.PatchAsync($"/api/trunks/{id}", """{"settings": {"password": "entered once more"}}""")).ShouldBe(HttpStatusCode.OK);

        var opened = (await RowAsync(server, id)).OpenSettings(server.Services.GetRequiredService<SecretFields>());
        opened.GetProperty("password").GetString().ShouldBe("entered once more");
    }

    /// <summary>What a trunk keeps secret was sealed with another key.</summary>
    private static Task<int> LoseKeyAsync(TestServer server, string trunk) => server.Database.WriteAsync(
        session => session.ExecuteAsync("UPDATE trunks SET settings = replace(settings, 'sealed:1:', 'sealed:1:AAAA') WHERE id = @trunk", new { trunk }));

    private static async Task<Trunk> RowAsync(TestServer server, string id) =>
        (await server.Database.ReadAsync(session => session.FirstOrDefaultAsync<Trunk>("SELECT * FROM trunks WHERE id = @id", new { id })))!;

    /// <summary>Takes the goodbye of a line. What was sent again before it, because the answer came late, is answered again.</summary>
    private static async Task GoodbyeAsync(WirePeer registrar)
    {
        for (var expires = ""; expires != "0";)
        {
            var register = await registrar.ExpectAsync("REGISTER ");
            expires = register.Text("Expires");
            registrar.Respond(register, 200, headers: $"Expires: {expires}");
        }
    }

    /// <summary>Hosted services stop in the opposite order: the carrier is told that nobody is here before the calls that are left are waited for.</summary>
    [Fact]
    public async Task A_node_that_stops_takes_its_registrations_back_before_it_waits_for_its_calls()
    {
        var server = await StartAsync("sqlite", "--Roles=api,media", "--Line:Address=127.0.0.1", "--Line:SipPort=0");

        var order = server.Services.GetServices<IHostedService>().Select(service => service.GetType().Name).ToList();

        order.IndexOf(nameof(LineKeeper)).ShouldBeGreaterThan(order.IndexOf("DialPump"));
        order.ShouldContain("DialPump");
    }

    [Fact]
    public void A_node_is_the_same_to_registrars_when_it_starts_again_and_another_beside_it_is_not()
    {
        LineOptions.InstanceOf("a", 5060).ShouldBe(LineOptions.InstanceOf("a", 5060));
        LineOptions.InstanceOf("a", 5060).ShouldNotBe(LineOptions.InstanceOf("b", 5060));
        LineOptions.InstanceOf("a", 5060).ShouldNotBe(LineOptions.InstanceOf("a", 5062));
        LineOptions.InstanceOf("a", 0).ShouldNotBe(LineOptions.InstanceOf("a", 0));
    }

    private static async Task StateAsync(TestServer server, string trunk, string wanted)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while ((await server.GetAsync($"/api/trunks/{trunk}")).Json["health"]!["registration"]!["state"]!.GetValue<string>() != wanted) await Task.Delay(20, deadline.Token);
    }

    [Theory]
    [InlineData("""{"name": "a", "carrier": "spi", "settings": {}, "callerIds": ["1"]}""", "/carrier")]
    [InlineData("""{"name": "a", "settings": {"host": ""}, "callerIds": ["1"]}""", "/settings/host")]
    [InlineData("""{"name": "a", "settings": {"host": "h", "prot": 1}, "callerIds": ["1"]}""", "/settings/prot")]
    [InlineData("""{"name": "a", "settings": [], "callerIds": ["1"]}""", "/settings")]
    [InlineData("""{"name": "a", "settings": {"host": "h"}, "callerIds": []}""", "/callerIds")]
    [InlineData("""{"name": "a", "settings": {"host": "h"}, "callerIds": ["not a number"]}""", "/callerIds/0")]
    [InlineData("""{"name": "a", "settings": {"host": "h"}, "callerIds": ["1"], "maxConcurrentCalls": 0}""", "/maxConcurrentCalls")]
    [InlineData("""{"name": "a", "settings": {"host": "h"}, "callerIds": ["1"], "callsPerSecond": 0}""", "/callsPerSecond")]
    [InlineData("""{"name": "a", "settings": {"host": "h"}, "callerIds": ["1"], "inbound": {"numbers": [{"number": "x", "campaignId": "5f0000000000000000000004"}]}}""", "/inbound/numbers/0/number")]
    [InlineData("""{"name": "a", "settings": {"host": "h"}, "callerIds": ["1"], "inbound": {"numbers": [{"number": "1", "campaignId": "5f0000000000000000000004"}, {"number": "+1", "campaignId": "5f0000000000000000000004"}]}}""", "/inbound/numbers/1/number")]
    [InlineData("""{"name": "a", "settings": {"host": "h"}, "callerIds": ["1"], "inbound": {"numbers": [{"number": "1", "campaignId": "5f0000000000000000000009"}]}}""", "/inbound/numbers/0/campaignId")]
    [InlineData("""{"name": "a", "settings": {"host": "h"}, "callerIds": ["1"], "inbound": {"allow": ["10.0.0.0/33"]}}""", "/inbound/allow/0")]
    [InlineData("""{"name": "a", "settings": {"host": "h", "username": "u", "password": "****abcd"}, "callerIds": ["1"]}""", "/settings/password")]
    public async Task What_is_wrong_with_a_trunk_is_named(string json, string pointer)
    {
        var server = await StartAsync("sqlite");

        (await server.PostAsync("/api/trunks", json)).ShouldRefuse(pointer);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_trunk_is_archived_only_when_no_running_campaign_calls_over_it(string engine)
    {
        var server = await StartAsync(engine);
        var trunk = await server.CreateAsync("trunks", TestSettings.Trunk);
        var campaign = await server.CampaignAsync($$"""{"trunkId": "{{trunk}}"}""");
        await server.PostAsync($"/api/campaigns/{campaign}/start");

        (await server.DeleteAsync($"/api/trunks/{trunk}")).ShouldBeProblem(HttpStatusCode.Conflict, "trunk-in-use");
        (await server.PatchAsync($"/api/campaigns/{campaign}", """{"startsAt": "2199-12-31T00:00:00Z"}""")).Text("status").ShouldBe("scheduled");
        (await server.DeleteAsync($"/api/trunks/{trunk}")).ShouldBeProblem(HttpStatusCode.Conflict, "trunk-in-use");
        await server.PostAsync($"/api/campaigns/{campaign}/pause");

        (await server.DeleteAsync($"/api/trunks/{trunk}")).ShouldBe(HttpStatusCode.OK);
        (await server.PostAsync($"/api/campaigns/{campaign}/resume")).ShouldRefuse("/trunkId");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_number_is_taken_off_only_when_no_running_campaign_calls_from_it(string engine)
    {
        var server = await StartAsync(engine);
        var trunk = await server.CreateAsync("trunks", """{"name": "t", "settings": {"host": "127.0.0.1"}, "callerIds": ["+911140000001", "+911140000002"]}""");
        var campaign = await server.CampaignAsync($$"""{"trunkId": "{{trunk}}", "callerId": "+911140000002", "name": "Winter"}""");
        var lead = await server.LeadAsync(campaign);
        await server.PostAsync($"/api/campaigns/{campaign}/start");

        (await server.PatchAsync($"/api/trunks/{trunk}", """{"callerIds": ["+911140000001"]}""")).ShouldBeProblem(HttpStatusCode.Conflict, "caller-id-in-use")
            .Text("detail").ShouldContain("'Winter' from +911140000002");
        (await server.PatchAsync($"/api/trunks/{trunk}", """{"callerIds": ["+911140000002"]}""")).ShouldBe(HttpStatusCode.OK);
        await server.PostAsync($"/api/campaigns/{campaign}/pause");
        (await server.PatchAsync($"/api/trunks/{trunk}", """{"callerIds": ["+911140000001"]}""")).ShouldBe(HttpStatusCode.OK);

        (await server.GetAsync($"/api/leads/{lead}/explain")).Json["reasons"]!.AsArray().Select(reason => reason!["code"]!.GetValue<string>()).ShouldContain("no-caller-id");
        (await server.PostAsync($"/api/campaigns/{campaign}/resume")).ShouldRefuse("/callerId");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Another_workspaces_trunk_is_not_found(string engine)
    {
        var server = await StartAsync(engine);
        var trunk = await server.CreateAsync("trunks", TestSettings.Trunk);
        using var other = await server.OtherWorkspaceAsync();

        (await other.GetAsync($"/api/trunks/{trunk}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await other.DeleteAsync($"/api/trunks/{trunk}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
