using Futwork.Data;
using Npgsql;

namespace Futwork.Queue;

/// <summary>
/// Carries wake-ups between the nodes that share a PostgreSQL, by NOTIFY outside of any transaction (inside one it would make
/// commits wait for each other). On SQLite there is one node and nothing to do.
/// </summary>
internal sealed partial class WorkSignalRelay(Database database, WorkSignal signal, Node node, TimeProvider time, ILogger<WorkSignalRelay> logger)
    : BackgroundService
{
    private const string Channel = "futwork_work";

    /// <summary>Bursts become one wake-up; a worker is woken at most this much later.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan Reconnect = TimeSpan.FromSeconds(2);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        database.Vital is { } postgres
            ? Task.WhenAll(KeepAsync(TellAsync, postgres, stoppingToken), KeepAsync(ListenAsync, postgres, stoppingToken))
            : Task.CompletedTask;

    private async Task KeepAsync(Func<NpgsqlConnection, CancellationToken, Task> work, NpgsqlDataSource postgres, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await using var connection = await postgres.OpenConnectionAsync(stopping);
                await work(connection, stopping);
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                LogLost(exception.Message);
                await Task.Delay(Reconnect, time, stopping);
            }
        }
    }

    private async Task TellAsync(NpgsqlConnection connection, CancellationToken stopping)
    {
        while (true)
        {
            await signal.WaitAsync(WorkSignal.Untold, Timeout.InfiniteTimeSpan, time, stopping);
            foreach (var kind in signal.TakeUntold())
            {
                await using var notify = new NpgsqlCommand("SELECT pg_notify($1, $2)", connection);
                notify.Parameters.AddWithValue(Channel);
                notify.Parameters.AddWithValue($"{node.Name} {kind}");
                await notify.ExecuteNonQueryAsync(stopping);
            }

            await Task.Delay(Pause, time, stopping);
        }
    }

    private async Task ListenAsync(NpgsqlConnection connection, CancellationToken stopping)
    {
        connection.Notification += (_, message) => Hear(message.Payload);
        await using (var listen = new NpgsqlCommand($"LISTEN {Channel}", connection))
            await listen.ExecuteNonQueryAsync(stopping);
        while (true)
            await connection.WaitAsync(stopping);
    }

    private void Hear(string payload)
    {
        if (payload.Split(' ', 2) is [var from, var kind] && from != node.Name)
            signal.Wake(kind);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Wake-ups between nodes are interrupted, polling goes on: {Reason}")]
    private partial void LogLost(string reason);
}
