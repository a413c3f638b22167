using System.Net;
using Futwork.Tests.Support;

namespace Futwork.Tests.Hosting;

/// <summary>What clients are answered while PostgreSQL is away.</summary>
public sealed class DatabaseAwayTests(PostgresServer postgres) : DatabaseTests(postgres)
{
    [Fact]
    public async Task While_the_database_is_away_each_request_is_told_so_and_when_to_come_again()
    {
        await using var own = new PostgresServer(durable: true);
        await using var server = await TestServer.StartAsync(await own.CreateDatabaseAsync(), Folder, _ => { }, "--Logging:LogLevel:Default=None");
        (await server.GetAsync("/api/trunks")).ShouldBe(HttpStatusCode.OK);

        await own.CrashAsync();

        // One finds its connection broken, and the next is given none.
        for (var i = 0; i < 2; i++)
            (await server.GetAsync("/api/trunks")).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "database-unavailable").Message.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));

        await own.RestartAsync();
        await Eventually.HappensAsync(async () => (await server.GetAsync("/api/trunks")).Status is HttpStatusCode.OK);
    }
}
