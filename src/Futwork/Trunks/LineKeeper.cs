using System.Text.Json;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Realtime.Telephony;

namespace Futwork.Trunks;

/// <summary>
/// Keeps the lines of all trunks up on this node: their registrations and the look whether their gateways live. Follows the table, since
/// any node may have changed it.
/// </summary>
internal sealed partial class LineKeeper(Database database, SecretFields secrets, IEnumerable<ICarrier> carriers, TimeProvider time, ILogger<LineKeeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, ICarrier> _carriers = carriers.ToDictionary(carrier => carrier.Name, StringComparer.Ordinal);
    private readonly Dictionary<string, Kept> _kept = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _looking = new(1);

    /// <summary>One look: begins what is new, ends what is gone, and does both for what has changed.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await _looking.WaitAsync(cancellationToken);
        try
        {
            await FollowAsync(cancellationToken);
        }
        finally
        {
            _looking.Release();
        }
    }

    public override void Dispose()
    {
        _looking.Dispose();
        base.Dispose();
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var trunks = await database.ReadAsync(session => session.QueryAsync<Trunk>("SELECT * FROM trunks WHERE archived_at IS NULL"), cancellationToken);
        var lines = Wanted(trunks);
        foreach (var (id, kept) in _kept.Where(kept => lines.GetValueOrDefault(kept.Key) is not { } line || !line.Is(kept.Value)).ToList())
        {
            _kept.Remove(id);
            if (kept.Line is { } line)
                await line.DisposeAsync();
        }

        foreach (var (id, line) in lines.Where(line => !_kept.ContainsKey(line.Key)))
            _kept[id] = line with { Line = _carriers.GetValueOrDefault(line.Carrier)?.Keep(JsonElement.Parse(line.Settings)) };
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await time.RepeatAsync(Interval, LookAsync, fault => LookFailed(logger, fault), stoppingToken);
        await Task.WhenAll(_kept.Values.Select(kept => kept.Line?.DisposeAsync().AsTask() ?? Task.CompletedTask));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Following the trunks failed")]
    private static partial void LookFailed(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "The line of trunk {TrunkId} cannot be kept up: what it keeps secret does not open. Was it sealed with another SecretKey?")]
    private static partial void LineFailed(ILogger logger, string trunkId, Exception error);

    /// <summary>Their lines. A trunk whose password does not open keeps no other from its line.</summary>
    private Dictionary<string, Kept> Wanted(List<Trunk> trunks)
    {
        var lines = new Dictionary<string, Kept>(StringComparer.Ordinal);
        foreach (var trunk in trunks)
        {
            try
            {
                lines.Add(trunk.Id, Wanted(trunk));
            }
            catch (Exception exception)
            {
                LineFailed(logger, trunk.Id, exception);
            }
        }

        return lines;
    }

    private Kept Wanted(Trunk trunk) => new(trunk.Carrier, trunk.OpenSettings(secrets).GetRawText(), Line: null);

    private sealed record Kept(string Carrier, string Settings, IAsyncDisposable? Line)
    {
        public bool Is(Kept other) => (Carrier, Settings) == (other.Carrier, other.Settings);
    }
}
