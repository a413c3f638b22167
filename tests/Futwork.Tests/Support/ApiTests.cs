using Microsoft.Extensions.DependencyInjection;

namespace Futwork.Tests.Support;

/// <summary>
/// Base of the tests that speak to the server: each starts the whole of it on a loopback port, on a fresh database of the engine
/// it names, and talks HTTP to it as a client would.
/// </summary>
public abstract class ApiTests(PostgresServer postgres) : DatabaseTests(postgres)
{
    /// <summary>A running server with a client that has the key of its workspace.</summary>
    /// <param name="settings">Further settings, as on the command line: <c>--Name=value</c>.</param>
    private protected Task<TestServer> StartAsync(string engine, params string[] settings) => StartAsync(engine, _ => { }, settings);

    /// <summary>As above, with services replaced.</summary>
    private protected async Task<TestServer> StartAsync(string engine, Action<IServiceCollection> replace, params string[] settings)
    {
        var server = await TestServer.StartAsync(await ConnectionStringAsync(engine), Folder, replace, settings);
        Own(server);
        return server;
    }
}
