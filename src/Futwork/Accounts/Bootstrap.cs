using Futwork.Data;

namespace Futwork.Accounts;

/// <summary>Gives a database that has no workspace its first one, with a key to enter it by.</summary>
internal sealed partial class Bootstrap(Database database, AccountsOptions options, TimeProvider time, ILogger<Bootstrap> logger) : IHostedService
{
    /// <summary>The same on every node, so that of several that start together one makes the workspace.</summary>
    private const string FirstWorkspaceId = "000000000000000000000001";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var key = options.BootstrapKey ?? ApiKey.Generate();
        if (!await CreateAsync(key, cancellationToken))
            return;
        LogCreated(logger);
        if (options.BootstrapKey is null)
            Console.WriteLine($"API key of the new workspace (shown only now): {key}");
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private Task<bool> CreateAsync(string key, CancellationToken cancellationToken) =>
        database.WriteAsync(async session =>
        {
            var created = await session.ExecuteAsync(
                """
                INSERT INTO workspaces (id, name, created_at)
                SELECT @FirstWorkspaceId, 'Default', @Now WHERE NOT EXISTS (SELECT 1 FROM workspaces)
                ON CONFLICT (id) DO NOTHING
                """, new { FirstWorkspaceId, Now = time.UnixNow() });
            if (created > 0)
                await ApiKey.Create(FirstWorkspaceId, "First key", key, time).InsertAsync(session);
            return created > 0;
        }, cancellationToken);

    [LoggerMessage(Level = LogLevel.Information, Message = "Workspace 'Default' created")]
    private static partial void LogCreated(ILogger logger);
}
