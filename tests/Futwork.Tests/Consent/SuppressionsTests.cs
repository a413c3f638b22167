using System.Net;
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
}
