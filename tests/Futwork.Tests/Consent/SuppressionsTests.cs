using System.Net;
using System.Text;
using Futwork.Consent;
using Futwork.Data;
using Futwork.Tests.Support;

namespace Futwork.Tests.Consent;

public sealed class SuppressionsTests(PostgresServer postgres) : ApiTests(postgres)
{
    [Theory, MemberData(nameof(Engines))]
    public async Task A_number_is_listed_in_E164_shown_and_taken_off_again(string engine)
    {
        var server = await StartAsync(engine);

        var listed = (await server.PostAsync("/api/suppressions", """{"phone": "098765 43210", "note": "asked by e-mail"}""")).ShouldBe(HttpStatusCode.Created);

        listed.Text("phone").ShouldBe("+919876543210");
        listed.Text("source").ShouldBe("api");
        var id = listed.Text("id");
        (await server.GetAsync($"/api/suppressions/{id}")).Text("note").ShouldBe("asked by e-mail");
        (await server.GetAsync("/api/suppressions")).Json["data"]!.AsArray().Count.ShouldBe(1);
        (await server.DeleteAsync($"/api/suppressions/{id}")).ShouldBe(HttpStatusCode.OK);
        (await server.GetAsync($"/api/suppressions/{id}")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_number_listed_twice_is_one_entry_that_lasts_the_longer_time(string engine)
    {
        var server = await StartAsync(engine);
        var first = await server.PostAsync("/api/suppressions", """{"phone": "+919876543210"}""");

        var second = await server.PostAsync("/api/suppressions", """{"phone": "+919876543210", "expiresAt": "2100-01-01T00:00:00Z", "note": "again"}""");

        second.Text("id").ShouldBe(first.Text("id"));
        second.Json["expiresAt"].ShouldBeNull();
        second.Text("note").ShouldBe("again");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task What_a_person_asked_for_on_a_call_stays_theirs_whatever_lists_the_number_later(string engine)
    {
        var server = await StartAsync(engine);
        await OptOutAsync(server);

        var listed = await server.PostAsync("/api/suppressions", """{"phone": "+919876543210", "source": "ncpr", "note": "register", "expiresAt": "2090-01-01T00:00:00Z"}""");
        using var file = new StringContent("phone,source\n9876543210,ncpr\n", Encoding.UTF8, "text/csv");
        (await Answer.OfAsync(await server.Client.PostAsync("/api/suppressions/import", file))).Json["known"]!.GetValue<int>().ShouldBe(1);

        (listed.Text("source"), listed.Text("callSid"), listed.Json["expiresAt"]).ShouldBe(("call", "call-1", null));
        (await server.GetAsync("/api/suppressions")).Json["data"]!.AsArray().ShouldHaveSingleItem()!["source"]!.GetValue<string>().ShouldBe("call");
        (await server.GetAsync("/api/suppressions/export")).Body.ShouldContain("+919876543210,call,register,,");
        (await server.DeleteAsync($"/api/suppressions/{listed.Id}")).ShouldBe(HttpStatusCode.OK);
        (await server.GetAsync("/api/suppressions")).Json["data"]!.AsArray().ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_wish_that_ends_lasts_as_long_as_any_entry_and_one_that_is_over_is_replaced(string engine)
    {
        const string Register = """{"phone": "+919876543210", "source": "ncpr"}""";
        var server = await StartAsync(engine);
        await OptOutAsync(server, new DateTimeOffset(2090, 1, 1, 0, 0, 0, TimeSpan.Zero));

        var both = await server.PostAsync("/api/suppressions", Register);
        (both.Text("source"), both.Text("callSid"), both.Json["expiresAt"]).ShouldBe(("call", "call-1", null));

        await server.Database.WriteAsync(session => session.ExecuteAsync("UPDATE suppressions SET expires_at = 1"));
        var replaced = await server.PostAsync("/api/suppressions", Register);
        (replaced.Text("source"), replaced.Json["callSid"], replaced.Json["expiresAt"]).ShouldBe(("ncpr", null, null));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_number_that_is_listed_again_once_its_entry_is_over_is_a_new_entry(string engine)
    {
        const string Over = "UPDATE suppressions SET expires_at = 2, created_at = 1";
        var server = await StartAsync(engine);
        var first = await server.PostAsync("/api/suppressions", """{"phone": "+919876543210", "note": "of then", "expiresAt": "2090-01-01T00:00:00Z"}""");

        await server.Database.WriteAsync(session => session.ExecuteAsync(Over));
        var second = await server.PostAsync("/api/suppressions", """{"phone": "+919876543210"}""");
        second.Id.ShouldNotBe(first.Id);
        (second.Json["note"], second.Json["expiresAt"]).ShouldBe((null, null));
        second.Json["createdAt"]!.GetValue<DateTimeOffset>().Year.ShouldBeGreaterThan(2000);

        await server.Database.WriteAsync(session => session.ExecuteAsync(Over));
        using var file = new StringContent("phone\n9876543210\n", Encoding.UTF8, "text/csv");
        var done = (await Answer.OfAsync(await server.Client.PostAsync("/api/suppressions/import", file))).Json;
        (done["listed"]!.GetValue<int>(), done["known"]!.GetValue<int>()).ShouldBe((1, 0));
        (await server.GetAsync($"/api/suppressions/{second.Id}")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_wish_over_which_an_older_version_wrote_another_source_is_the_persons_again(string engine)
    {
        var server = await StartAsync(engine);
        await OptOutAsync(server);
        await server.Database.WriteAsync(session => session.ExecuteAsync("UPDATE suppressions SET source = 'ncpr'"));

        (await server.GetAsync("/api/suppressions")).Json["data"]![0]!["source"]!.GetValue<string>().ShouldBe("call");
        await server.PostAsync("/api/suppressions", """{"phone": "+919876543210", "source": "ncpr"}""");

        (await server.Database.ReadAsync(session => session.ScalarAsync<string>("SELECT source FROM suppressions"))).ShouldBe("call");
    }

    [Theory]
    [InlineData("""{"phone": "12"}""", "/phone")]
    [InlineData("""{"phone": "+919876543210", "expiresAt": "2001-01-01T00:00:00Z"}""", "/expiresAt")]
    [InlineData("""{"phone": "+919876543210", "expiresAt": "31.12.2027"}""", "/expiresAt")]
    [InlineData("""{"phone": "+919876543210", "expiresAt": "2099-12-31T10:00:00"}""", "/expiresAt")]
    [InlineData("""{"phone": "+919876543210", "expiresAt": 5}""", "/expiresAt")]
    [InlineData("""{"phone": "+919876543210", "country": "XX"}""", "/country")]
    [InlineData("""{"phone": "+919876543210", "ntoe": "x"}""", "/ntoe")]
    public async Task What_is_wrong_is_named(string json, string pointer)
    {
        var server = await StartAsync("sqlite");

        (await server.PostAsync("/api/suppressions", json)).ShouldRefuse(pointer);
    }

    /// <summary>The person of a number asked on a call never to be called again.</summary>
    private static Task OptOutAsync(TestServer server, DateTimeOffset? until = null) =>
        server.Database.WriteAsync(async session =>
        {
            var workspace = await session.ScalarAsync<string>("SELECT id FROM workspaces");
            await new Suppression
            {
                WorkspaceId = workspace!,
                Id = Ids.New(TimeProvider.System),
                Phone = "+919876543210",
                Source = Suppression.ByCall,
                CallId = "call-1",
                ExpiresAt = until?.ToUnixTimeMilliseconds(),
                CreatedAt = TimeProvider.System.UnixNow(),
            }.SaveAsync(session);
        });
}
