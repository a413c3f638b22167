using Futwork.Data;

namespace Futwork.Hosting;

/// <summary>Before anything else runs: asks the database for its time, brings the schema up to date and fetches the key that opens stored secrets.</summary>
internal sealed class PrepareDatabase(DatabaseWatch watch, Migrator migrator, SecretBox secrets) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await watch.AskAsync(cancellationToken);
        await migrator.MigrateAsync(cancellationToken);
        await secrets.LoadAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
